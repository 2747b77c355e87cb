"""What all pages of this way have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.elsewhere import arrivals, attempts, sites
from accounts.elsewhere.faults import STATUS, ElsewhereError, Kind
from accounts.elsewhere.sites import Site
from accounts.elsewhere.words import TOLD
from accounts.readers.pages import for_account, personal
from accounts.second_factor import demand

type View = Callable[..., HttpResponse]
NEWS = {Kind.CANCELLED, Kind.TAKEN, Kind.TOO_MANY}
"""What happens to people without anybody's fault: not for the log of faults."""


def of_site(view: View) -> View:
    """Gives the view its site; 404 for one that is not configured. What goes wrong has a page."""

    @wraps(view)
    def answer(request: HttpRequest, name: str, **kwargs: Any) -> HttpResponse:
        site = sites.named(name)
        if site is None:
            raise Http404
        try:
            return view(request, site, **kwargs)
        except ElsewhereError as fault:
            return told(request, site, fault)

    return personal(answer)


def lacks_a_factor(request: HttpRequest) -> bool:
    """Whether they have not shown all that their account asks for: the password alone opens no further way in."""
    return demand.must_show(request) or bool(demand.missing_step(request))


def for_owner(view: View) -> View:
    """Of an account, who has shown all that it asks for."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if demand.must_show(request):
            return demand.lead_to("accounts:second_factor_code", request)
        return view(request, *args, **kwargs)

    return for_account(answer)


def told(request: HttpRequest, site: Site, fault: ElsewhereError) -> HttpResponse:
    if fault.kind not in NEWS:
        arrivals.note(site, fault)
    words, said = TOLD[fault.kind], {"site": site.label}
    known = {"title": words.title % said, "text": words.text % said, "told": words, "site": site}
    response = render(request, "accounts/elsewhere_fault.html", known, status=STATUS[fault.kind])
    if fault.kind != Kind.NOT_BEGUN:  # whoever leads a browser to a made-up way back must not end its own
        attempts.end(response)
    return response
