"""Which part of the moderation log is asked for, held in the address; and how it is found by key.

The rarest thing asked for leads, by its index. What is left over is looked for in a fixed number of rows at a time, so
that no question, however odd, reads the whole log at once; whoever asked is told how far back it was looked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from comments.desk.log_rows import Act, read_acts_among, read_farthest
from comments.log_times import SLACK, first_since
from comments.models import Kind, ModerationAction, Rule
from comments.queue import whole_number
from comments.reach import ALL, condition
from database import statements

CANDIDATES = 5_000
YEARS = range(1970, 2200)
MACHINE = "machine"

OF_PERSON = """a.id IN (SELECT p.id FROM comments_moderationaction p WHERE p.person = %s
    UNION ALL SELECT o.id FROM comments_comment w JOIN comments_moderationaction o ON o.comment = w.id
    WHERE w.commenter_id = %s)"""
OF_SECTIONS = """(a.comment IS NULL OR EXISTS (SELECT 1 FROM comments_comment w
    JOIN articles_article r ON r.id = w.article_id WHERE w.id = a.comment AND {}))"""


class Condition(NamedTuple):
    """`leads`: there is an index for it, by which its rows are found latest first."""

    sql: str
    values: tuple[Any, ...] = ()
    leads: bool = False


class Portion(NamedTuple):
    """`before`: where to go on, if there may be more. `searched_to`: the time back to which that was all there is."""

    acts: list[Act]
    before: int | None = None
    searched_to: datetime | None = None


@dataclass(frozen=True)
class Excerpt:
    """Whatever in the address is none of these is ignored. `person` is a commenter; `who` the one who acted: a
    number, MACHINE, or a rule."""

    comment: int | None = None
    batch: UUID | None = None
    person: int | None = None
    kind: str = ""
    who: str = ""
    reason: str = ""
    since: date | None = None
    until: date | None = None  # this day included
    before: int | None = None

    @classmethod
    def parse(cls, query: QueryDict) -> Self:
        kind, who = query.get("kind", ""), query.get("who", "")
        return cls(
            comment=whole_number(query.get("comment", "")) or None,
            batch=_batch(query.get("batch", "")),
            person=whole_number(query.get("person", "")) or None,
            kind=kind if kind in Kind.values else "",
            who=who if who in (MACHINE, *Rule.values) or whole_number(who) else "",
            reason=query.get("reason", "").strip()[:40].replace("\0", ""),
            since=_day(query.get("from", "")),
            until=_day(query.get("to", "")),
            before=whole_number(query.get("before", "")) or None,
        )

    @property
    def query(self) -> str:
        asked = {
            "comment": self.comment, "batch": self.batch, "person": self.person, "kind": self.kind, "who": self.who,
            "reason": self.reason, "from": self.since, "to": self.until, "before": self.before,
        }  # fmt: skip
        parts = QueryDict(mutable=True)
        parts.update({name: str(value) for name, value in asked.items() if value})
        return parts.urlencode()

    @property
    def is_whole(self) -> bool:
        return self == Excerpt()

    def going_on(self, before: int | None) -> Self:
        return replace(self, before=before)

    def read(self, viewer: User, limit: int) -> Portion:
        asked = [*self._conditions(), *within_reach(viewer)]
        key = next((each for each in asked if each.leads), None)
        rest = [each for each in asked if each is not key]
        among = _all_of([*self._bounds(), *([key] if key else [])])
        found = read_acts_among(among, _all_of(rest), CANDIDATES if rest else limit + 1, limit + 1)
        if len(found) > limit:
            return Portion(found[:limit], found[limit - 1].pk)
        farthest = read_farthest(among, CANDIDATES) if rest else None
        return Portion(found, *farthest) if farthest else Portion(found)

    def _conditions(self) -> list[Condition]:
        """The rarest first."""
        asked = [
            (self.comment, Condition("a.comment = %s", (self.comment,), leads=True)),
            (self.batch, Condition("a.batch = %s", (stored_batch(self.batch),), leads=True)),
            (self.person, Condition(OF_PERSON, (self.person, self.person), leads=True)),
            (self.kind, _of_kind(self.kind)),
            (self.who, _by(self.who)),
            (self.reason, Condition("a.reason = %s", (self.reason,))),
        ]
        return [each for value, each in asked if value]

    def _bounds(self) -> list[Condition]:
        found = [Condition("a.id < %s", (self.before,))] if self.before else []
        if self.since:
            since = _midnight(self.since)
            found.append(_beyond(">=", first_since(since - SLACK), since))
        if self.until:
            until = _midnight(self.until + timedelta(days=1))
            found.append(_beyond("<", first_since(until + SLACK), until))
        return found


def _of_kind(kind: str) -> Condition:
    """Nearly all rows are changes of status; the index has the others."""
    if kind == Kind.STATUS:
        return Condition("a.kind = %s", (kind,))
    return Condition(f"(NOT (a.kind = '{Kind.STATUS.value}') AND a.kind = %s)", (kind,), leads=True)


def _by(who: str) -> Condition:
    if who == MACHINE:
        return Condition("a.actor IS NULL")
    if who in Rule.values:
        return Condition("a.rule = %s", (who,))
    return Condition("a.actor = %s", (whole_number(who),), leads=True)


def within_reach(viewer: User) -> list[Condition]:
    reached = condition(viewer, "r.section_id")
    return [] if reached == ALL else [Condition(OF_SECTIONS.format(reached))]


def _beyond(how: str, row: int, at: datetime) -> Condition:
    return Condition(f"a.id {how} %s AND a.at {how} %s", (row, statements.moment(at)))


def _all_of(conditions: list[Condition]) -> Condition:
    values = [value for each in conditions for value in each.values]
    return Condition(" AND ".join(each.sql for each in conditions) or "TRUE", tuple(values))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _batch(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def stored_batch(batch: UUID | None) -> Any:
    return ModerationAction._meta.get_field("batch").get_db_prep_value(batch, connection)
