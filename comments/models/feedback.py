"""What Akismet is told of a person's decision. Written by `follow` in the transaction of the decision, sent later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments import spam
from comments.models.log import RULE_UNDONE, ModerationAction
from comments.spam import Verdict
from database import statements
from outbox import jobs

if TYPE_CHECKING:
    from comments.models.check import Check
    from comments.models.comment import Comment

FEEDBACK_JOB = "comments.feedback"
UNDER_WAY = 2  # times AKISMET_TIMEOUT: by then a call that has begun is over


class Kind(models.TextChoices):
    SPAM = "spam", _("spam")
    HAM = "ham", _("not spam")

    @property
    def opposite(self) -> Kind:
        return Kind.HAM if self is Kind.SPAM else Kind.SPAM


MEANS = {"spam": Kind.SPAM, "approved": Kind.HAM, "pending": Kind.HAM}
"""What a person's decision says, by its new status. What is off topic need not be ham, and who asks Akismet again has
not decided."""


class Delivery(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    CANCELLED = "cancelled", _("cancelled")
    GIVEN_UP = "given_up", _("given up")


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def waiting(self) -> Self:
        return self.filter(state=Delivery.WAITING)

    def begin(self, pk: int) -> bool:
        """Notes that a call is about to be made; False when there is none to make any more."""
        doubt = models.Case(models.When(may_have_arrived=True, then=True), default=F("may_be_repeated"))
        row = self.waiting().filter(pk=pk)
        now = timezone.now()
        return bool(row.update(may_be_repeated=doubt, may_have_arrived=True, begun_at=now, tries=F("tries") + 1))


class Feedback(models.Model):
    """One report: that a text is spam which Akismet missed, or that it is none. It holds ids, never the words."""

    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="feedback")
    version = models.PositiveIntegerField()  # of the text that was judged; its Submission is what is sent
    action = models.BigIntegerField()  # the row of the log whose decision this tells
    kind = models.CharField(max_length=4, choices=Kind)
    verdict = models.CharField(max_length=12)  # of Akismet, in force when it was contradicted
    state = models.CharField(max_length=9, choices=Delivery, default=Delivery.WAITING)
    cancelled_by = models.BigIntegerField(null=True)  # the row of the log that made it void before it had left
    created_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)  # the latest call
    failed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    detail = models.CharField(max_length=200, blank=True)  # the last fault
    setbacks = models.PositiveSmallIntegerField(default=0)  # faults while other calls were answered
    may_have_arrived = models.BooleanField(default=False)  # a call was begun that nobody has seen refused
    may_be_repeated = models.BooleanField(default=False)  # Akismet may have had it before, too

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action"], name="one_report_per_decision"),
            models.UniqueConstraint(
                fields=["comment", "version"], condition=Q(state="waiting"), name="one_report_waits_per_text"
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="feedback_state")]

    def __str__(self) -> str:
        return f"{self.comment_id}.{self.version}: {self.kind}, {self.state}"

    @property
    def counts(self) -> bool:
        """Akismet knows it, or will, as far as we can tell."""
        return self.may_have_arrived or self.state in (Delivery.WAITING, Delivery.SENT)

    @property
    def is_under_way(self) -> bool:
        """A call was begun, and nobody has said yet how it went."""
        is_over = self.state == Delivery.SENT or (self.failed_at and self.begun_at and self.failed_at >= self.begun_at)
        return self.begun_at is not None and not is_over

    @property
    def is_waiting(self) -> bool:
        return self.state == Delivery.WAITING

    def cancel(self, action: ModerationAction) -> None:
        self.state, self.cancelled_by, self.settled_at = Delivery.CANCELLED, action.pk, timezone.now()
        self.save(update_fields=["state", "cancelled_by", "settled_at"])
        jobs.cancel(FEEDBACK_JOB, self.pk)


def follow(comment: Comment, action: ModerationAction) -> None:
    """Keeps what Akismet is told in step with what people decide; the caller holds the comment's row.

    A decision that disagrees with what Akismet holds makes one report. What has not left yet and is no longer meant
    is cancelled, what has left is answered by its opposite. The machine's moves tell nothing.
    """
    if action.to_status == "withdrawn":
        _cancel_all(comment, action)
    elif action.actor is not None:
        _Told(comment, action).settle()


def catch_up(comment: Comment) -> None:
    """A verdict has come after somebody decided: it may be that they disagree. The caller holds the comment's row."""
    action = ModerationAction.objects.about(comment.pk).first()
    if action is None or action.actor is None or action.undoes or action.version < comment.submitted_version:
        return
    if not Feedback.objects.filter(action=action.pk).exists():
        _Told(comment, action).settle()


def _cancel_all(comment: Comment, action: ModerationAction) -> None:
    for report in statements.locked(Feedback, comment_id=comment.pk, state=Delivery.WAITING):
        report.cancel(action)


class _Told:
    """The reports about one text as its author sent it, and what a decision makes of them."""

    def __init__(self, comment: Comment, action: ModerationAction) -> None:
        self.version = comment.submitted_version
        self.reports = statements.locked(Feedback, comment_id=comment.pk, version=self.version)
        self.comment = comment
        self.action = action

    def settle(self) -> None:
        if self.action.undoes and self.action.reason != RULE_UNDONE:
            self._undo(self.action.undoes)
        elif (kind := MEANS.get(self.action.to_status)) and self.action.reason != "put_back":
            self._mean(kind)
        else:
            self._cancel(*([Kind.SPAM] if self.action.to_status == "rejected" else Kind))

    def _mean(self, kind: Kind) -> None:
        self._cancel(kind.opposite)
        answer = self._answer()
        if self._is_news(kind, answer):
            self._write(kind, answer)

    def _is_news(self, kind: Kind, answer: Check | None) -> bool:
        """Unlike the last report, or unlike a verdict that is younger; without both, only spam was missed."""
        last = self._last
        if last is None:
            return _side(answer) != kind if answer else kind is Kind.SPAM and spam.is_configured()
        is_younger = answer is not None and answer.created_at > last.created_at
        return last.kind != kind or (is_younger and _side(answer) != kind)

    def _undo(self, undone: int) -> None:
        """Back to what Akismet held before that decision."""
        before = self._last_before(undone)
        self._cancel(*(kind for kind in Kind if before is None or before.kind != kind), made_by=undone)
        last = self._last
        if before is None and last:
            self._write(Kind(last.kind).opposite, self._answer())
        elif before and (last is None or last.kind != before.kind or last.pk < before.pk):
            self._write(Kind(before.kind), self._answer())

    def _last_before(self, act: int) -> Feedback | None:
        stood = (row for row in self.reports if row.action < act and (row.counts or (row.cancelled_by or 0) >= act))
        return max(stood, key=lambda row: row.pk, default=None)

    @property
    def _last(self) -> Feedback | None:
        return max((row for row in self.reports if row.counts), key=lambda row: row.pk, default=None)

    def _answer(self) -> Check | None:
        return self.comment.checks.model.in_force(self.comment.pk, self.version)

    def _cancel(self, *kinds: Kind, made_by: int = 0) -> None:
        for row in self.reports:
            if row.is_waiting and (row.kind in kinds or row.action == made_by):
                row.cancel(self.action)

    def _write(self, kind: Kind, answer: Check | None) -> None:
        """Without the request it came with nothing can be told; what was never asked about needs no word on that."""
        is_kept = self.comment.submissions.filter(version=self.version).exists()
        if not (is_kept or answer):
            return
        report = Feedback(comment=self.comment, version=self.version, action=self.action.pk, kind=kind)
        report.verdict = answer.verdict if answer else Verdict.UNKNOWN
        if not is_kept:
            report.state, report.settled_at, report.detail = Delivery.GIVEN_UP, timezone.now(), nothing_kept()
        statements.insert(report)
        if is_kept:
            jobs.enqueue(FEEDBACK_JOB, report.pk, after=self._delay())

    def _delay(self) -> float:
        """Never so soon that it could overtake an opposite report whose call is under way."""
        is_busy = any(row.is_under_way for row in self.reports)
        return float(max(settings.FEEDBACK_DELAY, UNDER_WAY * settings.AKISMET_TIMEOUT if is_busy else 0))


def _side(answer: Check | None) -> Kind:
    return Kind.SPAM if answer and answer.verdict in (Verdict.SPAM, Verdict.DISCARD) else Kind.HAM


def nothing_kept() -> str:
    return gettext("The request it came with is no longer kept.")
