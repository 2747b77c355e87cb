"""Name, e-mail and website of a guest who ticked the box, in a cookie of ours that scripts can't read."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "commenter"
FOR = timedelta(days=365)
REMEMBERED = ("name", "email", "website")
_SALT = "comments.remembering"


def recall(request: HttpRequest) -> dict[str, object]:
    """What the form is prefilled with; nothing when the cookie is not ours or too old."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=FOR)
    except signing.BadSignature:
        return {}
    return {name: kept[name] for name in REMEMBERED} | {"remember": True}


def keep_or_forget(request: HttpRequest, response: HttpResponse, given: Mapping[str, str], *, wanted: bool) -> None:
    if wanted:
        value = signing.dumps({name: given.get(name, "") for name in REMEMBERED}, salt=_SALT, compress=True)
        secure = settings.SITE_URL.startswith("https://")
        response.set_cookie(COOKIE, value, max_age=FOR, httponly=True, samesite="Lax", secure=secure)
    elif COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")
