"""The signed random number in a form about one comment: good for one sending, it stands in for a CSRF cookie."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.core import signing
from django.utils import timezone

from comments.models import Comment
from comments.refusals import Refused, report_form_stale

GOOD_FOR = timedelta(hours=24)
_CONTENT = re.compile(r"(\d{1,19})-([0-9a-f]{32})")


class Token(NamedTuple):
    number: str
    is_stale: bool


def issue(purpose: str, comment: Comment) -> str:
    return _signer(purpose).sign(f"{comment.pk}-{secrets.token_hex(16)}")


def read(purpose: str, value: str, comment: Comment) -> Token:
    """A stale one is read too: what was sent with it in time still has its answer. Raises Refused."""
    try:
        content = _CONTENT.fullmatch(_signer(purpose).unsign(value))
        issued_at = datetime.fromtimestamp(signing.b62_decode(value.rsplit(":", 2)[1]), UTC)
    except signing.BadSignature:
        raise report_form_stale() from None
    if content is None or int(content[1]) != comment.pk:
        raise report_form_stale()
    return Token(content[2], timezone.now() - issued_at > GOOD_FOR)


def usable(purpose: str, value: str, comment: Comment) -> str:
    """This one, or a fresh one if it is good for nothing more."""
    try:
        return issue(purpose, comment) if read(purpose, value, comment).is_stale else value
    except Refused:
        return issue(purpose, comment)


def _signer(purpose: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"comments.{purpose}")
