"""Where a POST comes from. A guest's has no authority, so its origin is enough; a session's needs Django's proof."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from accounts import origins
from comments import refusals


def check(request: HttpRequest) -> None:
    """Raises Refused. Browsers that say nothing of it are believed: the form's token is proof enough."""
    if origins.is_foreign(request):
        raise refusals.foreign_origin()
    if request.user.is_authenticated and _Check(_nothing).process_view(request, _nothing, (), {}):
        raise refusals.unproven_session()


class _Check(CsrfViewMiddleware):
    """Django's own check, for views that are exempt from it for guests."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _nothing(request: HttpRequest) -> HttpResponse:
    """The view that the middleware wants to stand before; only its check is asked for."""
    return HttpResponse(status=204)
