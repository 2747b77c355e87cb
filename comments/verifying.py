"""Whether the moderation log still is as it was sealed, a block at a time: memory does not grow with the log."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from comments.models import LogCheck, LogSeal
from comments.sealing import (
    BEFORE_ALL,
    BLOCK,
    FORMS,
    LATE_AFTER,
    MARK,
    Block,
    Mark,
    read_rows,
    seal,
    unsealed_since,
)
from outbox.jobs import Done, Outcome, recurs
from outbox.models import Job
from outbox.reports import age, reported
from outbox.retention import breathe


class Differs(Exception):
    """What was found first, in a sentence. No further: whatever comes behind hangs on it."""


@dataclass
class Verified:
    seals: int = 0
    rows: int = 0
    hash: str = ""  # of the newest seal, which stands for all of it
    last: int = BEFORE_ALL  # the last row that is sealed
    has_expected: bool = False


@recurs("comments.seal", every=60)
def seal_the_log(job: Job) -> Outcome:
    seal(timezone.now())
    return Done()


@recurs("comments.verify_log", every=86_400, lease=6 * 3_600)
def verify_daily(job: Job) -> Outcome:
    LogCheck.note(difference())
    return Done()


def difference() -> str:
    try:
        verify(gently=True)
    except Differs as found:
        return str(found)
    return ""


def verify(expected: str = "", *, gently: bool = False) -> Verified:
    """`expected`: the hash of a seal that was noted elsewhere. `gently` leaves half of the time to others.

    Raises Differs.
    """
    found = Verified()
    for sealed in _seals():
        began = time.monotonic()
        _refuse_unless_next(sealed, found)
        found.rows += _verify_block(sealed, found.last)
        found.seals, found.hash, found.last = found.seals + 1, sealed.hash, sealed.last
        found.has_expected = found.has_expected or sealed.hash == expected
        if gently:
            breathe(time.monotonic() - began)
    if expected and not found.has_expected:
        raise Differs(f"No seal has the hash {expected}: seals are missing, and maybe rows with them.")
    return found


def _seals() -> Iterator[LogSeal]:
    """As they were made, one at a time."""
    after = BEFORE_ALL
    while sealed := LogSeal.objects.filter(pk__gt=after).order_by("pk").first():
        yield sealed
        after = sealed.pk


def _refuse_unless_next(sealed: LogSeal, found: Verified) -> None:
    if sealed.previous != found.hash:
        raise Differs(f"Seal {sealed.pk} does not follow the one before it: a seal is missing or was changed.")
    if sealed.form not in FORMS:
        raise Differs(f"Seal {sealed.pk} is of a form that this release does not know.")


def _verify_block(sealed: LogSeal, after: int) -> int:
    block, wanted, count = Block(), _marks(sealed), 0
    for row in _rows(sealed, after):
        _compare(block.add(row), next(wanted, None))
        count += 1
    if missing := next(wanted, None):
        raise Differs(f"Row {missing.row} is missing.")
    if block.hash(sealed) != sealed.hash:
        raise Differs(f"Seal {sealed.pk} of the rows {sealed.first} to {sealed.last} does not fit them.")
    return count


def _rows(sealed: LogSeal, after: int) -> Iterator[Sequence[Any]]:
    """Those that are there now, whatever came between since."""
    while portion := read_rows(sealed.form, after, sealed.last, BLOCK):
        yield from portion
        after = portion[-1][0]


def _marks(sealed: LogSeal) -> Iterator[Mark]:
    whole = len(sealed.marks) - len(sealed.marks) % MARK.size
    return (Mark(*mark) for mark in MARK.iter_unpack(bytes(sealed.marks)[:whole]))


def _compare(found: Mark, wanted: Mark | None) -> None:
    if wanted is None or found.row < wanted.row:
        raise Differs(f"Row {found.row} was put in after its neighbors were sealed.")
    if found.row > wanted.row:
        raise Differs(f"Row {wanted.row} is missing.")
    if found != wanted:
        raise Differs(f"Row {found.row} is not as it was sealed.")


def fault() -> str | None:
    """For /readyz."""
    last, now = LogCheck.last(), timezone.now()
    if last and last.found:
        return f"the moderation log differs from its seals: {last.found} (manage verify_log)"
    waiting = unsealed_since()
    if waiting is None or now - waiting <= LATE_AFTER:
        return None
    return f"rows of the moderation log wait for their seal since {age(waiting, now)}"


@reported("log")
def _report() -> dict[str, Any]:
    last, newest = LogCheck.last(), LogSeal.newest()
    checked = {"last check": last.ended_at, "found": last.found or "nothing"} if last else {"last check": "never"}
    return {**checked, "sealed up to row": newest.last if newest else "-", "last seal": newest.hash if newest else "-"}
