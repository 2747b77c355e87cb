"""What the figures are made of: a fixed number of queries, bounded by weeks or by a number of rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from comments.log_times import SLACK, first_since
from comments.models import Shelf
from comments.numbers.spans import Span
from comments.queue import COUNTED, moment, stored

DECISIONS_READ = 20_000
SHELVES = ", ".join(f"'{shelf}'" for shelf in Shelf.values)  # all of them: so the index goes on to the age


class Decision(NamedTuple):
    """Somebody decided what waited: when, and since when it had been asked about."""

    at: datetime
    asked_at: datetime


class Settled(NamedTuple):
    """A number of texts that the machine settled alike. `answer`: what a person made of them last, if anybody has."""

    week: int
    section: str
    to: str
    reason: str
    answer: str
    now: str
    number: int


WAITING = f"""
SELECT %s, COUNT(*) FROM (
    SELECT 1 FROM comments_comment c
    WHERE c.status = 'pending' AND c.shelf IN ({SHELVES}) AND (c.deferred_until IS NULL OR c.deferred_until <= %s)
        AND c.created_at >= %s AND c.created_at < %s AND {{reach}} LIMIT {COUNTED}
) AS counted"""  # noqa: S608

DECISIONS = f"""
SELECT a.at, a.before FROM comments_moderationaction a
JOIN comments_comment c ON c.id = a.comment
WHERE a.id >= %s AND a.at >= %s AND a.kind = 'status' AND a.actor IS NOT NULL AND a.undoes IS NULL
    AND a.from_status IN ('pending', 'unchecked') AND a.to_status IN ('approved', 'rejected', 'spam') AND {{reach}}
ORDER BY a.id DESC LIMIT {DECISIONS_READ}
"""  # noqa: S608

_WEEKS = "WITH week (n, since, until) AS (VALUES {weeks})"

SETTLED = f"""
{_WEEKS}
SELECT week.n, s.name, a.to_status, a.reason, COALESCE(answer.to_status, ''), c.status, COUNT(*)
FROM week
JOIN comments_moderationaction a ON a.at >= week.since AND a.at < week.until
JOIN comments_comment c ON c.id = a.comment
JOIN articles_section s ON s.firstsegment_ptr_id = c.section
LEFT JOIN comments_moderationaction answer ON answer.id = (
    SELECT MAX(o.id) FROM comments_moderationaction o
    WHERE o.comment = a.comment AND o.kind = 'status' AND o.actor IS NOT NULL AND o.id > a.id)
WHERE a.id >= {{first}} AND a.kind = 'status' AND a.rule = 'policy' AND {{reach}}
GROUP BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608

MISSED = f"""
{_WEEKS}
SELECT week.n, COUNT(*)
FROM week
JOIN comments_moderationaction a ON a.at >= week.since AND a.at < week.until
JOIN comments_comment c ON c.id = a.comment
WHERE a.id >= {{first}} AND a.kind = 'status' AND a.actor IS NOT NULL AND a.undoes IS NULL
    AND a.to_status = 'spam' AND a.from_status <> 'spam' AND {{reach}}
    AND NOT EXISTS (SELECT 1 FROM comments_moderationaction o WHERE o.undoes = a.id)
    AND NOT EXISTS (SELECT 1 FROM comments_moderationaction o
        WHERE o.comment = a.comment AND o.id < a.id
            AND o.kind = 'status' AND o.rule = 'policy' AND o.to_status = 'spam')
GROUP BY 1
"""  # noqa: S608


def waiting(ages: Sequence[Span], now: datetime, reach: str) -> list[int]:
    """How many comments of each age wait for a person, up to 1,001."""
    query = " UNION ALL ".join([WAITING.format(reach=reach)] * len(ages))
    values = [value for n, age in enumerate(ages) for value in (n, stored(now), stored(age.since), stored(age.until))]
    counts = dict(_read(query, values))
    return [counts[n] for n in range(len(ages))]


def decisions(since: datetime, reach: str) -> list[Decision]:
    """The last ones, at most 20,000, newest first."""
    rows = _read(DECISIONS.format(reach=reach), [first_since(since - SLACK), stored(since)])
    return [Decision(moment(at), asked) for at, before in rows if (asked := _asked_at(before))]


def settled(weeks: Sequence[Span], reach: str) -> list[Settled]:
    return [Settled(*row) for row in _by_week(SETTLED, weeks, reach)]


def missed(weeks: Sequence[Span], reach: str) -> list[int]:
    """Spam that the check took for none and a person marked, by week."""
    counts = dict(_by_week(MISSED, weeks, reach))
    return [counts.get(n, 0) for n in range(len(weeks))]


def _by_week(query: str, weeks: Sequence[Span], reach: str) -> list[Any]:
    spans = ", ".join(["(%s, %s, %s)"] * len(weeks))
    values = [value for n, week in enumerate(weeks) for value in (n, stored(week.since), stored(week.until))]
    return _read(query.format(weeks=spans, first=int(first_since(weeks[0].since - SLACK)), reach=reach), values)


def _asked_at(before: Any) -> datetime | None:
    found = (json.loads(before) if isinstance(before, str) else before).get("asked_at")
    return datetime.fromisoformat(found) if found else None


def _read(query: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[Any] = cursor.fetchall()
    return found
