"""All figures, in the order in which they are shown."""

from __future__ import annotations

from datetime import datetime

from comments.numbers import judgment, pace, reading, spans
from comments.numbers.figure import Figure

HOURS, DAYS, WEEKS = 48, 14, 8
LATELY = WEEKS - 4  # the first of the weeks in which rules and sections are compared


def figures(now: datetime, reach: str = "TRUE") -> list[Figure]:
    """`reach`: which comments `c` they are about, as SQL."""
    ages, days, weeks = pace.ages(now), spans.days(now, DAYS), spans.weeks(now, WEEKS)
    decisions, settled = reading.decisions(days[0].since, reach), reading.settled(weeks, reach)
    return [
        pace.waiting_by_age(reading.waiting(ages, now, reach)),
        pace.decisions_by_hour(decisions, spans.hours(now, HOURS)),
        pace.time_to_decision(decisions, days),
        judgment.spam_check_against_people(settled, reading.missed(weeks, reach), weeks),
        judgment.rules_against_people(settled, LATELY),
        judgment.shares_by_section(settled, LATELY),
    ]
