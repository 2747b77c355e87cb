"""Whose role asks for a second factor, and what leads them to it before anything else in the admin."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.models import User
from accounts.second_factor.codes import factors_of

SHOWN = "second-factor"
"""In the session: the number of the authenticator that was shown in it."""
UNDER = "/admin/"
OPEN = {"/admin/login/", "/admin/logout/"}


def is_asked_of(user: User) -> bool:
    """Whether a group of theirs asks for it."""
    return user.is_staff and "second factor" in user.granted


def note_shown(request: HttpRequest, authenticator: int) -> None:
    request.session[SHOWN] = authenticator


def must_show(request: HttpRequest) -> bool:
    """Whether they have a second factor that was not shown in this session. Of readers, passkeys are none."""
    user = request.user
    return isinstance(user, User) and not _was_shown(request, user) and factors_of(user).exists()


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What staff do as such outside the admin asks for it itself: the form of comments, and their intake."""
        if not request.path.startswith(UNDER) or request.path in OPEN:
            return self.get_response(request)
        step = missing_step(request)
        return lead_to(step, request) if step else self.get_response(request)


def missing_step(request: HttpRequest) -> str | None:
    """The name of a page. Asked anew with each request, as a role may begin to ask while somebody is signed in."""
    user = request.user
    if not (isinstance(user, User) and is_asked_of(user)):
        return None
    if not user.granted.get("authenticator"):
        return "accounts:second_factor_set_up"
    return None if _was_shown(request, user) else "accounts:second_factor_code"


def _was_shown(request: HttpRequest, user: User) -> bool:
    return str(request.session.get(SHOWN)) in user.granted.get("authenticator", frozenset())


def lead_to(step: str, request: HttpRequest) -> HttpResponse:
    """A page that htmx asked for a part of is left as a whole; what was posted is not done."""
    in_place = "HX-Request" in request.headers
    back = UNDER if in_place or request.method != "GET" else request.get_full_path()
    address = f"{reverse(step)}?{REDIRECT_FIELD_NAME}={quote(back)}"
    if in_place:
        return HttpResponse(status=403, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
