"""A new password by mail, for who has forgotten theirs or has none: asked for by a confirmed address."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.limits import LimitReached
from accounts.readers import bounds, going_on, letters, links, passwords
from accounts.readers.forms import ForAddress, SetPassword
from accounts.readers.pages import SAID, SeeOther, personal
from outbox import jobs, mail

SAID["reset"] = _("Your password is changed. Sign in with the new one.")


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def ask(request: HttpRequest) -> HttpResponse:
    form = ForAddress(request.POST if request.method == "POST" else None)
    if not mail.is_configured():
        return _page(request, form, HTTPStatus.CONFLICT if form.is_bound else HTTPStatus.OK)
    if not form.is_valid():
        return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK)
    try:
        bounds.take_from_sender(request)
    except LimitReached as reached:
        form.refuse(bounds.too_many(reached), "too_many")
        return _waiting(_page(request, form, HTTPStatus.TOO_MANY_REQUESTS), reached)
    _ask(form.cleaned_data["email"])
    response = SeeOther(f"{reverse('accounts:password_reset')}?sent")
    going_on.keep(request, response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def choose(request: HttpRequest, token: str) -> HttpResponse:
    address = links.reset.behind(token)
    if address is None or not address.verified:
        return _page(request, ForAddress(), HTTPStatus.GONE, is_over=True)
    form = SetPassword(request.POST if request.method == "POST" else None, user=address.user)
    if form.is_valid() and passwords.renew(address.user, form.cleaned_data["password"]):
        return _to_the_door(request)
    known = {"form": form, "account": address.user, "address": address}
    return render(request, "accounts/password_reset_link.html", known, status=422 if form.is_bound else 200)


def _to_the_door(request: HttpRequest) -> HttpResponse:
    told = {"said": "reset"}
    if then := going_on.kept(request):
        told["next"] = then
    response = SeeOther(f"{reverse('accounts:login')}?{urlencode(told)}")
    going_on.end(response)
    return response


def _ask(email: str) -> None:
    """The same statements for every address."""
    with transaction.atomic():
        if bounds.may_be_written_to(email, "reset"):
            known = EmailAddress.objects.filter(email=email, verified=True, user__is_active=True)
            jobs.enqueue(letters.RESET_JOB, known.values_list("pk", flat=True).first() or letters.NOBODY)


def _page(
    request: HttpRequest, form: ForAddress, status: int = HTTPStatus.OK, *, is_over: bool = False
) -> HttpResponse:
    known = {"form": form, "sent": "sent" in request.GET and not is_over, "is_over": is_over}
    known |= {"next": going_on.wanted(request), "can_mail": mail.is_configured(), "hours": links.hours()}
    return render(request, "accounts/password_reset.html", known, status=status)


def _waiting(response: HttpResponse, reached: LimitReached) -> HttpResponse:
    response.headers["Retry-After"] = str(reached.retry_after)
    return response
