from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from comments import links, origin
from comments.legal import filing, notices
from comments.legal.forms import LegalForm
from comments.models import LegalContact, LegalReport
from comments.refusals import Refused
from comments.reporting import road, tokens
from comments.views import SeeOther
from outbox import mail


@road.anonymous
def report_illegal(request: HttpRequest, number: str) -> HttpResponse:
    comment = road.find(request, number, LegalForm)
    if request.method != "POST":
        known = {"token": tokens.issue(LegalForm.PURPOSE, comment), "email": road.own_address(request)}
        return road.show_form(request, "legal", comment, LegalForm(initial=known))
    form = LegalForm(LegalForm.posted(request.POST))
    try:
        return SeeOther(filing.file(request, comment, form))
    except Refused as refusal:
        return road.refuse(request, "legal", comment, form, refusal)


@road.anonymous
def show_notice(request: HttpRequest, token: str) -> HttpResponse:
    """Its POST, with what only the letter knows, proves the address: from then on the outcome is mailed as well."""
    report = notices.notice_behind(token)
    contact, refusal = notices.contact_of(report), None
    if request.method == "POST":
        try:
            return _confirm(request, contact)
        except Refused as refused:
            refusal = refused
    return _show(request, report, contact, refusal)


def _confirm(request: HttpRequest, contact: LegalContact | None) -> HttpResponse:
    origin.check(request)
    if contact and _knows(request.POST.get("mail", ""), contact):
        LegalContact.objects.filter(pk=contact.pk, confirmed_at=None).update(confirmed_at=timezone.now())
    return SeeOther(request.path)


def _knows(said: str, contact: LegalContact) -> bool:
    return bool(contact.email) and constant_time_compare(said, contact.token)


def _show(
    request: HttpRequest, report: LegalReport, contact: LegalContact | None, refusal: Refused | None
) -> HttpResponse:
    said = request.GET.get("mail", "")
    known = {
        "report": report,
        "comment": report.comment,
        "where": f"{settings.SITE_URL}{links.permalink(report.comment)}",
        "is_public": road.is_public(report.comment),
        "became": notices.became(report),
        "contact": contact,
        "mails": mail.is_configured(),
        "mail": said if contact and not contact.confirmed_at and _knows(said, contact) else "",
        "refused": refusal.sentence if refusal else "",
    }
    return road.show(request, "legal_notice", known, refusal.status if refusal else 200)
