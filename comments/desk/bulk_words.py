"""A bulk in words: what it did as a whole, and a comment in one line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import unescape

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from accounts.language import grouped
from comments.desk.history import Entry
from comments.models import Kind, Status

EXCERPT = 160
TAG = re.compile("<[^>]*>?")


def summary(entries: Sequence[Entry]) -> str:
    """Of one batch: what it did besides, and to how many comments it did which."""
    if not entries:
        return _("Nothing was decided.")
    decided = [entry for entry in entries if entry.act.kind == Kind.STATUS]
    others = Counter(entry.said for entry in entries if entry.act.kind != Kind.STATUS)
    told = [said if count == 1 else f"{said}: {grouped(count)}" for said, count in others.items()]
    alike: dict[str, list[Entry]] = {}
    for entry in decided:
        alike.setdefault("" if entry.act.undoes else entry.act.to_status, []).append(entry)
    return " · ".join([*told, *map(_of_decided, alike.values())])


def _of_decided(entries: Sequence[Entry]) -> str:
    count = len(entries)
    return _pattern(entries[0], count) % {"n": grouped(count), "why": entries[0].reason}


def _pattern(entry: Entry, count: int) -> str:
    if entry.act.undoes:
        return ngettext("%(n)s comment is as it was before", "%(n)s comments are as they were before", count)
    match entry.act.to_status:
        case Status.APPROVED:
            return ngettext("%(n)s comment approved", "%(n)s comments approved", count)
        case Status.REJECTED:
            return ngettext("%(n)s comment rejected: %(why)s", "%(n)s comments rejected: %(why)s", count)
        case Status.SPAM:
            return ngettext("%(n)s comment marked as spam", "%(n)s comments marked as spam", count)
    said = "%(n)s comment marked as not spam: it waits", "%(n)s comments marked as not spam: they wait"
    return ngettext(*said, count)


def undo_all(count: int) -> str:
    return npgettext("acts", "Undo", "Undo all %(n)s", count) % {"n": grouped(count)}


def excerpt(html: str) -> str:
    """The beginning of the stored HTML, as plain text."""
    text = " ".join(unescape(TAG.sub(" ", html[: 5 * EXCERPT])).split())
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()} …"


def chosen(count: int) -> str:
    return ngettext("%(n)s comment chosen", "%(n)s comments chosen", count) % {"n": grouped(count)}
