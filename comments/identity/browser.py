"""The cookie by which a browser is known to be its owner's: signed, of no use to scripts, ended by a new nonce."""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from comments.models import Contact

FOR = timedelta(days=365)

_signer = signing.TimestampSigner(salt="comments.identity")
_CONTENT = re.compile(r"([1-9]\d{0,17})-([0-9a-f]{32})")


def cookie() -> str:
    """Under https no other host of the domain can set it, so that nobody is made to write as somebody else."""
    return "__Host-identity" if _is_secure() else "identity"


def is_bound(request: HttpRequest) -> bool:
    """Whether it says so itself: good enough for asking for more proof."""
    return cookie() in request.COOKIES


def contact_of(request: HttpRequest) -> Contact | None:
    """The confirmed address of this browser; none when the cookie is forged, too old or was ended."""
    try:
        content = _CONTENT.fullmatch(_signer.unsign(request.COOKIES.get(cookie(), ""), max_age=FOR))
    except signing.BadSignature:
        return None
    contact = Contact.objects.select_related("commenter").filter(pk=int(content[1])).first() if content else None
    is_good = contact and content and contact.is_confirmed and constant_time_compare(contact.nonce, content[2])
    return contact if is_good else None


def is_fresh(request: HttpRequest, seconds: int) -> bool:
    """Whether that was bound by the mailed link so short a time ago."""
    try:
        _signer.unsign(request.COOKIES.get(cookie(), ""), max_age=seconds)
    except signing.BadSignature:
        return False
    return contact_of(request) is not None


def bind(response: HttpResponse, contact: Contact) -> None:
    value = _signer.sign(f"{contact.pk}-{contact.nonce}")
    response.set_cookie(cookie(), value, max_age=FOR, httponly=True, samesite="Lax", secure=_is_secure())


def release(response: HttpResponse) -> None:
    """With all its attributes: browsers let nothing less take the place of a __Host- cookie."""
    response.set_cookie(cookie(), "", max_age=0, httponly=True, samesite="Lax", secure=_is_secure())


def _is_secure() -> bool:
    return settings.SITE_URL.startswith("https://")
