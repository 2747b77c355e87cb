"""By which a browser is known here: a signed random number, set when it first recommends and never before.

It is sent to no other place than these pages, and what is stored of it is another number for each comment.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from comments.keys import short_digest
from comments.terms import RECOMMENDATION_MARK_KEPT

COOKIE = "recommends"
FOR: timedelta = RECOMMENDATION_MARK_KEPT

_signer = signing.Signer(salt="comments.recommend")
_NUMBER = re.compile(r"[0-9a-f]{32}")


def number_of(request: HttpRequest) -> str:
    """Empty for a browser that has recommended nothing yet, or whose cookie is not ours."""
    try:
        number = _signer.unsign(request.COOKIES.get(COOKIE, ""))
    except signing.BadSignature:
        return ""
    return number if _NUMBER.fullmatch(number) else ""


def new_number() -> str:
    return secrets.token_hex(16)


def mark(number: str, comment: int) -> str:
    return short_digest("recommend", f"{number} {comment}")


def remember(response: HttpResponse, number: str) -> None:
    secure = settings.SITE_URL.startswith("https://")
    response.set_cookie(
        COOKIE, _signer.sign(number), max_age=FOR, path="/comments/", httponly=True, samesite="Lax", secure=secure
    )
