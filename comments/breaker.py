"""Whether Akismet may be called now: one state for all workers.

It opens after three passing faults in a row on three comments, at once on 429 and when we are refused. Open, it lets
a single comment through now and then; while we are refused, the key is asked about first. The first good answer
closes it and makes everything that waits due.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from comments import alerts, spam
from comments.models import Breaker, Comment, Status
from comments.models.breaker import PROBE_EVERY
from comments.models.comment import CHECK_JOB
from comments.spam import Answer, RateLimited, SpamCheckError
from outbox import jobs
from outbox.jobs import Done, Later, Outcome, Passage
from outbox.models import Job
from outbox.reports import reported

log = logging.getLogger("comments.breaker")

VERIFY_JOB = "comments.verify_key"
LEASE = settings.AKISMET_TIMEOUT + 10
NOTE_GOOD_EVERY = timedelta(seconds=10)
COUNTED_AT_MOST = 1_001


class SpamCheckGate:
    """Holds back jobs that call Akismet. Without a key nothing is held back, as nothing will be called."""

    def passage(self, now: datetime) -> Passage:
        breaker = Breaker.current()
        if not breaker.is_open or not spam.is_configured():
            return Passage.FREE
        return Passage.SHUT if breaker.holds_back(now) else Passage.SINGLE

    def admit(self, now: datetime) -> bool:
        breaker = Breaker.lock()
        if breaker.holds_back(now):
            return False
        if breaker.is_open:
            breaker.begin_probe(now)
            breaker.save()
        return True


gate = SpamCheckGate()


# What the calls tell: run in the transaction that records them, after all other locks but those of jobs.


def answered(asked_at: datetime, answer: Answer) -> None:
    """A usable answer. It closes the breaker, unless the question is older than the last fault."""
    breaker, now = Breaker.current(), timezone.now()
    if not (breaker.is_open or breaker.failed or _is_news(breaker, answer, now)):
        return
    breaker = Breaker.lock()
    breaker.failed, breaker.last_good_at = [], now
    breaker.alert_code, breaker.alert_text = answer.alert_code, answer.alert_text
    if breaker.is_open and asked_at >= (breaker.last_fault_at or asked_at):
        breaker.close()
        jobs.hasten(CHECK_JOB, PROBE_EVERY.total_seconds())
        transaction.on_commit(lambda: log.info("spam check answers again"))
    breaker.save()
    alerts.note(answer)


def _is_news(breaker: Breaker, answer: Answer, now: datetime) -> bool:
    alert_is_new = (breaker.alert_code, breaker.alert_text) != (answer.alert_code, answer.alert_text)
    return alert_is_new or breaker.last_good_at is None or now - breaker.last_good_at > NOTE_GOOD_EVERY


def failed(comment: int, fault: SpamCheckError) -> None:
    """A fault that is not the comment's own."""
    breaker, now = Breaker.lock(), timezone.now()
    before, waited_for_key = breaker.cause, breaker.waits_for_key
    breaker.note(fault, comment, now)
    breaker.save()
    alerts.note(fault)
    if breaker.waits_for_key and not waited_for_key and breaker.probe_at:
        jobs.enqueue(VERIFY_JOB, 0, after=(breaker.probe_at - now).total_seconds())
    if breaker.cause != before:
        told = {"cause": breaker.cause, "detail": breaker.detail}
        transaction.on_commit(lambda: log.warning("spam check held back", extra=told))


def probe_was_not_needed(job: Job) -> None:
    """The comment that was let through needed no call: the next may try at once."""
    if job.tried_at is None or not Breaker.current().is_open:
        return
    breaker, now = Breaker.lock(), timezone.now()
    if breaker.is_open and (breaker.last_fault_at is None or breaker.last_fault_at <= job.tried_at):
        breaker.probe_at = max(breaker.not_before or now, now)
        breaker.save()


# While we are refused


@jobs.handles(VERIFY_JOB, lease=LEASE)
def verify_key(job: Job) -> Outcome:
    """Asks about the key alone. When it is accepted, a single comment shows whether comments are, too."""
    breaker, now = Breaker.current(), timezone.now()
    if not breaker.waits_for_key or not spam.is_configured():
        return Done()
    if breaker.probe_at and breaker.probe_at > now:
        return Later((breaker.probe_at - now).total_seconds())
    try:
        answer = spam.verify_key()
    except SpamCheckError as fault:
        return _put_off(fault, breaker.pause(now))
    return Done(lambda: _accept_key(answer))


def _put_off(fault: SpamCheckError, pause: timedelta) -> Outcome:
    seconds = fault.retry_after if isinstance(fault, RateLimited) else pause.total_seconds()

    def note() -> None:
        breaker, now = Breaker.lock(), timezone.now()
        if breaker.waits_for_key:
            breaker.detail, breaker.last_fault_at, breaker.probe_at = fault.detail, now, now + pause
            if isinstance(fault, RateLimited):
                breaker.rest(fault.retry_after, now)
            breaker.save()
        alerts.note(fault)

    return Later(seconds, note, if_lost=note, error=fault.detail)


def _accept_key(answer: Answer | None = None) -> None:
    breaker = Breaker.lock()
    if breaker.waits_for_key:
        breaker.accept_key(timezone.now())
        breaker.save()
    if answer:
        alerts.note(answer)


def try_now() -> bool:
    """Somebody does not want to wait for the next probe.

    False when there is nothing to try, and while a pause that Akismet asked for lasts.
    """
    with transaction.atomic():
        breaker, now = Breaker.lock(), timezone.now()
        if not breaker.is_open or not spam.is_configured() or breaker.rests(now):
            return False
        breaker.probe_at = now
        breaker.save()
        if breaker.waits_for_key:
            jobs.enqueue(VERIFY_JOB, 0)
    return True


# For people


@dataclass(frozen=True)
class State:
    """`name` is empty while all is well, else "not_configured" or a Cause."""

    name: str
    detail: str
    since: datetime | None
    next_try: datetime | None
    last_good_at: datetime | None
    alert: str

    @cached_property
    def waiting(self) -> int:
        """How many comments wait for a verdict, up to 1,001; counted when somebody asks."""
        return _waiting()[:COUNTED_AT_MOST].count()


def state() -> State:
    breaker = Breaker.current()
    is_configured = spam.is_configured()
    return State(
        name=breaker.cause if is_configured else "not_configured",
        detail=breaker.detail if is_configured else "AKISMET_API_KEY is not set.",
        since=breaker.opened_at,
        next_try=breaker.probe_at,
        last_good_at=breaker.last_good_at,
        alert=" ".join(filter(None, (breaker.alert_code, breaker.alert_text))),
    )


def _waiting() -> QuerySet[Comment]:
    """For a verdict that is really asked for: the demo's unchecked comments have no job."""
    asked_for = Job.objects.open().filter(kind=CHECK_JOB, ref=OuterRef("pk"))
    return Comment.objects.filter(Exists(asked_for), status=Status.UNCHECKED)


def fault() -> str | None:
    """For `/readyz`: what is amiss, in a sentence."""
    now = state()
    if now.name == "not_configured":
        return "not configured; comments wait for a person, not spam-checked"
    if now.name:
        return f"{now.name}: {now.detail} Since {now.since:%Y-%m-%d %H:%M}Z; {now.waiting} comments wait"
    return f"account alert {now.alert}" if now.alert else None


@reported("spam check")
def _report() -> dict[str, Any]:
    now = state()
    report: dict[str, Any] = {
        "state": now.name or "answers",
        "waiting": now.waiting,
        "last_good_answer": now.last_good_at,
    }
    if now.name:
        report |= {"detail": now.detail, "since": now.since, "next_try": now.next_try}
    return report | ({"alert": now.alert} if now.alert else {})
