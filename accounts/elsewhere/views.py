"""The way to another site and back.

What changes something is a POST, but for the way back: that is a GET by its nature, and counts only in the browser that
began it.
"""

from __future__ import annotations

import logging

from allauth.account.utils import perform_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import let_in
from accounts.elsewhere import arrivals, attempts, connections
from accounts.elsewhere.arrivals import Arrival
from accounts.elsewhere.attempts import Attempt
from accounts.elsewhere.faults import ElsewhereError, Kind
from accounts.elsewhere.pages import lacks_a_factor, of_site
from accounts.elsewhere.sites import Site
from accounts.limits import Limit, LimitReached, take
from accounts.models import User
from accounts.network import block_of, client_address, network_of
from accounts.readers import going_on
from accounts.readers import open as readers
from accounts.readers.pages import SeeOther, back_to_account
from accounts.second_factor import codes, demand

BY_BLOCK = Limit("elsewhere-block", burst=30, every=20)
BY_NETWORK = Limit("elsewhere-network", burst=200, every=3)
log = logging.getLogger("newsroom.accounts")


@of_site
@require_POST
def begin(request: HttpRequest, site: Site) -> HttpResponse:
    """For whoever wants to be signed in."""
    return set_out(request, site, Attempt.begun(site.name, going_on.wanted(request)))


def set_out(request: HttpRequest, site: Site, attempt: Attempt) -> HttpResponse:
    """The browser keeps the attempt; nothing is asked of the other site yet."""
    _take_from_limits(request)
    response = SeeOther(reverse("accounts:elsewhere_leave", args=[site.name]))
    attempt.keep(response)
    return response


def _take_from_limits(request: HttpRequest) -> None:
    """For each way there, and each back: a copied attempt could bring any number of made-up codes."""
    address = client_address(request)
    try:
        with transaction.atomic():
            take([(BY_BLOCK, block_of(address)), (BY_NETWORK, network_of(address))])
    except LimitReached as refusal:
        raise ElsewhereError(f"again in {refusal.retry_after} s", Kind.TOO_MANY) from None


@of_site
@require_GET
def leave(request: HttpRequest, site: Site) -> HttpResponse:
    """
    A page that leads on by itself: were the form's answer a redirect to the other site, `form-action` of our policy
    would have to name it, and each further host to which it may lead.
    """
    attempt = Attempt.of(request, site.name)
    if attempt is None:
        raise ElsewhereError("the way was not begun here", Kind.NOT_BEGUN)
    way = arrivals.way_to(request, site, attempt)
    response = render(request, "accounts/elsewhere_leave.html", {"site": site, "way": way})
    response.headers["Refresh"] = f"0; url={way}"
    return response


@of_site
@require_GET
def come_back(request: HttpRequest, site: Site) -> HttpResponse:
    attempt = Attempt.of(request, site.name)
    if attempt is None or not attempt.is_answered_by(request.GET.get("state", "")):
        raise ElsewhereError("the state is not that of an attempt of this browser", Kind.NOT_BEGUN)
    _take_from_limits(request)
    arrival = arrivals.received(request, site, attempt)
    response = _connect(request, attempt, arrival) if attempt.account else _enter(request, site, arrival)
    attempts.end(response)
    return response


def _connect(request: HttpRequest, attempt: Attempt, arrival: Arrival) -> HttpResponse:
    user = request.user
    if not isinstance(user, User) or user.pk != attempt.account or lacks_a_factor(request):
        raise ElsewhereError("another account than that which began it", Kind.SOMEBODY_ELSE)
    if not connections.add(user, arrival) and connections.owner_of(arrival) != user:
        raise ElsewhereError("connected to another account", Kind.CONNECTED)
    log.info("connected elsewhere", extra={"user": user.pk, "issuer": arrival.issuer})
    return back_to_account("elsewhere-connected")


def _enter(request: HttpRequest, site: Site, arrival: Arrival) -> HttpResponse:
    user = connections.owner_of(arrival)
    if user is not None:
        return sign_in(request, user, arrival)
    if not readers.is_open():
        raise ElsewhereError("no new accounts", Kind.UNKNOWN)
    if arrival.is_proven and connections.accounts_with(arrival.email).exists():
        raise ElsewhereError("an account has this address", Kind.TAKEN)
    response = SeeOther(reverse("accounts:elsewhere_join", args=[site.name]))
    arrival.keep(response)
    return response


def sign_in(request: HttpRequest, user: User, arrival: Arrival) -> HttpResponse:
    """As after the right password: whoever has a second factor is asked for it before anything else happens."""
    if not user.is_active:
        raise ElsewhereError("the account is closed", Kind.CLOSED)
    if demand.is_asked_of(user) and not codes.factors_of(user).exists():
        raise ElsewhereError("a second factor is asked for and not set up", Kind.NO_FACTOR)
    then = arrival.then or (reverse("admin:index") if user.is_staff else "/")
    response: HttpResponse = perform_login(request, user, redirect_url=then)
    if request.user.is_authenticated:
        let_in(request, user, response)
        log.info("signed in elsewhere", extra={"user": user.pk, "issuer": arrival.issuer})
    return response
