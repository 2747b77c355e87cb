"""The tabs of the queue: each is a range of one index, or a few of them, so that neither its page nor its count gets
slower with what stands in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.language import grouped
from comments.queue.reach import EVERYTHING, Reach
from comments.queue.values import moment, stored

COUNTED = 1_001
REPORTED = "(SELECT MIN(r.at) FROM comments_report r WHERE r.comment_id = c.id AND r.outcome = 'open')"
APPEALED = "(SELECT p.at FROM comments_appeal p WHERE p.comment_id = c.id AND p.outcome = 'open')"
CAME = "c.created_at"
ON_THE_DESK = "(c.deferred_until IS NULL OR c.deferred_until <= %(now)s)"


class Tab(NamedTuple):
    """`stands`: the statuses and shelves whose comments stand in it; `where` is said of them besides, as SQL about `c`
    that knows %(now)s; a tab that has stands says ON_THE_DESK or nothing.

    `clock` is the column by which they are ordered; an index begins with the stand and it, or with it alone. `since`
    says when each came into the tab: in one that `waits`, the age of the oldest says how long people have been kept.
    """

    slug: str
    name: Promise | str
    stands: tuple[tuple[str, str], ...]
    where: str = ""
    clock: str = "created_at"
    waits: bool = False
    since: str = CAME

    @property
    def legs(self) -> list[str]:
        """A condition for each stand: together they are the tab."""
        stands = [f"c.status = '{status}' AND c.shelf = '{shelf}'" for status, shelf in self.stands] or [""]
        return [" AND ".join(filter(None, (stand, self.where))) for stand in stands]


TABS = {
    tab.slug: tab
    for tab in (
        Tab("new", _("New"), (("pending", ""),), ON_THE_DESK, waits=True),
        Tab("unchecked", _("Awaiting spam check"), (("unchecked", ""), ("unchecked", "reported")), waits=True),
        Tab(
            "reported",
            _("Reported"),
            (("approved", "reported"), ("pending", "reported")),
            ON_THE_DESK,
            waits=True,
            since=REPORTED,
        ),
        Tab("appeals", _("Appeals"), (("rejected", "appealed"), ("spam", "appealed")), waits=True, since=APPEALED),
        Tab("spam", _("Spam"), (("spam", ""),)),
        Tab("deferred", _("Put off"), (), "c.deferred_until > %(now)s", "deferred_until"),
        Tab("approved", _("Approved"), (("approved", ""),)),
        Tab("rejected", _("Rejected"), (("rejected", ""),)),
        Tab("removed", _("Removed"), (("withdrawn", ""), ("rejected", "removed"), ("spam", "removed"))),
    )
}
MENU = ("new", "reported", "appeals")
"""What counts toward the number at the menu; while the spam check fails, what awaits it does too."""


@dataclass(frozen=True)
class Tally:
    """How many comments a tab holds, up to 1,001, and since when the oldest has been there."""

    tab: Tab
    count: int
    oldest: datetime | None

    @property
    def shown(self) -> str:
        return shown(self.count)


def shown(count: int) -> str:
    return f"{grouped(COUNTED - 1)}+" if count >= COUNTED else grouped(count)


def tallies(reach: Reach = EVERYTHING) -> list[Tally]:
    """Of all tabs, in one query; of what is within reach alone."""
    if reach.sections is not None and not reach.sections:
        return [Tally(tab, 0, None) for tab in TABS.values()]
    query = _everywhere() if reach.sections is None else _within(reach.sections)
    with connection.cursor() as cursor:
        cursor.execute(query, {"now": stored(timezone.now())})
        found = cursor.fetchall()
    told = {slug: Tally(TABS[slug], min(int(count), COUNTED), moment(oldest)) for slug, count, oldest in found}
    return [told[slug] for slug in TABS]


def waiting(tallied: Iterable[Tally], *, check_fails: bool) -> str:
    """The number at the menu; empty when nothing waits for a person."""
    slugs = (*MENU, "unchecked") if check_fails else MENU
    count = sum(tally.count for tally in tallied if tally.tab.slug in slugs)
    return shown(min(count, COUNTED)) if count else ""


def _everywhere() -> str:
    """Stands are counted by one subquery that is repeated for each: PostgreSQL took a millisecond to plan one each."""
    rows = ", ".join(
        f"('{tab.slug}', '{status}', '{shelf}', {'FALSE' if tab.where else 'TRUE'})"
        for tab in TABS.values()
        for status, shelf in tab.stands
    )
    others = "".join(f" UNION ALL {_tally(tab)}" for tab in TABS.values() if not tab.stands)
    return f"""
        WITH stand (slug, status, shelf, put_off_too) AS (VALUES {rows})
        SELECT slug, SUM(counted), MIN(oldest) FROM (
            SELECT slug, {_count(_STAND)} AS counted, CASE slug {_ages()} ELSE {_age(CAME, _STAND, 1)} END AS oldest
            FROM stand) AS each_stand GROUP BY slug{others}"""  # noqa: S608


_STAND = f"""comments_comment c WHERE c.status = stand.status AND c.shelf = stand.shelf
    AND (stand.put_off_too OR {ON_THE_DESK}) ORDER BY c.created_at, c.id"""


def _tally(tab: Tab) -> str:
    here = f"comments_comment c WHERE {tab.where} ORDER BY c.{tab.clock}, c.id"
    return f"SELECT '{tab.slug}', {_count(here)}, {_age(tab.since, here, COUNTED)}"


def _count(here: str) -> str:
    return f"(SELECT COUNT(*) FROM (SELECT 1 FROM {here} LIMIT {COUNTED}) AS few)"  # noqa: S608


def _age(since: str, here: str, looked_at: int) -> str:
    """Since when the oldest has been there, among those that stand first."""
    return f"(SELECT MIN(since) FROM (SELECT {since} AS since FROM {here} LIMIT {looked_at}) AS ages)"  # noqa: S608


def _ages() -> str:
    """Of tabs into which comments come later than they were written."""
    own = [tab for tab in TABS.values() if tab.stands and _looked_at(tab) > 1]
    return " ".join(f"WHEN '{tab.slug}' THEN {_age(tab.since, _STAND, COUNTED)}" for tab in own)


def _within(sections: frozenset[int]) -> str:
    """Several sections are no one range: each is counted by itself."""
    numbers = ", ".join(map(str, sorted(sections)))
    return " UNION ALL ".join(
        f"SELECT '{tab.slug}', SUM(counted), MIN(oldest) FROM ({_of_sections(tab, numbers)}) AS each_section"  # noqa: S608
        for tab in TABS.values()
    )


def _of_sections(tab: Tab, numbers: str) -> str:
    return " UNION ALL ".join(
        f"""
        SELECT {_count(here := _in_section(leg, tab.clock))} AS counted,
            {_age(tab.since, here, _looked_at(tab))} AS oldest
        FROM articles_section s WHERE s.firstsegment_ptr_id IN ({numbers})"""  # noqa: S608
        for leg in tab.legs
    )


def _looked_at(tab: Tab) -> int:
    """The first in order is the oldest, unless it came into the tab later."""
    return 1 if tab.since == CAME else COUNTED


def _in_section(leg: str, clock: str) -> str:
    return f"comments_comment c WHERE c.section = s.firstsegment_ptr_id AND {leg} ORDER BY c.{clock}, c.id"
