"""From the stored submission to the settled comment: the job that has each text checked, and what answers lead to.

The call is made outside any transaction. What it brought is recorded in the one that settles the comment, and the
comment is settled only while it still is what was sent. Locks: discussion, comment, commenter, breaker, job.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import breaker, policy, spam, weighing
from comments.models import Check, Comment, DecisionRefused, Seen, Status, feedback
from comments.models.comment import CHECK_JOB
from comments.questions import GIVE_UP_AFTER, Question
from comments.rules.current import last_known
from comments.spam import Answer, CommentFault, ConfigurationFault, RateLimited, SpamCheckError, Verdict
from database import statements
from outbox import claims, jobs
from outbox.jobs import Done, Later, Outcome
from outbox.models import Job

log = logging.getLogger("comments.checking")

AGAIN_AFTER = 15.0
FIRST_OWN_PAUSE = 5  # as failures in claims.backoff: 2 ** 5 s, then doubling
PORTION = 100
OF_THE_POLICY = ("trace", "applied")


@jobs.handles(CHECK_JOB, lease=breaker.LEASE, gate=breaker.gate)
def check(job: Job) -> Outcome:
    question = Question.about(job.ref)
    if question is None:
        return Done(lambda: breaker.probe_was_not_needed(job))
    question.said.look(last_known().words)  # here, where nobody waits for a transaction to end
    if known := question.usable_verdict():
        return _without_a_call(job, lambda: _settle(question, known, lambda: known.save(update_fields=OF_THE_POLICY)))
    if why_not := question.why_not_asked():
        attempt = question.attempt(job, detail=WORDS[why_not]())
        return _without_a_call(job, lambda: _settle(question, attempt, lambda: _insert(attempt), why_not))
    return _ask(question, job)


WORDS: dict[str, Callable[[], str]] = {
    "not_checked_no_key": lambda: _("Akismet is not configured."),
    "not_checked_gave_up": lambda: _("There was no answer for 15 days."),
    "not_checked_nothing_stored": lambda: _("The request it came with is no longer kept."),
}


def _without_a_call(job: Job, settle: jobs.Effect) -> Outcome:
    def effect() -> None:
        settle()
        breaker.probe_was_not_needed(job)

    return Done(effect)


def _ask(question: Question, job: Job) -> Outcome:
    attempt = question.attempt(job)
    clock = time.monotonic()
    try:
        answer = spam.check(question.payload(attempt.recheck_reason))
    except SpamCheckError as fault:
        return _after_fault(question, attempt, fault, job)
    finally:
        attempt.took_ms = int((time.monotonic() - clock) * 1000)
    log.info("comment checked", extra={"comment": job.ref, "verdict": answer.verdict.value, "ms": attempt.took_ms})
    return _after_answer(question, attempt, answer)


def _after_answer(question: Question, attempt: Check, answer: Answer) -> Outcome:
    attempt.verdict, attempt.guid, attempt.alert_code = answer.verdict, answer.guid, answer.alert_code
    attempt.recheck_after = answer.recheck_after

    def record() -> None:
        _insert(attempt)
        breaker.answered(attempt.created_at, answer)

    def record_as_lost() -> None:
        attempt.applied = False  # whatever a transaction that was rolled back had made of it
        record()

    if answer.verdict is Verdict.PROVISIONAL:
        return Later(question.seconds_until_recheck(attempt), record, if_lost=record)
    return Done(lambda: _settle(question, attempt, record), if_lost=record_as_lost)


def _after_fault(question: Question, attempt: Check, fault: SpamCheckError, job: Job) -> Outcome:
    attempt.detail, attempt.alert_code = fault.detail, fault.alert_code
    attempt.trace = policy.unanswered(fault.detail)
    log.info("comment not checked", extra={"comment": job.ref, "fault": fault.detail})
    if isinstance(fault, CommentFault):
        attempt.fault = Check.Fault.OWN
        return _without_a_call(
            job, lambda: _settle(question, attempt, lambda: _insert(attempt), "not_checked_unsendable")
        )
    if not isinstance(fault, RateLimited) and question.others_passed_meanwhile():
        attempt.fault = Check.Fault.OWN
        pause = claims.backoff(FIRST_OWN_PAUSE + question.own_faults)
        return Later(pause, lambda: _insert(attempt), if_lost=lambda: _insert(attempt), error=fault.detail)
    refused = isinstance(fault, ConfigurationFault)
    attempt.fault = Check.Fault.CONFIGURATION if refused else Check.Fault.PASSING

    def record() -> None:
        _insert(attempt)
        breaker.failed(question.comment.pk, fault)

    return Later(AGAIN_AFTER, record, if_lost=record, error=fault.detail)


def _insert(attempt: Check) -> None:
    """A new row each time: a transaction before this one may have been rolled back."""
    attempt.pk = None
    statements.insert(attempt)


def _settle(question: Question, attempt: Check, record: Callable[[], None], not_checked: str = "") -> None:
    """Moves the comment if it still is what was asked about, and says in the attempt whether it did and why."""
    comment, evidence = question.comment, weighing.evidence(question, attempt, not_checked)
    seen = Seen(Status.UNCHECKED, comment.version)
    try:
        decision = policy.decide(evidence)
        moved = comment.settle(decision.status, decision.reason, seen=seen, weight=decision.weight)
    except DecisionRefused:  # its parent has ceased to be public since we looked
        decision = policy.decide(replace(evidence, parent_is_public=False))
        moved = comment.settle(decision.status, decision.reason, seen=seen, weight=decision.weight)
    attempt.trace, attempt.applied = decision.trace, moved is not None
    if moved:
        record()
    else:
        _record_late(comment.pk, record)


def _record_late(number: int, record: Callable[[], None]) -> None:
    """Somebody was faster than the check. If it says otherwise than they did, it is told so."""
    current = Comment.objects.select_for_update(no_key=True).get(pk=number)
    record()
    feedback.catch_up(current)


@jobs.recurs("comments.give_up", every=600)
def give_up(job: Job) -> Outcome:
    """After 15 days a person decides, also while the breaker lets no job of a comment through."""
    latest = timezone.now() - GIVE_UP_AFTER
    overdue = Comment.objects.filter(status=Status.UNCHECKED, created_at__lte=latest, asked_at__lte=latest)
    numbers = list(overdue.values_list("pk", flat=True)[:PORTION])
    for number in numbers:
        _give_up(number, job)
    return Later(0) if len(numbers) == PORTION else Done()


def _give_up(number: int, job: Job) -> None:
    question = Question.about(number)
    if question:
        attempt = question.attempt(job, detail=WORDS["not_checked_gave_up"]())
        with transaction.atomic():
            _settle(question, attempt, lambda: _insert(attempt), "not_checked_gave_up")


def is_late(comment: Comment, after: timedelta = timedelta(minutes=10)) -> bool:
    """Whether its author is told that the spam check takes longer than usual."""
    return comment.status == Status.UNCHECKED and timezone.now() - comment.asked_at >= after
