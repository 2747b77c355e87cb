"""Token buckets in the database, exact under concurrency on both engines and shared by all processes.

A bucket is one number, the time at which it is full again (the "theoretical arrival time" of GCRA): a token costs
`every` seconds, and may be taken while the bucket would be full again within `burst` times `every` seconds.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.models import Bucket, PseudonymKey

_TAKE = """
INSERT INTO accounts_bucket (key, full_at) VALUES (%(key)s, %(now)s + %(cost)s)
ON CONFLICT (key) DO UPDATE
SET full_at = %(cost)s + CASE WHEN accounts_bucket.full_at > %(now)s THEN accounts_bucket.full_at ELSE %(now)s END
WHERE accounts_bucket.full_at <= %(now)s + %(slack)s
"""


@dataclass(frozen=True)
class Limit:
    """`burst` tokens at once, then one more per `every` seconds."""

    name: str
    burst: int
    every: float

    @property
    def cost(self) -> int:
        return round(self.every * 1_000_000)

    @property
    def slack(self) -> int:
        """How far ahead, in microseconds, a bucket may be full again and still give a token."""
        return (self.burst - 1) * self.cost


class LimitReached(Exception):
    """Raised through the caller's transaction, whose rollback spends nothing. `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Try again in {retry_after} s.")
        self.retry_after = retry_after


Spent = Sequence[tuple[Limit, str]]


def take(spent: Spent) -> None:
    """Takes a token of every (limit, value) or, by raising LimitReached, of none. Call it inside `atomic()`.

    The values are stored as pseudonyms only, so a bucket starts anew with the month's key.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("limits.take() needs atomic(): a refusal must undo the rest.")
    now = _now()
    waits = [_take_one(limit, key, now) for limit, key in _in_lock_order(spent)]
    if any(waits):
        raise LimitReached(max(waits))


def give_back(spent: Spent) -> None:
    """For what turned out to be allowed without limit, such as a sign-in with the right password."""
    with transaction.atomic(), connection.cursor() as cursor:
        for limit, key in _in_lock_order(spent):
            cursor.execute("UPDATE accounts_bucket SET full_at = full_at - %s WHERE key = %s", [limit.cost, key])


def full(now: datetime) -> QuerySet[Bucket]:
    """Buckets that say nothing which a missing one doesn't.

    Whoever deletes them skips rows in use: waiting for them in another order than `take` could end in a deadlock.
    """
    return Bucket.objects.filter(full_at__lte=int(now.timestamp() * 1_000_000))


def _take_one(limit: Limit, key: str, now: int) -> int:
    """Seconds to wait, 0 for taken. The insert locks the row either way, so what is then read is what refused."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"key": key, "now": now, "cost": limit.cost, "slack": limit.slack})
        if cursor.rowcount:
            return 0
    full_at = Bucket.objects.values_list("full_at", flat=True).get(key=key)
    return max(1, ceil((full_at - limit.slack - now) / 1_000_000))


def _in_lock_order(spent: Spent) -> list[tuple[Limit, str]]:
    """Everybody locks rows in the order of their keys, so nobody waits for one who waits for them."""
    month = PseudonymKey.objects.current()
    keyed = [(limit, f"{limit.name}:{month.pseudonym(value)}") for limit, value in spent]
    return sorted(keyed, key=lambda pair: pair[1])


def _now() -> int:
    return time.time_ns() // 1_000
