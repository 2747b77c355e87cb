"""Claiming and finishing jobs: exact with any number of workers, on SQLite and PostgreSQL."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from outbox.jobs import Done, Handler, Later, Outcome, Passage
from outbox.models import Job, State

MAX_FAILURES = 12
SUSPECT_AFTER = 3
LOST_TO_OTHERS = 4
LONGEST_BACKOFF = 3600.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0


class LeaseLost(Exception):
    """Somebody else holds the job now; whatever we did for it is rolled back."""


@dataclass(frozen=True, eq=False)
class Claim:
    job: Job
    handler: Handler
    until: datetime


def claim(handler: Handler, worker: str, wanted: int) -> list[Claim]:
    """Up to `wanted` due jobs of one kind. Looks by plain SELECT; an UPDATE follows only when something is due.

    Each job is taken by one conditional UPDATE. When somebody was faster it changes nothing, and the next is tried.
    """
    now = timezone.now()
    due = Job.objects.due(now).filter(kind=handler.kind).order_by("due_at", "pk")
    found = list(due[: wanted + LOST_TO_OTHERS]) if wanted > 0 else []
    passage = handler.gate.passage(now) if found and handler.gate else Passage.FREE
    if passage is Passage.SINGLE:
        return _claim_single(handler, worker, due, now)
    return _take_some(handler, worker, found, wanted, now) if passage is Passage.FREE else []


def _claim_single(handler: Handler, worker: str, due: QuerySet[Job], now: datetime) -> list[Claim]:
    assert handler.gate
    with transaction.atomic():
        if not handler.gate.admit(now):
            return []
        found = due.order_by(F("tried_at").asc(nulls_first=True), "pk")[: 1 + LOST_TO_OTHERS]
        taken = _take_some(handler, worker, list(found), 1, now)
        if not taken:
            transaction.set_rollback(True)  # nobody goes, so the gate may admit somebody else
    return taken


def _take_some(handler: Handler, worker: str, found: list[Job], wanted: int, now: datetime) -> list[Claim]:
    taken: list[Claim] = []
    for job in found:
        if len(taken) == wanted:
            break
        if _may_have_killed_its_workers(job):
            _set_aside(job, handler, now)
        elif one := _take(job, handler, worker, now):
            taken.append(one)
    return taken


def _may_have_killed_its_workers(job: Job) -> bool:
    return bool(job.claimed_by) and job.failures + 1 >= SUSPECT_AFTER


def _set_aside(job: Job, handler: Handler, now: datetime) -> None:
    """Its lease ran out again. It returns alone and ever later, so that it does not take others down with it."""
    columns = _after_failure(handler, job.failures + 1, "the worker ended over it")
    _as_seen(job, now).update(claims=job.claims + 1, **columns)


def _take(job: Job, handler: Handler, worker: str, now: datetime) -> Claim | None:
    columns: dict[str, Any] = {
        "claims": job.claims + 1,
        "claimed_by": worker,
        "failures": job.failures + bool(job.claimed_by),
        "due_at": now + handler.lease,
        "tried_at": now,
    }
    if not _as_seen(job, now).update(**columns):
        return None
    for name, value in columns.items():
        setattr(job, name, value)
    return Claim(job, handler, job.due_at)


def _as_seen(job: Job, now: datetime) -> QuerySet[Job]:
    """The row, unless somebody has claimed, renewed, put off or finished it since we looked."""
    return Job.objects.due(now).filter(pk=job.pk, claims=job.claims)


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
    _write(claim, _after_failure(claim.handler, claim.job.failures + 1, error))


def hand_back(claim: Claim) -> None:
    """Undoes a claim, so that another worker can take the job at once."""
    _write(claim, {"claimed_by": "", "due_at": timezone.now(), "claims": F("claims") + 1})


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
            state = {"due_at": now + handler.every, "error": ""}
        case Done():
            state = {"state": State.DONE, "finished_at": now, "error": ""}
    return {"claimed_by": "", "failures": 0} | state


def _write(claim: Claim, columns: dict[str, Any]) -> None:
    job = claim.job
    if not Job.objects.open().filter(pk=job.pk, claims=job.claims).update(**columns):
        raise LeaseLost(str(job))
