"""What all pages of accounts have in common, and how they say what was done."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters

from accounts.models import User
from accounts.second_factor import demand

type View = Callable[..., HttpResponse]

SAID: dict[str, Promise] = {}
"""By a word in the address of the account page: what was done. Whoever adds a part adds its sentences."""


class SeeOther(HttpResponseRedirect):
    """After a POST: to be fetched by GET, whatever the browser thinks of 302."""

    status_code = 303


def back_to_account(said: str) -> SeeOther:
    """`said` is a word of SAID."""
    return SeeOther(f"{reverse('accounts:account')}?said={said}")


def account_of(request: HttpRequest) -> User:
    """Of who is signed in, as `for_account` has made sure."""
    assert isinstance(request.user, User)
    return request.user


def personal(view: View) -> View:
    """Kept by nobody, found by nobody, its address told to nobody."""
    guarded = sensitive_post_parameters()(cache_control(private=True, no_store=True)(view))

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = guarded(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "strict-origin"  # none would make browsers say that a form is foreign
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answer


def for_account(view: View) -> View:
    """Strangers sign in first; whoever has a second factor, or is asked for one, shows it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if step := demand.missing_step(request):
            return demand.lead_to(step, request)
        if demand.must_show(request):
            return redirect_to_login(reverse("accounts:account"), reverse("accounts:second_factor_code"))
        return view(request, *args, **kwargs)

    return personal(login_required(answer))
