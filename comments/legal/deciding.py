"""What a person decides about a notice, and how that is taken back."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from comments.models import (
    Batch,
    Comment,
    DecisionRefused,
    Kind,
    LegalOutcome,
    LegalReport,
    ModerationAction,
    Seen,
    StaleDecision,
    Status,
    log,
)
from comments.models.undone import answer_to, refuse_unless_latest
from database import statements
from outbox import jobs

OUTCOME_JOB = "comments.legal_outcome"
STATEMENT_JOB = "comments.legal_statement"
REJECTED_AS = "illegal"  # comments/rejections.py
STILL_HERE = (Status.UNCHECKED, Status.PENDING, Status.APPROVED)


class Decision(NamedTuple):
    """`basis` is the law or rule that it rests on, `explanation` what both sides read."""

    outcome: LegalOutcome
    basis: str
    explanation: str


def decide(report: LegalReport, decision: Decision, *, by: User, seen: Seen | None = None) -> ModerationAction:
    """One act with what happens to the comment: one batch, one undo. Raises DecisionRefused, StaleDecision.

    Whatever the outcome, it is about the text that was `seen`, where it stood then.
    """
    batch = Batch()
    with transaction.atomic():
        comment = Comment.objects.get(pk=report.comment_id)
        seen = seen or comment.seen
        if decision.outcome == LegalOutcome.REMOVED and seen.status in STILL_HERE:
            comment.reject(by=by, reason=REJECTED_AS, batch=batch, seen=seen)
        elif not statements.locked(Comment, ("id",), pk=comment.pk, status=seen.status, version=seen.version):
            raise StaleDecision(comment)
        _close(report, decision)
        about = {"comment": comment.pk, "version": comment.version, "subject": report.pk}
        action = ModerationAction(kind=Kind.LEGAL, actor=by.pk, batch=batch.number, reason=decision.outcome, **about)
        action.before = _state(LegalOutcome.OPEN, None)
        return log.write(action)


def _close(report: LegalReport, decision: Decision) -> None:
    """After the comment, whose lock comes first everywhere."""
    told = {"outcome": decision.outcome, "basis": decision.basis, "explanation": decision.explanation}
    still_open = LegalReport.objects.filter(pk=report.pk, outcome=LegalOutcome.OPEN)
    if not still_open.update(decided_at=timezone.now(), **told):
        raise DecisionRefused("decided", _("Somebody was faster: this notice is decided."))
    _tell(report.pk)


def _tell(report: int) -> None:
    """Not at once, so that an undo still comes in time."""
    for kind in (OUTCOME_JOB, STATEMENT_JOB):
        jobs.enqueue(kind, report, after=settings.FEEDBACK_DELAY)


def undo(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    """Opens the notice again, or closes it as it was. The comment's own move is taken back by itself, in the batch."""
    with transaction.atomic():
        report = LegalReport.objects.select_for_update(no_key=True).get(pk=action.subject or 0)
        refuse_unless_latest(action)
        replaced = _state(report.outcome, report.decided_at)
        report.outcome, at = action.before["outcome"], action.before["decided_at"]
        report.decided_at = datetime.fromisoformat(at) if at else None
        report.save(update_fields=["outcome", "decided_at"])
        if report.decided_at:
            _tell(report.pk)
        return log.write(ModerationAction(**answer_to(action, by, batch), before=replaced))


def _state(outcome: str, decided_at: datetime | None) -> dict[str, str | None]:
    return {"outcome": str(outcome), "decided_at": decided_at.isoformat() if decided_at else None}
