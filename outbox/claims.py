"""Claiming and finishing jobs: exact with any number of workers, on SQLite and PostgreSQL."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.utils import timezone

from outbox.jobs import Done, Handler, Later, Outcome, registry
from outbox.models import Job, State

MAX_FAILURES = 12
LONGEST_BACKOFF = 3600.0


class LeaseLost(Exception):
    """Somebody else holds the job now; whatever we did for it is rolled back."""


@dataclass(frozen=True)
class Claim:
    job: Job
    handler: Handler


def claim(worker: str, wanted: int) -> list[Claim]:
    """Up to `wanted` jobs that are due. Looks by plain SELECT; a transaction is opened only when something is."""
    claims: list[Claim] = []
    for handler in registry.handlers.values():
        if len(claims) < wanted and _has_work(handler):
            claims += _claim_kind(handler, worker, wanted - len(claims))
    return claims


def _has_work(handler: Handler) -> bool:
    if not Job.objects.due().filter(kind=handler.kind).exists():
        return False
    return handler.gate is None or not handler.gate.is_shut(timezone.now())


def _claim_kind(handler: Handler, worker: str, wanted: int) -> list[Claim]:
    now = timezone.now()
    with transaction.atomic():
        jobs = list(_admitted(handler, now, wanted))
        Job.objects.filter(pk__in=[job.pk for job in jobs]).update(
            claims=F("claims") + 1,
            failures=Case(When(claimed_by="", then=F("failures")), default=F("failures") + Value(1)),
            claimed_by=worker,
            due_at=now + handler.lease,
            tried_at=now,
        )
    return [Claim(_as_claimed(job, worker), handler) for job in jobs]


def _admitted(handler: Handler, now: datetime, wanted: int) -> QuerySet[Job]:
    due = Job.objects.due(now).filter(kind=handler.kind).order_by("due_at", "pk")
    if handler.gate:
        admission = handler.gate.admit(now, wanted)
        wanted = min(wanted, admission.limit)
        if admission.least_recently_tried_first:
            due = due.order_by(F("tried_at").asc(nulls_first=True), "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    return due[:wanted]


def _as_claimed(job: Job, worker: str) -> Job:
    job.failures += bool(job.claimed_by)
    job.claims += 1
    job.claimed_by = worker
    return job


def finish(claim: Claim, outcome: Outcome) -> None:
    """The effect and the job's new state in one transaction; raises LeaseLost when the claim is no longer ours.

    The effect comes first, so that rows are locked in the same order as by the people who decide meanwhile:
    comment, then job.
    """
    with transaction.atomic():
        outcome.effect()
        _write(claim, _after(claim.handler, outcome))


def fail(claim: Claim, error: str) -> None:
    """The work raised: back off, and after too many failures leave the job to a person."""
    failures = claim.job.failures + 1
    columns: dict[str, Any] = {"failures": failures, "error": error[:200], "claimed_by": ""}
    if failures >= MAX_FAILURES and not claim.handler.every:
        columns |= {"state": State.DEAD, "finished_at": timezone.now()}
    _write(claim, columns | {"due_at": timezone.now() + timedelta(seconds=backoff(failures))})


def hand_back(claim: Claim) -> None:
    """Undoes a claim, so that another worker can take the job at once."""
    _write(claim, {"claimed_by": "", "due_at": timezone.now(), "claims": F("claims") + 1})


def backoff(failures: int, jitter: Callable[[], float] = random.random) -> float:
    """Seconds to wait: doubling, at most an hour, spread by half so that jobs do not return in step."""
    return min(LONGEST_BACKOFF, 2.0 ** min(failures, 12)) * (0.75 + jitter() / 2)


def _after(handler: Handler, outcome: Outcome) -> dict[str, Any]:
    now = timezone.now()
    match outcome:
        case Later(seconds, _, error):
            return {"claimed_by": "", "due_at": now + timedelta(seconds=seconds), "error": error[:200]}
        case Done() if handler.every:
            return {"claimed_by": "", "due_at": now + handler.every, "error": "", "failures": 0}
        case Done():
            return {"claimed_by": "", "state": State.DONE, "finished_at": now, "error": ""}


def _write(claim: Claim, columns: dict[str, Any]) -> None:
    job = claim.job
    if not Job.objects.open().filter(pk=job.pk, claims=job.claims).update(**columns):
        raise LeaseLost(str(job))
