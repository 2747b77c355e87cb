"""Where in the moderation log a time is. Its rows are numbered as they come, so an index on the time, which each
decision would pay for, is not needed: the place is found by halving."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from comments.log_triggers import TABLE
from database import statements

SLACK = timedelta(minutes=10)
"""By how much rows may be out of order: machines' clocks differ, and a transaction may last. Whoever wants all rows of
a time looks from so much before it to so much behind it, and compares the times."""

_IS_BEFORE = f"(SELECT at FROM {TABLE} WHERE id >= (low + high) / 2 ORDER BY id LIMIT 1) < %(at)s"  # noqa: S608
FIRST_SINCE = f"""
WITH RECURSIVE place(low, high) AS (
    SELECT (SELECT MIN(id) FROM {TABLE}), (SELECT MAX(id) + 1 FROM {TABLE})
    UNION ALL
    SELECT CASE WHEN {_IS_BEFORE} THEN (low + high) / 2 + 1 ELSE low END,
        CASE WHEN {_IS_BEFORE} THEN high ELSE (low + high) / 2 END
    FROM place WHERE low < high
)
SELECT MAX(low) FROM place WHERE low >= high
"""  # noqa: S608


def first_since(at: datetime) -> int:
    """The number of the first row of that time or later: of one that is still to come when all are older."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_SINCE, {"at": statements.moment(at)})
        found = cursor.fetchone()[0]
    return int(found or 1)
