from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone

from comments.models.comment import Comment
from comments.spam import Verdict
from database import statements

ANSWERED = (Verdict.HAM, Verdict.SPAM, Verdict.DISCARD, Verdict.PROVISIONAL)


class CheckQuerySet(models.QuerySet["Check"]):
    def of_question(self, comment: Comment) -> Self:
        """All attempts at the text as it is now, since the check was last asked for, in their order."""
        of_text = self.filter(comment=comment, version=comment.submitted_version)
        return of_text.filter(created_at__gte=comment.asked_at).order_by("pk")

    def standing(self, comment: Comment) -> Self:
        """Final verdicts on the text as it is now, given since the check was last asked for."""
        final = [Verdict.HAM, Verdict.SPAM, Verdict.DISCARD]
        return self.of_question(comment).filter(verdict__in=final).order_by("-pk")


class Check(models.Model):
    """One attempt to have a comment checked: what was answered, how long it took, what the policy made of it.

    A comment that is settled without a call has a row as well; the one that decided is `applied`.
    """

    class Fault(models.TextChoices):
        PASSING = "passing"
        CONFIGURATION = "configuration"
        OWN = "own"

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="checks")
    version = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now)  # when the question was asked
    took_ms = models.PositiveIntegerField(default=0)
    verdict = models.CharField(max_length=12, choices=[(verdict.value, verdict.value) for verdict in Verdict])
    fault = models.CharField(max_length=13, choices=Fault, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    guid = models.CharField(max_length=64, blank=True)
    alert_code = models.CharField(max_length=16, blank=True)
    recheck_reason = models.CharField(max_length=16, blank=True)
    recheck_after = models.PositiveIntegerField(null=True)  # seconds, of a provisional verdict
    applied = models.BooleanField(default=False)
    trace = models.JSONField(default=list)  # what each rule of the policy said, in order

    objects = CheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["comment", "-id"], name="check_of_comment")]

    def __str__(self) -> str:
        return self.fault or self.verdict

    @classmethod
    def in_force(cls, comment: int, version: int) -> Check | None:
        """What Akismet last said of that text."""
        asked = {"comment_id": comment, "version": version, "verdict": list(ANSWERED)}
        return next(reversed(statements.rows(cls, ("verdict", "created_at"), **asked)), None)
