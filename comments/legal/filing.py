"""How a notice comes in. It is open to everybody, whoever may not comment included."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts import limits
from accounts.limits import Limit, LimitReached
from comments.legal.forms import LegalForm
from comments.legal.notices import notice_url
from comments.models import Comment, LegalContact, LegalReport
from comments.models.commenter import email_key
from comments.reporting import road
from database import statements
from outbox import jobs, mail

RECEIPT_JOB = "comments.legal_receipt"
PER_RECIPIENT = Limit("legal.recipient", burst=1, every=86_400)  # letters to an address that nobody has proven
TOLD = ("ground", "passage", "why", "law")


def file(request: HttpRequest, comment: Comment, form: LegalForm) -> str:
    """The address of the notice's page. Raises Refused."""
    return road.take(request, comment, form, partial(_store, request, comment, form), _sent_with)


def _sent_with(number: str) -> str:
    found = LegalReport.objects.filter(nonce=number).first()
    return notice_url(found) if found else ""


def _store(request: HttpRequest, comment: Comment, form: LegalForm, number: str) -> str:
    told = {name: form.cleaned_data[name] for name in TOLD}
    report = LegalReport(comment=comment, version=comment.version, nonce=number, **told)
    if not statements.insert(report, unless_there=True):  # the same form, sent twice at once
        return _sent_with(number)
    if form.cleaned_data["name"] or form.cleaned_data["email"]:
        _keep_contact(request, report, form.cleaned_data["name"], form.cleaned_data["email"])
    return notice_url(report)


def _keep_contact(request: HttpRequest, report: LegalReport, name: str, email: str) -> None:
    is_proven = bool(email) and email_key(road.own_address(request)) == email_key(email)
    confirmed_at = timezone.now() if is_proven else None
    LegalContact.objects.create(report=report, name=name, email=email, confirmed_at=confirmed_at)
    if email and mail.is_configured() and (is_proven or _may_be_written_to(email)):
        jobs.enqueue(RECEIPT_JOB, report.pk)


def _may_be_written_to(email: str) -> bool:
    """Nobody fills a stranger's mailbox by typing its address here."""
    try:
        with transaction.atomic():
            limits.take([(PER_RECIPIENT, email_key(email))])
    except LimitReached:
        return False
    return True
