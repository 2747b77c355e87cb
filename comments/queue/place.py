"""Where somebody stands in the queue. The address holds all of it; whatever is unknown in one is ignored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

from django.http import QueryDict

from comments.queue import selecting
from comments.queue.filters import Filters
from comments.queue.reach import EVERYTHING, Reach
from comments.queue.tabs import TABS, Tab
from comments.queue.values import EPOCH, Cursor
from comments.search import Matching, matching

SIZES = (25, 50, 100)
NOTHING_ASKED = Filters()


@dataclass(frozen=True)
class Place:
    """`weighed`: what weighs most comes first, and what weighs nothing follows in the order of time."""

    tab: Tab = TABS["new"]
    newest: bool = False
    size: int = SIZES[0]
    after: Cursor | None = None
    weighed: bool = False
    filters: Filters = NOTHING_ASKED

    @classmethod
    def parse(cls, query: QueryDict) -> Self:
        size, order = query.get("size", ""), query.get("order")
        tab = TABS.get(query.get("tab", ""), TABS["new"])
        return cls(
            tab=tab,
            newest=order == "newest",
            size=int(size) if size in map(str, SIZES) else SIZES[0],
            after=Cursor.parse(query.get("after", "")),
            weighed=order == "priority" and bool(tab.stands),
            filters=Filters.parse(query),
        )

    @property
    def order(self) -> str:
        return "priority" if self.weighed else "newest" if self.newest else "oldest"

    @property
    def query(self) -> str:
        """Without what is as usual, so that the shortest address is the queue itself."""
        parts = QueryDict(mutable=True)
        if self.tab.slug != "new":
            parts["tab"] = self.tab.slug
        if self.order != "oldest":
            parts["order"] = self.order
        if self.size != SIZES[0]:
            parts["size"] = str(self.size)
        for name, value in self.filters.pairs:
            parts[name] = value
        if self.after:
            parts["after"] = str(self.after)
        return parts.urlencode()

    @cached_property
    def matching(self) -> Matching | None:
        """What holds the words that are asked for; None where no index tells."""
        return matching(self.filters.text) if self.filters.text else None

    def first(self) -> Place:
        return replace(self, after=None)

    def without_filters(self) -> Place:
        return replace(self, after=None, filters=NOTHING_ASKED)

    def key(self, comment: Any) -> Cursor:
        """By which comments stand in order; of a row that has the tab's clock, and its priority where that counts."""
        return Cursor(getattr(comment, self.tab.clock), comment.pk, comment.priority if self.weighed else 0)

    def past(self, last: Cursor) -> Place:
        return replace(self, after=last)

    @property
    def is_among_weighed(self) -> bool:
        """The first of the two parts that a list by priority has."""
        return self.weighed and (self.after is None or self.after.priority > 0)

    def weightless(self) -> Place:
        """The beginning of the second part."""
        return self.past(Cursor(EPOCH, 0))

    def selection(self, reach: Reach = EVERYTHING) -> tuple[str, dict[str, Any]]:
        """One comment more than the page holds, from here on and in order: SQL about `c`, and its values."""
        return selecting.selection(selecting.question(self, reach), self.size + 1)

    def edge(self, reach: Reach = EVERYTHING) -> Cursor | None:
        """The last comment that was looked at, when the search for a page ended before the list did."""
        return selecting.edge(selecting.question(self, reach))
