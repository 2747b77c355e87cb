"""In which order a discussion shows its threads: each is read by an index, and has a key by which its pages go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_NUMBER = 18  # digits; what has more is no key of ours


class Order(NamedTuple):
    """`onward` and `back` name the key in the address of the pages after and before; `labels` are those of the links.

    `beyond` and `ahead` are the conditions of what follows and precedes a key, in the orders of `down` and `up`.
    """

    name: str
    label: Promise
    onward: str
    back: str
    labels: tuple[Promise, Promise]
    beyond: str
    ahead: str
    down: str
    up: str
    key: Callable[[int, int], tuple[int, ...]]

    def query(self, parameter: str, key: Sequence[int]) -> str:
        """What stands in the address of such a page; the usual order needs no name."""
        place = f"{parameter}={'-'.join(map(str, key))}"
        return place if self is NEWEST else f"sort={self.name}&{place}"

    def read(self, query: QueryDict, parameter: str) -> tuple[int, ...]:
        """The key in an address; empty for what is none."""
        parts = str(query.get(parameter, "")).split("-")
        key = tuple(int(part) for part in parts if is_number(part))
        return key if len(key) == len(parts) == len(self.key(0, 0)) and key[-1] else ()


def is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= LONGEST_NUMBER


def _by_number(replies: int, number: int) -> tuple[int, ...]:
    return (number,)


def _by_replies(replies: int, number: int) -> tuple[int, ...]:
    return replies, number


NEWEST = Order(
    name="newest",
    label=_("Newest"),
    onward="before",
    back="newer",
    labels=(_("Older comments"), _("Newer comments")),
    beyond="c.id < %s",
    ahead="c.id > %s",
    down="c.id DESC",
    up="c.id",
    key=_by_number,
)
OLDEST = NEWEST._replace(
    name="oldest",
    label=_("Oldest"),
    onward="past",
    back="upto",
    labels=(_("Newer comments"), _("Older comments")),
    beyond=NEWEST.ahead,
    ahead=NEWEST.beyond,
    down=NEWEST.up,
    up=NEWEST.down,
)
MOST_REPLIED = OLDEST._replace(
    name="replied",
    label=_("Most replied"),
    labels=(_("Threads with fewer replies"), _("Threads with more replies")),
    beyond="(c.reply_count, c.id) < (%s, %s)",
    ahead="(c.reply_count, c.id) > (%s, %s)",
    down="c.reply_count DESC, c.id DESC",
    up="c.reply_count, c.id",
    key=_by_replies,
)
ORDERS = (NEWEST, OLDEST, MOST_REPLIED)


def chosen(query: QueryDict) -> Order:
    return next((order for order in ORDERS if order.name == query.get("sort")), NEWEST)
