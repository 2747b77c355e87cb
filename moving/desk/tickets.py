"""Who may send more than anybody: the form for files gives its reader an address that says so, signed and for a day.

That, and who it is that sends, is looked at before the body is read; the page behind it asks again in the end.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core import signing
from django.core.handlers.wsgi import WSGIRequest
from django.db import Error, connection

from accounts.sessions import SessionStore
from moving.desk import folders

PLACE = "/admin/moving/upload/"
VALID = 86_400  # seconds


@dataclass(frozen=True)
class Allowance:
    most: int  # bytes; without any it is read to its end all the same, as only the page says why nothing is taken
    folder: str | None

    def has_room(self) -> bool:
        return folders.room() > 0


NOTHING = Allowance(0, None)


def ticket_for(number: int) -> str:
    return _signer().sign(str(number))


def allowance(environ: dict[str, Any]) -> Allowance | None:
    """Files are written once more, to where they stay, so that half of the room counts."""
    ticket = _ticket_in(str(environ.get("PATH_INFO", "")))
    if ticket is None or _number_in(ticket) is None:
        return None
    with suppress(OSError, Error):  # the page meets the same, and says so
        if is_for(ticket, _sender(environ)):
            folder = folders.root()
            return Allowance(min(most_bytes(), folders.room() // 2), str(folder))
    return NOTHING


def most_bytes() -> int:
    return int(settings.UPLOAD_MB) * 2**20


def is_for(ticket: str, number: int | None) -> bool:
    """Whether that account was given it, within the last day."""
    return number is not None and _number_in(ticket, VALID) == number


def _ticket_in(path: str) -> str | None:
    return path.removeprefix(PLACE).partition("/")[0] if path.startswith(PLACE) else None


def _number_in(ticket: str, max_age: int | None = None) -> int | None:
    try:
        return int(_signer().unsign(ticket, max_age=max_age))
    except signing.BadSignature:
        return None


def _sender(environ: dict[str, Any]) -> int | None:
    """Number of the superuser. Asked by one of many threads, which must not keep a connection."""
    request = WSGIRequest({**environ})
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    try:
        user = get_user(request)
        return user.pk if user.is_active and user.is_superuser else None
    finally:
        if not connection.in_atomic_block:
            connection.close()


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="moving.upload")
