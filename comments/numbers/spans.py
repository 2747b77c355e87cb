"""Stretches of time on the site's clock, by which figures are grouped; a day may have 23 or 25 hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone


class Span(NamedTuple):
    """From `since` up to and without `until`."""

    since: datetime
    until: datetime


def hours(now: datetime, count: int) -> list[Span]:
    """The last ones, the present one at the end."""
    last = now.replace(minute=0, second=0, microsecond=0)
    starts = [last - timedelta(hours=back) for back in reversed(range(count))]
    return [Span(since, since + timedelta(hours=1)) for since in starts]


def days(now: datetime, count: int) -> list[Span]:
    today = timezone.localtime(now).date()
    return [_local(today - timedelta(days=back), 1) for back in reversed(range(count))]


def weeks(now: datetime, count: int) -> list[Span]:
    """They begin on Mondays."""
    today = timezone.localtime(now).date()
    monday = today - timedelta(days=today.weekday())
    return [_local(monday - timedelta(weeks=back), 7) for back in reversed(range(count))]


def _local(first: date, days: int) -> Span:
    return Span(_midnight(first), _midnight(first + timedelta(days=days)))


def _midnight(day: date) -> datetime:
    """In UTC, since Python subtracts two times of one zone as its clocks show them."""
    return timezone.make_aware(datetime.combine(day, time())).astimezone(UTC)
