"""The page behind the mailed link: its button makes the address the account's.

Whoever is not signed in to that account shows its password. So nobody who merely presses a button in their mailbox
lends their address to an account that a stranger made under it. Of several who signed up with one address, any of
their links will do: the password says whose account it is.
"""

from __future__ import annotations

from http import HTTPStatus

from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.doors import let_in
from accounts.forms import PageForm
from accounts.models import User
from accounts.readers import going_on, links, making
from accounts.readers.open import is_open
from accounts.readers.pages import SAID, SeeOther, back_to_account, personal
from accounts.readers.proving import Proof

SAID["confirmed"] = _("Your address is confirmed.")


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    address = links.confirm.behind(token)
    if address is None or address.verified:
        return _over(request, address)
    form = _form(request, address)
    if request.method != "POST" or not form.is_valid():
        return _page(request, address, form)
    proven = form.proven if isinstance(form, Proof) else address
    if not making.confirm(proven):
        return _over(request, None)
    return _enter(request, proven)


def _form(request: HttpRequest, address: EmailAddress) -> PageForm:
    posted = request.POST if request.method == "POST" else None
    if request.user == address.user:
        return PageForm(posted)
    return Proof(posted, request=request, claims=[address, *making.other_claims(address)])


def _enter(request: HttpRequest, address: EmailAddress) -> HttpResponse:
    """Who has shown the password is signed in by that; who has a second factor is asked for it first."""
    account = back_to_account("confirmed")
    if request.user == address.user:
        return account
    user = User.objects.get(pk=address.user_id)
    response: HttpResponse = perform_login(request, user, redirect_url=going_on.kept(request) or account.url)
    going_on.end(response)
    response.status_code = HTTPStatus.SEE_OTHER
    if request.user == user:
        let_in(request, user, response)
    return response


def _page(request: HttpRequest, address: EmailAddress, form: PageForm) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    retry_after = getattr(form, "retry_after", 0)
    known = {"form": form, "address": address, "is_theirs": request.user == address.user}
    response = render(request, "accounts/confirm.html", known, status=429 if retry_after else status)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _over(request: HttpRequest, address: EmailAddress | None) -> HttpResponse:
    """Used already, which is nothing to worry about; or of no use any more."""
    if address and request.user == address.user:
        return SeeOther(f"{reverse('accounts:account')}?said=confirmed")
    known = {"done": address is not None, "may_sign_up": is_open()}
    return render(request, "accounts/confirm_over.html", known, status=HTTPStatus.OK if address else HTTPStatus.GONE)
