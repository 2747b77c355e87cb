"""Accounts that begin with another site's word: a newcomer chooses a name, and an owner connects what they have."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import proof
from accounts.elsewhere import arrivals, connections
from accounts.elsewhere.arrivals import Arrival
from accounts.elsewhere.attempts import Attempt
from accounts.elsewhere.faults import ElsewhereError, Kind
from accounts.elsewhere.forms import ConnectForm, JoinForm
from accounts.elsewhere.pages import for_owner, of_site
from accounts.elsewhere.sites import Site
from accounts.elsewhere.views import set_out, sign_in
from accounts.models import User
from accounts.readers import making, names
from accounts.readers import open as readers
from accounts.readers.pages import SeeOther, back_to_account


@of_site
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, site: Site) -> HttpResponse:
    """Whose address the other site does not vouch for makes an account with it here, and connects that."""
    arrival = Arrival.of(request, site.issuer)
    if arrival is None:
        raise ElsewhereError("nobody has come back to this browser", Kind.NOT_BEGUN)
    if not readers.is_open():
        raise ElsewhereError("no new accounts", Kind.UNKNOWN)
    if not arrival.is_proven:
        return render(request, "accounts/elsewhere_unproven.html", {"site": site, "arrival": arrival})
    form = JoinForm(request.POST or None, initial={"name": _proposed(arrival.name)})
    if request.method != "POST" or not form.is_valid():
        known = {"site": site, "arrival": arrival, "form": form}
        return render(request, "accounts/elsewhere_join.html", known, status=422 if request.method == "POST" else 200)
    response = sign_in(request, _made(arrival, form.cleaned_data["name"]), arrival)
    arrivals.end(response)
    return response


@of_site
@require_POST
def forget(request: HttpRequest, site: Site) -> HttpResponse:
    """For whoever finds at a shared computer what another has begun there."""
    response = SeeOther(reverse("accounts:login"))
    arrivals.end(response)
    return response


def _proposed(name: str) -> str:
    """Only what would be taken: nobody should have to find out that their own name is not."""
    try:
        return names.cleaned(name) if name else ""
    except ValidationError:
        return ""


def _made(arrival: Arrival, name: str) -> User:
    """The account; the one that a form sent twice has made."""
    try:
        with transaction.atomic():
            user = making.with_proven(arrival.email, name)
            if not connections.add(user, arrival):
                raise making.Taken
    except making.Taken:
        if owner := connections.owner_of(arrival):
            return owner
        raise ElsewhereError("an account has this address", Kind.TAKEN) from None
    return user


@of_site
@for_owner
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: HttpRequest, site: Site) -> HttpResponse:
    assert isinstance(request.user, User)
    form = ConnectForm(request.POST if request.method == "POST" else None, request=request, user=request.user)
    if request.method == "POST" and form.is_valid():
        return set_out(request, site, Attempt.begun(site.name, account=request.user.pk))
    status = 422 if request.method == "POST" else 200
    known = {"site": site, "form": form, "is_fresh": proof.is_fresh(request)}
    return render(request, "accounts/elsewhere_connect.html", known, status=status)


def disconnect(request: HttpRequest, number: str) -> HttpResponse:
    """Of whoever has no such connection, this address knows nothing."""
    if not isinstance(request.user, User) or not connections.of(request.user).filter(pk=number).exists():
        raise Http404
    return _disconnect(request, int(number))


@for_owner
@require_POST
def _disconnect(request: HttpRequest, number: int) -> HttpResponse:
    assert isinstance(request.user, User)
    done = connections.remove(request.user, number)
    return back_to_account("elsewhere-disconnected" if done else "elsewhere-last")
