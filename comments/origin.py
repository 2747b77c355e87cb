"""Where a POST comes from. A guest's has no authority, so its origin is enough; a session's needs Django's proof."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from comments import refusals


def check(request: HttpRequest) -> None:
    """Raises Refused. Browsers that send neither Origin nor Referer are believed: the form's token is proof enough."""
    source = request.headers.get("Origin") or _origin(request.headers.get("Referer", ""))
    if source and source not in _ours(request):
        raise refusals.foreign_origin()
    if request.user.is_authenticated and _Check(_nothing).process_view(request, _nothing, (), {}):
        raise refusals.unproven_session()


def _ours(request: HttpRequest) -> set[str]:
    return {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def _origin(address: str) -> str:
    """An address that can't be read is nobody's; none at all is no answer."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "null"
    return f"{parts.scheme}://{parts.netloc}" if address else ""


class _Check(CsrfViewMiddleware):
    """Django's own check, for views that are exempt from it for guests."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _nothing(request: HttpRequest) -> HttpResponse:
    """The view that the middleware wants to stand before; only its check is asked for."""
    return HttpResponse(status=204)
