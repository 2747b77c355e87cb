"""Delivers reports to Akismet: a moderator's decision, with the fields of the check and the verdict it contradicts.

What is to be told is settled in comments/models/feedback.py, in the transaction of the decision. A report leaves at
least once: before each call its row says that it may have arrived, so that after a crash it says that it may be a
repetition.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from comments import breaker, spam
from comments.models import Breaker, Check, Feedback, Submission
from comments.models.breaker import PROBE_EVERY
from comments.models.check import ANSWERED
from comments.models.comment import CHECK_JOB
from comments.models.feedback import FEEDBACK_JOB, Delivery, Kind, nothing_kept
from comments.spam import Answer, CommentFault, ConfigurationFault, RateLimited, SpamCheckError, Verdict
from outbox import claims, jobs
from outbox.jobs import Done, Later, Outcome, Passage
from outbox.models import Job
from outbox.reports import reported

log = logging.getLogger("comments.feedback")

FIRST_PAUSE = 4  # as failures in claims.backoff: 2 ** 4 s, then doubling
SETBACKS_AT_MOST = 8
RECENTLY = timedelta(seconds=60)

SEND: dict[str, Callable[[Mapping[str, str], Verdict], None]] = {Kind.SPAM: spam.report_spam, Kind.HAM: spam.report_ham}


class ReportGate:
    """Reports wait while Akismet may not be called. Whether it may again is tried with a comment, if one is due."""

    def passage(self, now: datetime) -> Passage:
        if not spam.is_configured():
            return Passage.SHUT
        passage = breaker.gate.passage(now)
        return Passage.SHUT if passage is Passage.SINGLE and _comments_come_first(now) else passage

    def admit(self, now: datetime) -> bool:
        return breaker.gate.admit(now)


def _comments_come_first(now: datetime) -> bool:
    return Job.objects.due(now + PROBE_EVERY).filter(kind=CHECK_JOB).exists()


@jobs.handles(FEEDBACK_JOB, lease=breaker.LEASE, gate=ReportGate())
def send(job: Job) -> Outcome:
    report = Feedback.objects.waiting().filter(pk=job.ref).first()
    if report is None:
        return Done(lambda: breaker.probe_was_not_needed(job))
    payload = _payload(report)
    if payload is None:
        return _give_up(report, job, nothing_kept())
    if not Feedback.objects.begin(report.pk):
        return Done(lambda: breaker.probe_was_not_needed(job))
    return _call(report, payload, job)


def _payload(report: Feedback) -> dict[str, str] | None:
    """The request as it came with the text that was judged, whatever has become of the comment since."""
    kept = Submission.objects.filter(comment=report.comment_id, version=report.version)
    return kept.values_list("payload", flat=True).first()


def _call(report: Feedback, payload: dict[str, str], job: Job) -> Outcome:
    asked_at = timezone.now()
    try:
        SEND[report.kind](payload, Verdict(report.verdict))
    except CommentFault as fault:
        return _give_up(report, job, fault.detail)
    except SpamCheckError as fault:
        return _after_fault(report, fault, asked_at)
    log.info("told the spam check", extra={"comment": report.comment_id, "kind": report.kind})
    return Done(lambda: _arrived(report, asked_at), if_lost=lambda: _arrived(report, asked_at))


def _arrived(report: Feedback, asked_at: datetime) -> None:
    """Whatever was decided meanwhile: this is what has happened."""
    _write(report, state=Delivery.SENT, settled_at=timezone.now(), detail="")
    known = Breaker.current()
    if known.is_open:
        answer = Answer(Verdict.UNKNOWN, alert_code=known.alert_code, alert_text=known.alert_text)
        breaker.answered(asked_at, answer)


def _after_fault(report: Feedback, fault: SpamCheckError, asked_at: datetime) -> Outcome:
    """A fault is told to the breaker only if it says something about all calls."""
    log.info("spam check not told", extra={"comment": report.comment_id, "fault": fault.detail})
    is_own = not isinstance(fault, RateLimited) and _others_are_answered(report, asked_at)
    setbacks = report.setbacks + is_own
    concerns_all = not is_own and (isinstance(fault, RateLimited | ConfigurationFault) or Breaker.current().is_open)

    def record() -> None:
        _note_fault(report, fault, setbacks=setbacks)
        if setbacks >= SETBACKS_AT_MOST:
            Feedback.objects.waiting().filter(pk=report.pk).update(state=Delivery.GIVEN_UP, settled_at=timezone.now())
        if concerns_all:
            breaker.failed(report.comment_id, fault)

    if setbacks >= SETBACKS_AT_MOST:
        return Done(record, if_lost=record)
    return Later(_pause(report, fault), record, if_lost=record, error=fault.detail)


def _others_are_answered(report: Feedback, now: datetime) -> bool:
    """Since this one failed, or, at its first fault, a moment ago."""
    since = report.failed_at or now - RECENTLY
    checks = Check.objects.filter(verdict__in=ANSWERED, created_at__gt=since).exclude(comment=report.comment_id)
    return checks.exists() or Feedback.objects.filter(state=Delivery.SENT, settled_at__gt=since).exists()


def _pause(report: Feedback, fault: SpamCheckError) -> float:
    if isinstance(fault, RateLimited):
        return fault.retry_after
    return claims.backoff(FIRST_PAUSE + report.tries)


def _note_fault(report: Feedback, fault: SpamCheckError, **columns: Any) -> None:
    """It stays in doubt whether it has arrived when this call, or one before, ended without an answer."""
    in_doubt = report.may_have_arrived or fault.may_have_arrived
    told = {"failed_at": timezone.now(), "detail": fault.detail, "may_have_arrived": in_doubt}
    _write(report, **told, **columns)


def _give_up(report: Feedback, job: Job, detail: str) -> Outcome:
    def effect() -> None:
        told = {"settled_at": timezone.now(), "detail": detail, "may_have_arrived": report.may_have_arrived}
        Feedback.objects.waiting().filter(pk=report.pk).update(state=Delivery.GIVEN_UP, **told)
        breaker.probe_was_not_needed(job)

    return Done(effect)


def _write(report: Feedback, **columns: Any) -> None:
    Feedback.objects.filter(pk=report.pk).update(**columns)


@reported("reports to the spam check")
def _report() -> dict[str, Any]:
    counts = dict(Feedback.objects.values_list("state").order_by("state").annotate(Count("pk")))
    sent, given_up = (Feedback.objects.filter(state=state) for state in (Delivery.SENT, Delivery.GIVEN_UP))
    report: dict[str, Any] = {str(state.label): counts.get(state.value, 0) for state in Delivery}
    report["perhaps sent twice"] = sent.filter(may_be_repeated=True).count()
    report["last sent"] = sent.aggregate(last=Max("settled_at"))["last"] or "never"
    return report | {f"given up, comment {row.comment_id}": row.detail for row in given_up.order_by("-pk")[:5]}
