"""The page of one report, by a private link like a comment's own: nobody needs an address to learn the outcome."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from comments.models import Outcome, Report, ReportReceipt
from comments.terms import REPORT_LINK_AFTER_DECISION, REPORT_LINK_AT_MOST


class Became(NamedTuple):
    """What has become of it, in plain words."""

    title: str
    words: str
    is_decided: bool = True


def receipt_url(receipt: ReportReceipt) -> str:
    return reverse("comments:report_receipt", args=[receipt.token])


def receipt_behind(token: str) -> ReportReceipt:
    """Raises Http404 for everything that is no link of ours, or no longer one."""
    related = ReportReceipt.objects.select_related("report__comment__article__section")
    receipt = related.filter(pk=int(token.partition("-")[0])).first()
    if receipt is None or not constant_time_compare(receipt.token, token) or _has_expired(receipt.report):
        raise Http404
    return receipt


def _has_expired(report: Report) -> bool:
    return _ends_at(report) < timezone.now()


def _ends_at(report: Report) -> datetime:
    return report.decided_at + REPORT_LINK_AFTER_DECISION if report.decided_at else report.at + REPORT_LINK_AT_MOST


def became(report: Report) -> Became:
    """Says what was done about the comment, and nothing about anybody."""
    return {
        Outcome.OPEN: Became(
            _("With the moderators"),
            _("A person reads it together with the comment. It stays public until then."),
            False,
        ),
        Outcome.UPHELD: Became(
            _("The comment was taken off the page"), _("A moderator agreed that it should not stand there. Thank you.")
        ),
        Outcome.DISMISSED: Became(
            _("The comment stays"), _("A moderator has read it and found that it keeps to our guideline. Thank you.")
        ),
        Outcome.MOOT: Became(
            _("Settled without a decision"), _("The comment went off the page, or changed, before a moderator decided.")
        ),
    }[Outcome(report.outcome)]
