"""Three letters: that a notice has come in, what was decided, and to the commenter why their comment was removed.

The first goes to an address that somebody typed, so nothing of theirs is in it, and it asks whether more shall follow.
The others go to proven addresses alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from comments import identity, links
from comments.legal import notices
from comments.legal.deciding import OUTCOME_JOB, STATEMENT_JOB
from comments.legal.filing import RECEIPT_JOB
from comments.models import LegalContact, LegalOutcome, LegalReport
from outbox import mail
from outbox.jobs import Done, Outcome, handles, nothing
from outbox.mail import Letter, MailError
from outbox.models import Job


@handles(RECEIPT_JOB)
def send_receipt(job: Job) -> Outcome:
    contact = _contact(job.ref)
    if contact is None:
        return Done()
    address = notices.mailed_url(contact)
    told: dict[str, Any] = {"address": address, "is_confirmed": contact.confirmed_at is not None}
    subject = _("%(site_name)s: we have your notice") % {"site_name": settings.SITE_NAME}
    return _send(job, mail.written("legal_receipt", subject, contact.email, f"{RECEIPT_JOB} {job.ref}", **told))


@handles(OUTCOME_JOB)
def send_outcome(job: Job) -> Outcome:
    """Each outcome once: one that was taken back in time is never told, one that changed later is told anew."""
    contact = _contact(job.ref)
    if contact is None or not contact.confirmed_at:
        return Done()
    report = contact.report
    if report.outcome in (LegalOutcome.OPEN, contact.told):
        return Done()
    told: dict[str, Any] = {"report": report, "became": notices.became(report), "address": notices.mailed_url(contact)}
    subject = _("%(site_name)s: your notice is decided") % {"site_name": settings.SITE_NAME}
    letter = mail.written("legal_outcome", subject, contact.email, _occasion(OUTCOME_JOB, report), **told)
    return _send(job, letter, lambda: _note(contact, report.outcome))


@handles(STATEMENT_JOB)
def send_statement(job: Job) -> Outcome:
    report = LegalReport.objects.select_related("comment__commenter").filter(pk=job.ref).first()
    if report is None or report.outcome != LegalOutcome.REMOVED or report.comment.commenter is None:
        return Done()
    to = identity.address_of(report.comment.commenter)
    if not to or report.comment.status != "rejected":
        return Done()
    told: dict[str, Any] = {"report": report, "address": f"{settings.SITE_URL}{links.status_url(report.comment)}"}
    subject = _("%(site_name)s: why your comment was removed") % {"site_name": settings.SITE_NAME}
    return _send(job, mail.written("legal_statement", subject, to, _occasion(STATEMENT_JOB, report), **told))


def _contact(report: int) -> LegalContact | None:
    found = LegalContact.objects.select_related("report").filter(report=report).first()
    return found if found and found.email else None


def _occasion(kind: str, report: LegalReport) -> str:
    return f"{kind} {report.pk} {report.decided_at and report.decided_at.isoformat()}"


def _note(contact: LegalContact, outcome: str) -> None:
    LegalContact.objects.filter(pk=contact.pk).update(told=outcome)


def _send(job: Job, letter: Letter, effect: Callable[[], None] = nothing) -> Outcome:
    if not mail.is_configured():
        return Done()
    try:
        mail.send(letter)
    except MailError as fault:
        return mail.after(fault, job, effect)
    return Done(effect)
