"""Digests under keys derived from SECRET_KEY; unlike accounts.network's pseudonyms these keys do not change."""

import base64
import hmac
from functools import cache

from django.conf import settings


def digest(purpose: str, value: str) -> bytes:
    """HMAC-SHA256 of the value; each purpose has a key of its own, so that no digest serves for another."""
    key = _key(settings.SECRET_KEY, purpose)
    return hmac.digest(key, value.encode("utf-8", "surrogatepass"), "sha256")


@cache
def _key(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), b"newsroom.comments." + purpose.encode(), "sha256")


def hex_digest(purpose: str, value: str) -> str:
    return digest(purpose, value).hex()


def short_digest(purpose: str, value: str) -> str:
    """The first 128 bits, for addresses: 22 characters."""
    return base64.urlsafe_b64encode(digest(purpose, value)[:16]).rstrip(b"=").decode()
