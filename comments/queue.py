"""What stands in the queue, and in which order. Pages are read by key and counts stop early, so size costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self

from django.db.models import Count, F, Min, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, Status
from comments.models.comment import CommentQuerySet

COUNTED = 1_001
SIZES = (25, 50, 100)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FARTHEST = 200 * 365 * 86_400 * 10**6  # microseconds; beyond it dates end


class Tab(NamedTuple):
    """`clock` is the column by which its comments are ordered; an index begins with it, or with the status and it."""

    slug: str
    name: Promise | str
    rows: Callable[[], CommentQuerySet]
    clock: str = "created_at"


def _having(status: Status) -> Callable[[], CommentQuerySet]:
    return lambda: Comment.objects.filter(status=status)


TABS = {
    tab.slug: tab
    for tab in (
        Tab("new", _("New"), lambda: Comment.objects.waiting()),
        Tab("unchecked", _("Awaiting spam check"), _having(Status.UNCHECKED)),
        Tab("spam", _("Spam"), _having(Status.SPAM)),
        Tab("deferred", _("Put off"), lambda: Comment.objects.deferred(), "deferred_until"),
        Tab("approved", _("Approved"), _having(Status.APPROVED)),
        Tab("rejected", _("Rejected"), _having(Status.REJECTED)),
        Tab("removed", _("Removed"), _having(Status.WITHDRAWN)),
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


def tally(tab: Tab) -> Tally:
    rows = tab.rows().order_by(tab.clock, "pk")[:COUNTED]
    counted = rows.aggregate(count=Count("pk"), oldest=Min("created_at"))
    return Tally(tab, counted["count"], counted["oldest"])


def tallies() -> list[Tally]:
    return [tally(tab) for tab in TABS.values()]


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

    def past(self, last: Comment) -> Place:
        return replace(self, after=Cursor(getattr(last, self.tab.clock), last.pk))

    def rows(self) -> CommentQuerySet:
        """All comments from here on, in order."""
        key = Tuple(F(self.tab.clock), F("pk"))
        rows = self.tab.rows()
        if self.after:
            beyond = TupleLessThan if self.newest else TupleGreaterThan
            rows = rows.filter(Q(beyond(key, self.after)))
        sign = "-" if self.newest else ""
        return rows.order_by(f"{sign}{self.tab.clock}", f"{sign}pk")


class Page(NamedTuple):
    comments: list[Comment]
    next: Place | None


def page(place: Place) -> Page:
    """One page and whether there is another, in one query."""
    found = list(place.rows().with_context()[: place.size + 1])
    comments = found[: place.size]
    return Page(comments, place.past(comments[-1]) if len(found) > place.size else None)
