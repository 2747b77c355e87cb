"""Where a POST comes from. A guest's has no authority, so its origin is enough; a session's needs Django's proof.

So does that of a browser which is bound to a confirmed address.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from accounts import origins
from comments import refusals
from comments.identity.browser import is_bound


def check(request: HttpRequest) -> None:
    """Raises Refused. Browsers that say nothing of it are believed: the form's token is proof enough."""
    if origins.is_foreign(request):
        raise refusals.foreign_origin()
    if asks_for_proof(request) and _Check(_nothing).process_view(request, _nothing, (), {}):
        raise refusals.unproven_session()


def asks_for_proof(request: HttpRequest) -> bool:
    """Whether a form for this browser has to carry Django's token."""
    return request.user.is_authenticated or is_bound(request)


class _Check(CsrfViewMiddleware):
    """Django's own check, for views that are exempt from it for guests."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _nothing(request: HttpRequest) -> HttpResponse:
    """The view that the middleware wants to stand before; only its check is asked for."""
    return HttpResponse(status=204)
