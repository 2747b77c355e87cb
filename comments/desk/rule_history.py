"""The versions of a rule: who made each, when, and what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from comments.models import RuleVersion
from comments.rules.kinds import FIELDS, KINDS

SHOWN = 50
ENTRIES_SHOWN = 20


class Version(NamedTuple):
    number: int
    at: datetime
    who: str
    says: str
    changes: list[str]
    is_latest: bool


def versions_of(kind: str) -> list[Version]:
    """Newest first. What each changed is told against the one before."""
    rows = list(RuleVersion.objects.filter(kind=kind).select_related("by").order_by("-number")[: SHOWN + 1])
    found = []
    for place, row in enumerate(rows[:SHOWN]):
        before = rows[place + 1].values if place + 1 < len(rows) else {}
        values = KINDS[kind].complete(row.values)
        changes = list(_changes(KINDS[kind].complete(before), values))
        who = row.by.name_shown if row.by else ""
        found.append(Version(row.number, row.at, who, KINDS[kind].told(values), changes, place == 0))
    return found


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in after:
        if isinstance(after[name], list):
            yield from _of_list(name, before[name], after[name])
        elif before[name] != after[name]:
            yield f"{_name(name)}: {_plain(before[name])} → {_plain(after[name])}"


def _of_list(name: str, before: list[str], after: list[str]) -> Iterator[str]:
    added, gone = (
        [each for each in after if each not in set(before)],
        [each for each in before if each not in set(after)],
    )
    if added:
        yield f"{_name(name)} + {_listed(added)}"
    if gone:
        yield f"{_name(name)} − {_listed(gone)}"


def _listed(entries: list[str]) -> str:
    shown = ", ".join(f"“{FIELDS.get(entry, entry)}”" for entry in entries[:ENTRIES_SHOWN])
    more = len(entries) - ENTRIES_SHOWN
    return shown + (" " + _("and %(number)d more") % {"number": more} if more > 0 else "")


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _name(name: str) -> str:
    names = {
        "words": _("words"),
        "parts": _("parts of words"),
        "fields": _("looked for in"),
        "accents": _("accents count"),
        "nudge": _("writers are told before"),
        "least": _("at least"),
        "comments": _("first comments"),
        "percent": _("percent"),
        "days": _("days"),
        "seconds": _("seconds"),
        "on": _("switched on"),
    }
    return names.get(name, name)
