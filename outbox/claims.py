"""Claiming and finishing jobs: exact with any number of workers, on SQLite and PostgreSQL."""

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.utils import timezone

from database import statements
from outbox.jobs import Done, Handler, Later, Outcome, Passage
from outbox.models import Job, State

MAX_FAILURES = 12
SUSPECT_AFTER = 3
LONGEST_BACKOFF = 3600.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0


# By hand, as workers look twice a second and after every job. All repeat the condition of the index job_due.
LOOK = """
WITH asked (kind) AS (VALUES {kinds})
SELECT kind FROM asked WHERE EXISTS (
    SELECT 1 FROM outbox_job job
    WHERE job.kind = asked.kind AND job.state = 'open' AND job.held_at IS NULL AND job.due_at <= %(now)s
)
"""

# One statement: jobs that somebody else takes at the same moment are passed over, or waited for and then not due.
TAKE = """
WITH found AS MATERIALIZED (
    SELECT id FROM outbox_job
    WHERE kind = %(kind)s AND state = 'open' AND held_at IS NULL AND due_at <= %(now)s
        AND (claimed_by = '' OR failures + 1 < %(suspect)s)
    ORDER BY {order}, id LIMIT %(wanted)s {skip}
)
UPDATE outbox_job SET claims = claims + 1, failures = failures + CASE WHEN claimed_by = '' THEN 0 ELSE 1 END,
    claimed_by = %(worker)s, due_at = %(until)s, tried_at = %(now)s
WHERE id IN (SELECT id FROM found) RETURNING {columns}
"""
LONGEST_DUE, LEAST_TRIED = "due_at", "tried_at NULLS FIRST"

SUSPECTS = """
SELECT {columns} FROM outbox_job
WHERE kind = %(kind)s AND state = 'open' AND held_at IS NULL AND due_at <= %(now)s
    AND claimed_by <> '' AND failures + 1 >= %(suspect)s
"""


class LeaseLost(Exception):
    """Somebody else holds the job now; whatever we did for it is rolled back."""


@dataclass(frozen=True, eq=False)
class Claim:
    job: Job
    handler: Handler
    until: datetime


def due(kinds: Iterable[str]) -> set[str]:
    """Of which of these kinds something is due. A plain read: claims are opened for those alone."""
    asked = {f"kind_{number}": kind for number, kind in enumerate(kinds)}
    places = ", ".join(f"(%({name})s)" for name in asked)
    with connection.cursor() as cursor:
        cursor.execute(LOOK.format(kinds=places), {**asked, "now": statements.moment(timezone.now())})
        return {kind for (kind,) in cursor}


def claim(handler: Handler, worker: str, wanted: int) -> list[Claim]:
    """Up to `wanted` due jobs of one kind."""
    now = timezone.now()
    passage = handler.gate.passage(now) if handler.gate else Passage.FREE
    if wanted < 1 or passage is Passage.SHUT:
        return []
    with transaction.atomic():
        taken = _take(handler, worker, wanted, now) if passage is Passage.FREE else _take_single(handler, worker, now)
    if len(taken) < wanted:
        _set_aside(handler, now)
    return taken


def _take_single(handler: Handler, worker: str, now: datetime) -> list[Claim]:
    """The one that was tried least recently, if the gate admits one."""
    assert handler.gate
    taken = _take(handler, worker, 1, now, LEAST_TRIED) if handler.gate.admit(now) else []
    if not taken:
        transaction.set_rollback(True)  # nobody goes, so the gate may admit somebody else
    return taken


def _take(handler: Handler, worker: str, wanted: int, now: datetime, order: str = LONGEST_DUE) -> list[Claim]:
    until = now + handler.lease
    asked = _asked(handler, now) | {"wanted": wanted, "worker": worker, "until": statements.moment(until)}
    skip = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    taken = statements.rows_by(Job, TAKE.replace("{order}", order).replace("{skip}", skip), asked)
    return [Claim(job, handler, until) for job in sorted(taken, key=lambda job: job.pk)]


def _set_aside(handler: Handler, now: datetime) -> None:
    """Jobs whose leases ran out again and again: they may have killed their workers.

    They return alone and ever later, so that they take no others down with them.
    """
    for job in statements.rows_by(Job, SUSPECTS, _asked(handler, now)):
        columns = _after_failure(handler, job.failures + 1, "the worker ended over it")
        with transaction.atomic():
            _change(job, columns | {"claims": job.claims + 1})


def _asked(handler: Handler, now: datetime) -> dict[str, Any]:
    return {"kind": handler.kind, "now": statements.moment(now), "suspect": SUSPECT_AFTER}


def finish(claim: Claim, outcome: Outcome) -> None:
    """The effect and the job's new state in one transaction; raises LeaseLost when the claim is no longer ours.

    A database that is away for a moment must not cost the answer, as then a call or a mail would be repeated: it
    is tried again for as long as the lease runs.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            return _finish(claim, outcome)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or timezone.now() + timedelta(seconds=pause) > claim.until:
                raise
        time.sleep(pause)
        drop_broken_connection()
        pause = min(pause * 2, LONGEST_PAUSE)


def drop_broken_connection() -> None:
    """Within somebody's transaction (`drain` in a test) there is none to be dropped."""
    if not connection.in_atomic_block:
        close_old_connections()


def _finish(claim: Claim, outcome: Outcome) -> None:
    """The effect comes first, so that rows are locked in the same order as by the people who decide meanwhile."""
    with transaction.atomic():
        outcome.effect()
        _write(claim, _after(claim.handler, outcome))


def fail(claim: Claim, error: str) -> None:
    """The work raised: back off, and after too many failures leave the job to a person."""
    with transaction.atomic():
        _write(claim, _after_failure(claim.handler, claim.job.failures + 1, error))


def hand_back(claim: Claim) -> None:
    """Undoes a claim, so that another worker can take the job at once."""
    with transaction.atomic():
        _write(claim, {"claimed_by": "", "due_at": timezone.now(), "claims": claim.job.claims + 1})


def prolong(job: Job, lease: timedelta) -> bool:
    """From now on, for work that takes longer; False when somebody else has claimed it or asked for it anew."""
    with transaction.atomic():
        return bool(_change(job, {"due_at": timezone.now() + lease}))


def backoff(failures: int, jitter: Callable[[], float] = random.random) -> float:
    """Seconds to wait: doubling, at most an hour, spread by half so that jobs do not return in step."""
    return min(LONGEST_BACKOFF, 2.0 ** min(failures, 12)) * (0.75 + jitter() / 2)


def _after_failure(handler: Handler, failures: int, error: str) -> dict[str, Any]:
    now = timezone.now()
    columns: dict[str, Any] = {"failures": failures, "error": error[:200], "claimed_by": ""}
    if failures >= MAX_FAILURES and not handler.every:
        return columns | {"state": State.DEAD, "finished_at": now}
    return columns | {"due_at": now + timedelta(seconds=backoff(failures))}


def _after(handler: Handler, outcome: Outcome) -> dict[str, Any]:
    """`failures` counts those in a row: a run that came to its end, with whatever result, was none."""
    now = timezone.now()
    match outcome:
        case Later(seconds=seconds, error=error):
            state: dict[str, Any] = {"due_at": now + timedelta(seconds=seconds), "error": error[:200]}
        case Done() if handler.every:
            state = {"due_at": now + handler.every, "error": outcome.error[:200]}
        case Done():
            state = {"state": State.DONE, "finished_at": now, "error": outcome.error[:200]}
    return {"claimed_by": "", "failures": 0} | state


def _write(claim: Claim, columns: dict[str, Any]) -> None:
    if not _change(claim.job, columns):
        raise LeaseLost(str(claim.job))


def _change(job: Job, columns: dict[str, Any]) -> int:
    """The row, unless somebody has claimed, asked for anew or finished it since we read it."""
    return statements.change(Job, {"pk": job.pk, "claims": job.claims, "state": State.OPEN}, columns)
