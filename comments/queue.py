"""What stands in the queue, and in which order. Pages are read by key and counts stop early, so size costs nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self

from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COUNTED = 1_001
SIZES = (25, 50, 100)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FARTHEST = 200 * 365 * 86_400 * 10**6  # microseconds; beyond it dates end


class Tab(NamedTuple):
    """Which comments stand in it, as SQL about `c` that knows %(now)s.

    `clock` is the column by which they are ordered; an index begins with it, or with the status and it. In a tab that
    `waits`, the age of the oldest says how long readers have been kept.
    """

    slug: str
    name: Promise | str
    where: str
    clock: str = "created_at"
    waits: bool = False


TABS = {
    tab.slug: tab
    for tab in (
        Tab(
            "new",
            _("New"),
            "c.status = 'pending' AND c.shelf = '' AND (c.deferred_until IS NULL OR c.deferred_until <= %(now)s)",
            waits=True,
        ),
        Tab("unchecked", _("Awaiting spam check"), "c.status = 'unchecked' AND c.shelf = ''", waits=True),
        Tab("spam", _("Spam"), "c.status = 'spam' AND c.shelf = ''"),
        Tab("deferred", _("Put off"), "c.deferred_until > %(now)s", "deferred_until"),
        Tab("approved", _("Approved"), "c.status = 'approved' AND c.shelf = ''"),
        Tab("rejected", _("Rejected"), "c.status = 'rejected' AND c.shelf = ''"),
        Tab("removed", _("Removed"), "c.status = 'withdrawn' AND c.shelf = ''"),
    )
}


@dataclass(frozen=True)
class Tally:
    """How many comments a tab holds, up to 1,001, and since when the oldest has been there."""

    tab: Tab
    count: int
    oldest: datetime | None

    @property
    def shown(self) -> str:
        return "1,000+" if self.count >= COUNTED else f"{self.count:,}"


TALLIES_QUERY = " UNION ALL ".join(
    f"""
SELECT '{tab.slug}', COUNT(*), MIN(created_at) FROM (
    SELECT c.created_at FROM comments_comment c WHERE {tab.where} ORDER BY c.{tab.clock}, c.id LIMIT {COUNTED}
) AS counted"""  # noqa: S608
    for tab in TABS.values()
)


def tallies() -> list[Tally]:
    """Of all tabs, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(TALLIES_QUERY, {"now": stored(timezone.now())})
        return [Tally(TABS[slug], count, moment(oldest)) for slug, count, oldest in cursor.fetchall()]


def stored(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def moment(value: Any) -> Any:
    """As it comes out of SQL by hand: SQLite keeps times as text in UTC, and knows a column's from another text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def whole_number(text: str) -> int | None:
    """An id or a count from an address: ASCII digits, at most 18, since the databases' numbers have 64 bits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


class Cursor(NamedTuple):
    """The last comment of a page, by which the next is found. In addresses: microseconds since 1970, and the id."""

    at: datetime
    pk: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        before, _dot, after = text.partition(".")
        micros, pk = whole_number(before), whole_number(after)
        if micros is None or pk is None or micros > FARTHEST:
            return None
        return cls(EPOCH + timedelta(microseconds=micros), pk)

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}.{self.pk}"


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the queue. The address holds all of it; whatever is unknown in one is ignored."""

    tab: Tab = TABS["new"]
    newest: bool = False
    size: int = SIZES[0]
    after: Cursor | None = None

    @classmethod
    def parse(cls, query: QueryDict) -> Self:
        size = query.get("size", "")
        return cls(
            tab=TABS.get(query.get("tab", ""), TABS["new"]),
            newest=query.get("order") == "newest",
            size=int(size) if size in map(str, SIZES) else SIZES[0],
            after=Cursor.parse(query.get("after", "")),
        )

    @property
    def query(self) -> str:
        """Without what is as usual, so that the shortest address is the queue itself."""
        parts = QueryDict(mutable=True)
        if self.tab.slug != "new":
            parts["tab"] = self.tab.slug
        if self.newest:
            parts["order"] = "newest"
        if self.size != SIZES[0]:
            parts["size"] = str(self.size)
        if self.after:
            parts["after"] = str(self.after)
        return parts.urlencode()

    def first(self) -> Place:
        return replace(self, after=None)

    def key(self, comment: Any) -> Cursor:
        """By which comments stand in order; of a row that has the tab's clock."""
        return Cursor(getattr(comment, self.tab.clock), comment.pk)

    def past(self, last: Cursor) -> Place:
        return replace(self, after=last)

    def selection(self) -> tuple[str, dict[str, Any]]:
        """One comment more than the page holds, from here on and in order: SQL about `c`, and its values."""
        values = {"now": stored(timezone.now()), "limit": self.size + 1}
        where, (beyond, direction) = self.tab.where, ("<", "DESC") if self.newest else (">", "ASC")
        if self.after:
            where = f"{where} AND (c.{self.tab.clock}, c.id) {beyond} (%(at)s, %(after)s)"
            values |= {"at": stored(self.after.at), "after": self.after.pk}
        return f"{where} ORDER BY c.{self.tab.clock} {direction}, c.id {direction} LIMIT %(limit)s", values
