from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from comments.keys import short_digest
from comments.models.commenter import Commenter
from comments.models.report import Outcome, Report
from comments.terms import REPORT_LINK_AFTER_DECISION, REPORT_LINK_AT_MOST
from outbox import jobs

OUTCOME_JOB = "comments.report_outcome"  # a letter to whoever asked for one


class ReportReceiptQuerySet(models.QuerySet["ReportReceipt"]):
    def overdue(self, now: datetime) -> Self:
        """Whose page is gone."""
        decided = Q(report__decided_at__lt=now - REPORT_LINK_AFTER_DECISION)
        return self.filter(decided | Q(report__at__lt=now - REPORT_LINK_AT_MOST))


class ReportReceipt(models.Model):
    """By which the reader who reported a comment learns what came of it, on a page that nobody else finds.

    The nonce is the number of the form's token: a form that is sent twice leads to the same page.
    """

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="receipt")
    nonce = models.CharField(max_length=32, unique=True)
    tell = models.ForeignKey(Commenter, models.SET_NULL, null=True, related_name="+")  # who asked for a letter
    told = models.CharField(max_length=9, blank=True, choices=Outcome)  # the last outcome that a letter has named

    objects = ReportReceiptQuerySet.as_manager()

    def __str__(self) -> str:
        return f"receipt of report {self.report_id}"

    @property
    def token(self) -> str:
        """Derived when needed, so that a copy of the database opens no page."""
        return f"{self.pk}-{short_digest('report', self.nonce)}"

    @staticmethod
    def tell_later(comment: int, decision: int) -> None:
        """Of the reports that this act has closed; in its transaction, and in time for an undo."""
        asked = ReportReceipt.objects.filter(report__comment=comment, report__decided_by=decision, tell__isnull=False)
        for number in asked.values_list("pk", flat=True):
            jobs.enqueue(OUTCOME_JOB, number, after=settings.FEEDBACK_DELAY)
