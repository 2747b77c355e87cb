"""How a reader's report comes in. Who reports is known by their proven identity, else by their network's pseudonym."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from accounts.models import User
from accounts.network import block_of, client_address, pseudonym
from comments import identity, intake, refusals
from comments.models import Comment, Commenter, DecisionRefused, Report, ReportReceipt
from comments.reporting import road
from comments.reporting.forms import ReportForm
from comments.reporting.receipts import receipt_url
from database import statements


def form_for(request: HttpRequest, data: dict[str, str] | None = None, **known: str) -> ReportForm:
    return ReportForm(data, address=road.own_address(request), initial=known)


def file(request: HttpRequest, comment: Comment, form: ReportForm) -> str:
    """The address where its reader is led: the receipt."""
    return road.take(request, comment, form, partial(_store, request, comment, form), _sent_with)


def _sent_with(number: str) -> str:
    found = ReportReceipt.objects.filter(nonce=number).first()
    return receipt_url(found) if found else ""


def _store(request: HttpRequest, comment: Comment, form: ReportForm, number: str) -> str:
    """Who shares a connection with somebody that reported it before is answered as everybody is, by a page of their
    own. Undone is what the same form, sent twice at once, would store a second time."""
    _refuse_restricted(request)
    reporter = identity.made_for(request)
    with transaction.atomic():
        report = _file(comment, form, reporter, pseudonym(block_of(client_address(request))))
        tell = reporter if form.cleaned_data.get("tell") else None
        receipt = ReportReceipt(report=report, nonce=number, tell=tell)
        if statements.insert(receipt, unless_there=True):
            return receipt_url(receipt)
        transaction.set_rollback(True)
    return receipt_url(ReportReceipt.objects.get(Q(nonce=number) | Q(report=report.pk)))


def _file(comment: Comment, form: ReportForm, reporter: Commenter | None, network: str) -> Report:
    said = {"reason": form.cleaned_data["reason"], "words": form.cleaned_data["words"]}
    try:
        return Report.file(comment, **said, reporter=reporter, network=network)
    except DecisionRefused as refused:
        raise refusals.public_no_more() from refused


def _refuse_restricted(request: HttpRequest) -> None:
    """Whoever may not comment may not report either; a notice of illegal content is open to all."""
    user = request.user if isinstance(request.user, User) else None
    if found := intake.restriction_of(request, user, road.own_address(request)):
        raise refusals.restricted(found)
