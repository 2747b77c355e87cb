"""The e-mail addresses of an account: a new one is confirmed before it counts, and the others are told."""

from __future__ import annotations

from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts import ways
from accounts.limits import LimitReached
from accounts.models import User
from accounts.readers import bounds, letters, links, making
from accounts.readers.pages import SAID, account_of, back_to_account, for_account
from accounts.readers.proving import ActOnAddress, AddAddress
from accounts.second_factor.forms import PasswordForm
from outbox import jobs, mail
from outbox.jobs import Done, Outcome
from outbox.models import Job

AT_MOST = 5
FORGET_JOB = "accounts.forget_address"
"""Its ref is the number of an EmailAddress. It may be somebody's who never wanted to be here."""
SAID["address"] = gettext_lazy("Look into the mailbox of that address: the link there confirms it.")
SAID["main"] = gettext_lazy("Your main address is changed.")
SAID["removed"] = gettext_lazy("The address is removed.")


def known(request: HttpRequest) -> dict[str, Any]:
    """For the section of the account page."""
    found = list(EmailAddress.objects.filter(user=request.user.pk).order_by("-primary", "-verified", "pk"))
    return {"addresses": found, "may_add": mail.is_configured() and len(found) < AT_MOST}


@require_http_methods(["GET", "HEAD", "POST"])
@for_account
def add_address(request: HttpRequest) -> HttpResponse:
    user = account_of(request)
    form = AddAddress(request.POST if request.method == "POST" else None, request=request, user=user)
    known = {"can_mail": mail.is_configured(), "hours": links.hours()}
    if not mail.is_configured() or not form.is_valid():
        return _page(request, "add", form, known)
    if EmailAddress.objects.filter(user=user, verified=True, email=form.cleaned_data["email"]).exists():
        form.add_error("email", _("This address is one of your account already."))
        return _page(request, "add", form, known)
    try:
        bounds.take_from_sender(request)
        _add(user, form.cleaned_data["email"])
    except LimitReached as reached:
        form.retry_after = reached.retry_after
        form.add_error(None, bounds.too_many(reached))
        return _page(request, "add", form, known)
    return back_to_account("address")


@require_http_methods(["GET", "HEAD", "POST"])
@for_account
def act_on_address(request: HttpRequest, number: str) -> HttpResponse:
    """One's own alone; another's is not found."""
    user = account_of(request)
    address = get_object_or_404(EmailAddress, pk=number, user=user)
    form = ActOnAddress(request.POST if request.method == "POST" else None, request=request, user=user)
    if not form.is_valid():
        return _page(request, "act", form, {"address": address})
    if refused := _act(user, address.pk, form.cleaned_data["act"]):
        form.add_error(None, refused)
        return _page(request, "act", form, {"address": address}, 409)
    return back_to_account("main" if form.cleaned_data["act"] == "main" else "removed")


def _add(user: User, email: str) -> None:
    """Of those not confirmed the oldest gives way. Nobody is told when the mailbox has had enough of these."""
    with transaction.atomic():
        if ways.held_by(user).is_active and bounds.may_be_written_to(email, "confirm"):
            address, made = EmailAddress.objects.get_or_create(user=user, email=email)
            if made and EmailAddress.objects.filter(user=user).count() > AT_MOST:
                others = EmailAddress.objects.filter(user=user, verified=False, primary=False).exclude(pk=address.pk)
                others.filter(pk=others.order_by("pk").values("pk")[:1]).delete()
            jobs.enqueue(letters.CONFIRM_JOB, address.pk)
            jobs.enqueue(FORGET_JOB, address.pk, after=making.UNCONFIRMED_KEPT.total_seconds())


@jobs.handles(FORGET_JOB)
def forget_unconfirmed(job: Job) -> Outcome:
    return Done(partial(_forget, job.ref))


def _forget(number: int) -> None:
    EmailAddress.objects.filter(pk=number, verified=False).delete()


@transaction.atomic
def _act(user: User, number: int, act: str) -> str:
    """Why it was not done; nothing when it was. What the page was shown may be otherwise by now, in another browser."""
    address = get_object_or_404(EmailAddress, pk=number, user=ways.held_by(user))
    if refused := _why_not(address, act):
        return refused
    _make_main(address) if act == "main" else _remove(address)
    return ""


def _why_not(address: EmailAddress, act: str) -> str:
    if act == "main":
        return "" if address.verified else _("Confirm this address first, by the link that was mailed there.")
    if address.primary:
        return _("This is your main address: make another one the main address first.")
    if letters.is_to_be_told(address):
        return _("A mail about a change of your account is on its way to this address: try again in a minute.")
    return ""


def _make_main(address: EmailAddress) -> None:
    address.set_as_primary()
    letters.tell_others(address)


def _remove(address: EmailAddress) -> None:
    letters.tell_others(address)
    address.remove()


def _page(
    request: HttpRequest, kind: str, form: PasswordForm, known: dict[str, Any], status: int = 422
) -> HttpResponse:
    status = (429 if form.retry_after else status) if form.is_bound else 200
    in_vain = "password" in form.fields and not form.user.has_usable_password()
    context = {"form": form, "in_vain": in_vain} | known
    response = render(request, f"accounts/address_{kind}.html", context, status=status)
    if form.retry_after:
        response.headers["Retry-After"] = str(form.retry_after)
    return response
