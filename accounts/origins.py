"""From which site a form was sent, as far as the browser says so."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

OWN_FETCHES = {"", "none", "same-origin"}


def is_foreign(request: HttpRequest) -> bool:
    """Browsers that send none of Origin, Referer and Sec-Fetch-Site are believed."""
    source = request.headers.get("Origin") or _origin(request.headers.get("Referer", ""))
    if source:
        return source not in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Sec-Fetch-Site", "") not in OWN_FETCHES


def _origin(address: str) -> str:
    """An address that can't be read is nobody's; none at all is no answer."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "null"
    return f"{parts.scheme}://{parts.netloc}" if address else ""
