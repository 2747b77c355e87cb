"""The outcome of a report, to a proven address whose owner asked for it."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _

from comments import identity
from comments.models import Outcome as Became
from comments.models import ReportReceipt
from comments.models.receipt import OUTCOME_JOB
from comments.reporting import receipts
from outbox import mail
from outbox.jobs import Done, Outcome, handles
from outbox.mail import MailError
from outbox.models import Job


@handles(OUTCOME_JOB)
def send_outcome(job: Job) -> Outcome:
    """Each outcome once: one that was taken back in time is never told, one that changed later is told anew."""
    receipt = ReportReceipt.objects.select_related("report", "tell").filter(pk=job.ref).first()
    if receipt is None or receipt.tell is None or receipt.report.outcome in (Became.OPEN, receipt.told):
        return Done()
    to = identity.address_of(receipt.tell)
    if not to:
        return Done()
    became, address = receipts.became(receipt.report), f"{settings.SITE_URL}{receipts.receipt_url(receipt)}"
    subject = _("%(site_name)s: your report is decided") % {"site_name": settings.SITE_NAME}
    occasion = f"{OUTCOME_JOB} {receipt.pk} {receipt.report.decided_by}"
    note = partial(_note, receipt.pk, receipt.report.outcome)
    try:
        mail.send(mail.written("report_outcome", subject, to, occasion, became=became, address=address))
    except MailError as fault:
        return mail.after(fault, job, note)
    return Done(note)


def _note(receipt: int, outcome: str) -> None:
    ReportReceipt.objects.filter(pk=receipt).update(told=outcome)
