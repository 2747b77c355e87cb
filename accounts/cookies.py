"""Small signed values that one browser keeps for a while, so that strangers write no rows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpRequest, HttpResponseBase

SALT = "accounts.elsewhere."


def keep(response: HttpResponseBase, name: str, value: tuple[Any, ...], seconds: int) -> None:
    response.set_cookie(
        _full(name),
        dumps(value, salt=SALT + name, compress=True),
        max_age=seconds,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def kept(request: HttpRequest, name: str, seconds: int) -> list[Any]:
    """Empty when there is none, or it is forged or too old."""
    try:
        found: list[Any] = loads(request.COOKIES.get(_full(name), ""), salt=SALT + name, max_age=seconds)
    except BadSignature:
        return []
    return found


def drop(response: HttpResponseBase, name: str) -> None:
    response.delete_cookie(_full(name), samesite="Lax")


def _full(name: str) -> str:
    """With the prefix that only this host can set, where cookies are secure."""
    return f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name
