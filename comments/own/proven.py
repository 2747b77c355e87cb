"""Who may look at what is theirs: whoever is signed in, or in a browser that is bound to a confirmed address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.second_factor import demand
from comments import identity
from comments.models import Commenter
from comments.own.people import People, behind


def for_proven(view: Callable[[HttpRequest, People], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Strangers are led to where one proves an address; whoever has a second factor, or is asked for one, shows it."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if step := demand.missing_step(request):
            return demand.lead_to(step, request)
        if demand.must_show(request):
            return demand.lead_to("accounts:second_factor_code", request)
        people = _people(request)
        if people is None:
            then = reverse("comments:mine") if request.method == "POST" else request.path
            return redirect(f"{reverse('comments:identity')}?then={then}")
        return view(request, people)

    return answer


def _people(request: HttpRequest) -> People | None:
    """None for whoever has proven nothing."""
    if person := identity.of(request):
        return behind(person)
    return behind(Commenter(user=request.user)) if request.user.is_authenticated else None
