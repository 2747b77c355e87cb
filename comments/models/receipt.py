from __future__ import annotations

from django.db import models

from comments.keys import short_digest
from comments.models.commenter import Commenter
from comments.models.report import Outcome, Report


class ReportReceipt(models.Model):
    """By which the reader who reported a comment learns what came of it, on a page that nobody else finds.

    The nonce is the number of the form's token: a form that is sent twice leads to the same page.
    """

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="receipt")
    nonce = models.CharField(max_length=32, unique=True)
    tell = models.ForeignKey(Commenter, models.SET_NULL, null=True, related_name="+")  # who asked for a letter
    told = models.CharField(max_length=9, blank=True, choices=Outcome)  # the last outcome that a letter has named

    def __str__(self) -> str:
        return f"receipt of report {self.report_id}"

    @property
    def token(self) -> str:
        """Derived when needed, so that a copy of the database opens no page."""
        return f"{self.pk}-{short_digest('report', self.nonce)}"
