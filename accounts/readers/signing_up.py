"""Making an account: the form, what is said then, and asking for the mail once more.

Nobody learns from any of it whether an address has an account: the same rows are written for each, and only the mail
says which it is.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.forms import PageForm
from accounts.limits import LimitReached
from accounts.readers import bounds, going_on, letters, links, making, parts
from accounts.readers.forms import ForAddress, SignUp
from accounts.readers.open import is_open
from accounts.readers.pages import SeeOther, personal
from outbox import jobs


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def sign_up(request: HttpRequest) -> HttpResponse:
    if not is_open():
        raise Http404
    if request.user.is_authenticated:
        return redirect(going_on.wanted(request) or "accounts:account")
    form = SignUp(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form)
    try:
        bounds.take_from_sender(request)
    except LimitReached as reached:
        return _too_fast(request, form, reached)
    _make(form.cleaned_data)
    response = SeeOther(reverse("accounts:mailed"))
    going_on.keep(request, response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def mail_again(request: HttpRequest) -> HttpResponse:
    """What is said after signing up, and a form for whom no mail has reached."""
    if not is_open():
        raise Http404
    form = ForAddress(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _mailed(request, form)
    try:
        bounds.take_from_sender(request)
    except LimitReached as reached:
        return _too_fast(request, form, reached, _mailed)
    _write_again(form.cleaned_data["email"])
    return SeeOther(f"{reverse('accounts:mailed')}?again")


def _make(told: dict[str, Any]) -> None:
    """The password is hashed in any case, as that takes the most time."""
    password = make_password(told["password"])
    with transaction.atomic():
        if bounds.may_be_written_to(told["email"], "confirm"):
            address = making.unconfirmed(told["email"], told["name"], password)
            jobs.enqueue(letters.CONFIRM_JOB, address.pk)


def _write_again(email: str) -> None:
    """Of several who say that it is theirs, the latest; who has an account is told so by its link."""
    with transaction.atomic():
        if bounds.may_be_written_to(email, "confirm"):
            waiting = EmailAddress.objects.filter(email=email, verified=False).order_by("-pk")
            jobs.enqueue(letters.CONFIRM_JOB, waiting.values_list("pk", flat=True).first() or letters.NOBODY)


def _page(request: HttpRequest, form: PageForm, status: int = 0) -> HttpResponse:
    known = {"form": form, "doors": parts.shown(parts.DOORS, request), "next": going_on.wanted(request)}
    return render(request, "accounts/sign_up.html", known, status=status or _status(form))


def _mailed(request: HttpRequest, form: PageForm, status: int = 0) -> HttpResponse:
    known = {"form": form, "again": "again" in request.GET, "hours": links.hours()}
    return render(request, "accounts/mailed.html", known, status=status or _status(form))


def _status(form: PageForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK


def _too_fast(request: HttpRequest, form: PageForm, reached: LimitReached, page: Any = _page) -> HttpResponse:
    form.refuse(bounds.too_many(reached), "too_many")
    response: HttpResponse = page(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(reached.retry_after)
    return response
