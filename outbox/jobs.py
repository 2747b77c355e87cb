"""Jobs: how an app asks for one, and how it says what one does."""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from django.db import connection
from django.utils import timezone

from outbox.models import Job, State

# By hand: Django's upsert knows neither conditional constraints nor counting on.
ENQUEUE = """
INSERT INTO outbox_job (kind, ref, state, due_at, claimed_by, claims, failures, error, created_at)
VALUES (%s, %s, 'open', %s, '', 0, 0, '', %s)
ON CONFLICT (kind, ref) WHERE state = 'open'
DO UPDATE SET due_at = excluded.due_at, claimed_by = '', claims = outbox_job.claims + 1, failures = 0, held_at = NULL
"""

Effect = Callable[[], None]


def nothing() -> None:
    """The effect of a job that has none."""


@dataclass(frozen=True)
class Done:
    """The job is finished; `effect` runs in the transaction that says so. A recurring job is due again later.

    Both effects may run more than once, after a rollback, so they read anew what they change. `if_lost` runs in
    their place when the claim was lost meanwhile: it records what has happened outside, and decides nothing. `error`
    is why nothing more can be done, for operators.
    """

    effect: Effect = nothing
    if_lost: Effect = nothing
    error: str = ""


@dataclass(frozen=True)
class Later:
    """Try again after so many seconds; the effects are those of `Done`, `error` says what we wait for."""

    seconds: float
    effect: Effect = nothing
    if_lost: Effect = nothing
    error: str = ""


Outcome = Done | Later
Work = Callable[[Job], Outcome]


class Passage(enum.Enum):
    """What a gate lets through: everything, a single job, or nothing."""

    FREE = enum.auto()
    SINGLE = enum.auto()
    SHUT = enum.auto()


class Gate(Protocol):
    """Holds back all jobs of a kind, for as long as what they need is out of order."""

    def passage(self, now: datetime) -> Passage:
        """A plain read, asked whenever something is due."""

    def admit(self, now: datetime) -> bool:
        """Whether the single job may go now, asked inside the transaction that claims it: of several workers that
        ask, one is told so. It is the job least recently tried that goes."""


@dataclass(frozen=True)
class Handler:
    kind: str
    work: Work
    lease: timedelta
    every: timedelta | None = None
    gate: Gate | None = None


@dataclass
class Registry:
    handlers: dict[str, Handler] = field(default_factory=dict)

    def add(self, handler: Handler) -> None:
        if handler.kind in self.handlers:
            raise ValueError(f"Two handlers for the job kind {handler.kind}.")
        self.handlers[handler.kind] = handler


registry = Registry()


def handles(kind: str, lease: float = 60, gate: Gate | None = None) -> Callable[[Work], Work]:
    """Registers the work of a kind of job. `lease` (seconds) must exceed the longest that one run can take.

    It is also how long a job waits whose worker was killed.
    """

    def register(work: Work) -> Work:
        registry.add(Handler(kind, work, timedelta(seconds=lease), gate=gate))
        return work

    return register


def recurs(kind: str, every: float, lease: float = 600) -> Callable[[Work], Work]:
    """Registers work that is due every so many seconds: one row per kind, which the workers see to."""

    def register(work: Work) -> Work:
        registry.add(Handler(kind, work, timedelta(seconds=lease), every=timedelta(seconds=every)))
        return work

    return register


def enqueue(kind: str, ref: int, after: float = 0) -> None:
    """Asks for a job, in the caller's transaction. An open job of the same kind and ref is made due anew instead,
    and is no longer on hold.

    A worker that holds the old claim can then no longer finish it: its answer was to an older question. One
    statement, since between looking and inserting somebody else may insert.
    """
    now = timezone.now()
    moments = now + timedelta(seconds=after), now
    with connection.cursor() as cursor:
        cursor.execute(ENQUEUE, [kind, ref, *map(connection.ops.adapt_datetimefield_value, moments)])


def cancel(kind: str, ref: int) -> bool:
    """Withdraws a job that has not been finished; False when there was none."""
    deleted, _ = Job.objects.open().filter(kind=kind, ref=ref).delete()
    return bool(deleted)


def hasten(kind: str, within: float) -> int:
    """Makes due at once what an error has put off for no longer than so many seconds; says how many."""
    now = timezone.now()
    soon = {"due_at__gt": now, "due_at__lte": now + timedelta(seconds=within)}
    put_off = Job.objects.open().filter(kind=kind, held_at=None, **soon)
    return put_off.filter(claimed_by="").exclude(error="").update(due_at=now)


def ensure_recurring() -> None:
    """Makes the row of every recurring kind that has none yet; two workers starting at once make one."""
    wanted = {handler.kind for handler in registry.handlers.values() if handler.every}
    present = Job.objects.open().filter(kind__in=wanted).values_list("kind", flat=True)
    if missing := sorted(wanted - set(present)):
        Job.objects.bulk_create([Job(kind=kind) for kind in missing], ignore_conflicts=True)


def revive(job: Job) -> bool:
    """Gives a dead job another life; False when it is no longer dead.

    A younger open job for the same ref, if there is one, is made due instead of a second.
    """
    deleted, _ = Job.objects.filter(pk=job.pk, state=State.DEAD).delete()
    if deleted:
        enqueue(job.kind, job.ref)
    return bool(deleted)
