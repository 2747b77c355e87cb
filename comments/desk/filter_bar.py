"""The bar over the queue by which moderators narrow it, choose its order and the length of its pages.

It is one form that is sent by GET: the address holds all of it, so it can be kept and shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comments.desk.words import options
from comments.queue import AGES, SIZES, Place, Reach
from comments.reasons import REASONS, RESTRICTIONS, rejection_choices

NAMED = 500  # of a kind, in one list
CHOICES = f"""
SELECT * FROM (SELECT 'section' AS kind, s.firstsegment_ptr_id AS number, s.name AS name, s.position AS place
    FROM articles_section s ORDER BY s.position, s.name LIMIT {NAMED}) AS sections
UNION ALL SELECT * FROM (SELECT 'by', u.id, u.username, 0 FROM accounts_user u WHERE u.is_staff
    ORDER BY u.username LIMIT {NAMED}) AS staff
UNION ALL SELECT * FROM (SELECT 'byline', w.id, w.name, 0 FROM articles_author w
    ORDER BY w.name LIMIT {NAMED}) AS authors
"""  # noqa: S608


class FilterBar(NamedTuple):
    """What the template needs; each list of options is ready."""

    place: Place
    sees_addresses: bool
    folded: int  # of filters that are set in the folded part
    options: dict[str, SafeString]


def of(place: Place, reach: Reach) -> FilterBar:
    asked = place.filters
    ages, either, named = _ages(get_language()), [("yes", _("yes")), ("no", _("no"))], _named(reach)
    shown = {
        "order": _options(_orders(place), place.order, any_of=False),
        "size": _options([(str(size), str(size)) for size in SIZES], str(place.size), any_of=False),
        "reason": _options(_reasons(), asked.reason),
        "reply": _options(either, asked.reply),
        "link": _options(either, asked.link),
        "older": _options(ages, asked.older),
        "younger": _options(ages, asked.younger),
        **{kind: _options(named[kind], str(getattr(asked, kind))) for kind in named},
    }
    hidden = {"text"} if reach.addresses else {"text", "email"}
    return FilterBar(place, reach.addresses, len([1 for name, _value in asked.pairs if name not in hidden]), shown)


def _orders(place: Place) -> list[tuple[str, str]]:
    found = [("oldest", _("oldest first")), ("newest", _("newest first"))]
    return found + ([("priority", _("by priority"))] if place.tab.stands else [])


@lru_cache(maxsize=16)
def _ages(language: str | None) -> list[tuple[str, str]]:
    return [(code, str(name)) for code, (name, _span) in AGES.items()]


def _reasons() -> list[tuple[str, str]]:
    """Why something waits, and why it was rejected."""
    return _own_reasons(get_language()) + rejection_choices()


@lru_cache(maxsize=16)
def _own_reasons(language: str | None) -> list[tuple[str, str]]:
    """Those that editors don't keep; an author's restriction is no reason of a comment."""
    return [(code, capfirst(str(reason.label))) for code, reason in REASONS.items() if code not in RESTRICTIONS]


def _named(reach: Reach) -> dict[str, list[tuple[str, str]]]:
    """Sections within reach, staff, and authors of articles, in one query."""
    found: dict[str, list[tuple[str, str]]] = {"section": [], "by": [], "byline": []}
    with connection.cursor() as cursor:
        cursor.execute(CHOICES)
        for kind, number, name, _position in cursor.fetchall():
            if kind != "section" or reach.sections is None or number in reach.sections:
                found[kind].append((str(number), name))
    return found


def _options(choices: Iterable[Sequence[str]], chosen: str, *, any_of: bool = True) -> SafeString:
    """The one that stands in the address is chosen, also when it is none of these."""
    known = [("", _("any"))] * any_of + [(code, name) for code, name in choices]
    if chosen not in {"", "0", *(code for code, _name in known)}:
        known.append((chosen, chosen))
    return options(known, chosen)
