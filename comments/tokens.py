"""The form's token: a signed random number for one article, good for one comment. It stands in for a CSRF cookie."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.core import signing
from django.utils import timezone

from articles.models import Article

GOOD_FOR = timedelta(hours=24)

_signer = signing.TimestampSigner(salt="comments.form")
_CONTENT = re.compile(r"(\d{1,19})-([0-9a-f]{32})")


class TokenForged(Exception):
    """Not signed by us, or not for this article."""


class Token(NamedTuple):
    number: str
    issued_at: datetime

    @property
    def is_stale(self) -> bool:
        return timezone.now() - self.issued_at > GOOD_FOR

    @property
    def age(self) -> int:
        """Whole seconds since the form was shown."""
        return max(0, int((timezone.now() - self.issued_at).total_seconds()))


def issue(article: Article) -> str:
    return _signer.sign(f"{article.pk}-{secrets.token_hex(16)}")


def usable(value: str, article: Article) -> str:
    """This token, or a fresh one if it is good for nothing more."""
    try:
        return issue(article) if read(value, article).is_stale else value
    except TokenForged:
        return issue(article)


def read(value: str, article: Article) -> Token:
    """A stale token is read too: what was posted with it in time still has its answer. Raises TokenForged."""
    try:
        content = _CONTENT.fullmatch(_signer.unsign(value))
        issued_at = signing.b62_decode(value.rsplit(":", 2)[1])
    except signing.BadSignature as error:
        raise TokenForged from error
    if content is None or int(content[1]) != article.pk:
        raise TokenForged
    return Token(content[2], datetime.fromtimestamp(issued_at, UTC))
