"""One attempt to sign in elsewhere, kept by the browser that began it, for ten minutes and one return.

What must not be guessed (the nonce, the PKCE verifier) is derived from its random state under SECRET_KEY when it is
needed, and stands nowhere.
"""

from __future__ import annotations

import secrets
from typing import NamedTuple, Self

from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import cookies

COOKIE = "elsewhere"
VALID_FOR = 600  # seconds: time to find a password for the other site


class Attempt(NamedTuple):
    site: str
    state: str
    then: str = ""
    """Where somebody goes on, on this site."""
    account: int = 0
    """Whose account is to be connected; 0 when somebody signs in."""

    @classmethod
    def begun(cls, site: str, then: str = "", account: int = 0) -> Self:
        return cls(site, secrets.token_urlsafe(24), then, account)

    @classmethod
    def of(cls, request: HttpRequest, site: str) -> Self | None:
        """That of this browser, if it was begun for this site in the last ten minutes."""
        found = cookies.kept(request, COOKIE, VALID_FOR)
        return cls(*found) if found[:1] == [site] else None

    def keep(self, response: HttpResponseBase) -> None:
        cookies.keep(response, COOKIE, self, VALID_FOR)

    def is_answered_by(self, state: str) -> bool:
        return constant_time_compare(self.state.encode(), state.encode(errors="replace"))

    @property
    def nonce(self) -> str:
        return _derived("nonce", self.state)

    @property
    def verifier(self) -> str:
        return _derived("verifier", self.state)


def end(response: HttpResponseBase) -> None:
    cookies.drop(response, COOKIE)


def _derived(purpose: str, state: str) -> str:
    """64 characters, where RFC 7636 wants at least 43."""
    return salted_hmac(f"accounts.elsewhere.{purpose}", state, algorithm="sha256").hexdigest()
