"""What is out of the usual at this moment. Each look reads a bounded number of rows, however many there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from comments.log_times import SLACK, first_since
from comments.models import Alarm, AlarmLimits, Breaker
from comments.queue import moment, stored

QUARTER, HOUR, DAY, WEEK = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1), timedelta(days=7)
QUARTERS_A_DAY = 96
TIMES_THE_USUAL_SPAM, TIMES_THE_USUAL_COMMENTS = 2, 5
TOO_FEW = 20  # checked in an hour: a share of them says nothing
LATEST_READ, WEEK_READ, BURSTS = 2_000, 5_000, 10

OLDEST = """
SELECT created_at FROM comments_comment
WHERE status = 'pending' AND shelf = '' AND (deferred_until IS NULL OR deferred_until <= %s)
ORDER BY created_at LIMIT 1
"""
# Of the last texts that the machine settled: how many there are, and how many of them are spam.
SPAM = """
SELECT COUNT(*), COALESCE(SUM(CASE WHEN to_status = 'spam' THEN 1 ELSE 0 END), 0) FROM (
    SELECT to_status FROM comments_moderationaction
    WHERE id >= %s AND id < %s AND at >= %s AND kind = 'status' AND rule = 'policy' ORDER BY id DESC LIMIT %s
) AS settled
"""
# Of the latest comments, those of the last quarter of an hour by article; what the article had in the day before.
BURST = """
SELECT article_id, COUNT(*), (
    SELECT COUNT(*) FROM (
        SELECT 1 FROM comments_comment d WHERE d.article_id = latest.article_id
        AND d.created_at >= %s AND d.created_at < %s LIMIT 10000
    ) AS counted
) FROM (SELECT id, article_id, created_at FROM comments_comment ORDER BY id DESC LIMIT %s) AS latest
WHERE created_at >= %s GROUP BY article_id HAVING COUNT(*) >= %s ORDER BY 2 DESC LIMIT %s
"""


class Seen(NamedTuple):
    """`figure` in the unit of its kind, and what is usual or allowed in the same."""

    kind: str
    figure: int
    usual: int
    article: int = 0


def look(now: datetime) -> list[Seen]:
    limits = AlarmLimits.load()
    return [*_oldest(limits, now), *_spam(limits, now), *_burst(limits, now), *_check(limits, now)]


def _oldest(limits: AlarmLimits, now: datetime) -> Iterator[Seen]:
    found = _read(OLDEST, [stored(now)])
    waits = now - moment(found[0][0]) if found else timedelta(0)
    if waits > timedelta(minutes=limits.oldest_minutes):
        yield Seen(Alarm.Kind.OLDEST, _minutes(waits), limits.oldest_minutes)


def _spam(limits: AlarmLimits, now: datetime) -> Iterator[Seen]:
    hour, end = first_since(now - HOUR - SLACK), first_since(now + SLACK)
    settled, spam = _settled(hour, end, now - HOUR, LATEST_READ)
    if settled < TOO_FEW or 100 * spam < limits.spam_percent * settled:
        return
    before, usual = _settled(first_since(now - WEEK), hour, now - WEEK, WEEK_READ)
    if spam * before >= TIMES_THE_USUAL_SPAM * usual * settled:
        yield Seen(Alarm.Kind.SPAM, round(100 * spam / settled), round(100 * usual / before) if before else 0)


def _settled(first: int, end: int, since: datetime, most: int) -> tuple[int, int]:
    count, spam = _read(SPAM, [first, end, stored(since), most])[0]
    return int(count), int(spam)


def _burst(limits: AlarmLimits, now: datetime) -> Iterator[Seen]:
    since = now - QUARTER
    values = [stored(since - DAY), stored(since), LATEST_READ, stored(since), limits.burst_comments, BURSTS]
    for article, count, day in _read(BURST, values):
        if count * QUARTERS_A_DAY >= TIMES_THE_USUAL_COMMENTS * day:
            yield Seen(Alarm.Kind.BURST, count, round(day / QUARTERS_A_DAY), article)


def _check(limits: AlarmLimits, now: datetime) -> Iterator[Seen]:
    breaker = Breaker.current()
    down = now - breaker.opened_at if breaker.is_open and breaker.opened_at else timedelta(0)
    if down > timedelta(minutes=limits.check_minutes):
        yield Seen(Alarm.Kind.CHECK, _minutes(down), limits.check_minutes)


def _read(query: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[Any] = cursor.fetchall()
    return found


def _minutes(time: timedelta) -> int:
    return int(time.total_seconds() // 60)
