"""Who may send more than anybody: the form for files gives its reader an address that says so, signed and for a day.

It is looked at before the body is read, without asking the database; the page behind it asks who that is all the same.
"""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings
from django.core import signing

from moving.desk import folders

PLACE = "/admin/moving/upload/"
VALID = 86_400  # seconds
SPARE = 256 * 2**20  # bytes that the disk keeps free


def ticket_for(number: int) -> str:
    return _signer().sign(str(number))


def allowance(environ: dict[str, Any]) -> tuple[int, str] | None:
    """Bytes, and where they wait. Files are written once more, to where they stay, so that half of the room counts."""
    path = str(environ.get("PATH_INFO", ""))
    if not path.startswith(PLACE) or not _is_valid(path.removeprefix(PLACE).partition("/")[0]):
        return None
    folder = folders.root()
    room = max(0, shutil.disk_usage(folder).free - SPARE) // 2
    return min(most_bytes(), room), str(folder)


def most_bytes() -> int:
    return int(settings.UPLOAD_MB) * 2**20


def _is_valid(ticket: str) -> bool:
    try:
        _signer().unsign(ticket, max_age=VALID)
    except signing.BadSignature:
        return False
    return True


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="moving.upload")
