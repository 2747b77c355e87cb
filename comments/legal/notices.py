"""The page of one notice, by a private link: receipt, decision, reasons, and what can be done about it."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from comments.models import LegalContact, LegalOutcome, LegalReport
from comments.terms import LEGAL_UNDECIDED_AT_MOST, LEGAL_WORDS_AFTER_DECISION


class Became(NamedTuple):
    title: str
    words: str
    is_decided: bool = True


def notice_url(report: LegalReport) -> str:
    return reverse("comments:legal_notice", args=[report.token])


def mailed_url(contact: LegalContact) -> str:
    """Whole, for the letter: whoever opens this has read what was written to the address."""
    return f"{settings.SITE_URL}{notice_url(contact.report)}?mail={contact.token}"


def notice_behind(token: str) -> LegalReport:
    """Raises Http404 for everything that is no link of ours, or no longer one."""
    related = LegalReport.objects.select_related("comment__article__section")
    report = related.filter(pk=int(token.partition("-")[0])).first()
    if report is None or not constant_time_compare(report.token, token) or _has_expired(report):
        raise Http404
    return report


def _has_expired(report: LegalReport) -> bool:
    since, kept = (report.at, LEGAL_UNDECIDED_AT_MOST)
    if report.decided_at:
        since, kept = (report.decided_at, LEGAL_WORDS_AFTER_DECISION)
    return since + kept < timezone.now()


def contact_of(report: LegalReport) -> LegalContact | None:
    found = LegalContact.objects.filter(report=report).first()
    if found:
        found.report = report
    return found


def became(report: LegalReport) -> Became:
    return {
        LegalOutcome.OPEN: Became(
            _("We have your notice"),
            _("A person reads it and decides. The comment stays where it is until then."),
            is_decided=False,
        ),
        LegalOutcome.REMOVED: Became(_("The comment was removed"), _("Nobody can read it here any more.")),
        LegalOutcome.KEPT: Became(_("The comment stays"), _("It was found not to be against the law.")),
        LegalOutcome.NOT_OURS: Became(
            _("Not for us to decide"), _("What you say would have to be settled elsewhere, such as by a court.")
        ),
    }[LegalOutcome(report.outcome)]
