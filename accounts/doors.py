"""What all pages have in common at which somebody shows who they are."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import FormView

from accounts.elsewhere import arrivals
from accounts.models import User
from accounts.network import client_address, network_of, pseudonym
from accounts.tries import KnownBrowser

log = logging.getLogger("newsroom.accounts")
if TYPE_CHECKING:
    View = FormView[Any]
else:
    View = object


def let_in(request: HttpRequest, user: User, response: HttpResponse) -> None:
    """For whoever has just signed in: the browser is known from now on. What another site has told of a newcomer who
    left half-way, before them, is not theirs to find."""
    KnownBrowser.of(request).remember(user.username, response)
    arrivals.end(response)


class Door(View):
    request: HttpRequest

    def entered(self, user: User, response: HttpResponse) -> HttpResponse:
        let_in(self.request, user, response)
        log.info("signed in", extra={"user": user.pk})
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """422, or 429 when nothing was looked at. Nothing typed is logged: it may be a password."""
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        if retry_after := getattr(form, "retry_after", 0):
            response.status_code = 429
            response["Retry-After"] = str(retry_after)
        network = pseudonym(network_of(client_address(self.request)))
        log.warning("sign-in refused", extra={"status": response.status_code, "network": network})
        return response
