from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from comments import identity, origin
from comments.models import Comment, ReportReceipt
from comments.reasons import COMPLAINTS
from comments.refusals import Refused
from comments.reporting import filing, receipts, road, tokens
from comments.reporting.forms import ReportForm
from comments.views import SeeOther


@road.anonymous
def report_comment(request: HttpRequest, number: str) -> HttpResponse:
    comment = road.find(request, number, ReportForm)
    if request.method != "POST":
        return _offer(request, comment)
    form = filing.form_for(request, ReportForm.posted(request.POST))
    try:
        return SeeOther(filing.file(request, comment, form))
    except Refused as refusal:
        return road.refuse(request, "report", comment, form, refusal)


def _offer(request: HttpRequest, comment: Comment) -> HttpResponse:
    form = filing.form_for(request, token=tokens.issue(ReportForm.PURPOSE, comment))
    return road.show_form(request, "report", comment, form)


@road.anonymous
def show_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Its POST asks for a letter: to the proven address of whoever sends it, and to no other."""
    receipt = receipts.receipt_behind(token)
    if request.method == "POST":
        return _tell(request, receipt)
    return _show(request, receipt)


def _tell(request: HttpRequest, receipt: ReportReceipt) -> HttpResponse:
    try:
        origin.check(request)
    except Refused as refusal:
        return _show(request, receipt, refusal)
    if road.own_address(request):
        reader = identity.made_for(request)
        ReportReceipt.objects.filter(pk=receipt.pk).update(tell=reader)
    return SeeOther(request.path)


def _show(request: HttpRequest, receipt: ReportReceipt, refusal: Refused | None = None) -> HttpResponse:
    reader = identity.of(request)
    known = {
        "receipt": receipt,
        "report": receipt.report,
        "comment": receipt.report.comment,
        "reason": COMPLAINTS[receipt.report.reason].sentence,
        "became": receipts.became(receipt.report),
        "address": road.own_address(request),
        "is_told": reader is not None and receipt.tell_id == reader.pk,
        "refused": refusal.sentence if refusal else "",
    }
    return road.show(request, "report_receipt", known, refusal.status if refusal else 200)
