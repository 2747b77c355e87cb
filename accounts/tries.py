"""How often somebody may try to sign in: bounded for strangers, never closed to the owner of the name.

Every try takes a token before the password is looked at, so parallel tries don't pass the limit together; the right
password gives it back. No bucket holds a name alone: from elsewhere the right password always works. A browser that
has signed in with the name before has a bucket of its own, so that not even its neighbors can shut it out.
"""

import secrets
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from accounts.limits import Limit, Spent
from accounts.network import block_of, client_address, network_of

IN_KNOWN_BROWSER = Limit("sign-in-browser", burst=10, every=60)
BY_NAME_AND_BLOCK = Limit("sign-in-block", burst=10, every=60)
BY_NAME_AND_NETWORK = Limit("sign-in-name", burst=30, every=60)
BY_NETWORK = Limit("sign-in-network", burst=100, every=10)
CODE = Limit("second-factor", burst=6, every=300)  # 288 a day of 333,333: a year of guessing finds one in four
PASSKEY_BY_BLOCK = Limit("passkey-block", burst=30, every=10)  # nobody can guess one: what is bounded is the work
PASSKEY_BY_NETWORK = Limit("passkey-network", burst=300, every=2)

SALT = "accounts.known-browser"
A_YEAR = 365 * 86_400
NAMES_KEPT = 5


def cost_of_a_try(request: HttpRequest, name: str, typed: str = "") -> Spent:
    """What `limits.take` is to take before the password given for this name is checked.

    `typed` is what stood in its place. Strangers' tries count under that, whatever its capitals: did they count under
    the name of the account, an address that belongs to one would run out together with its other spellings.
    """
    browser = KnownBrowser.of(request)
    if browser.knows(name):
        return [(IN_KNOWN_BROWSER, f"{browser.number} {name}")]
    address, called = client_address(request), (typed or name).lower()
    return [
        (BY_NAME_AND_BLOCK, f"{block_of(address)} {called}"),
        (BY_NAME_AND_NETWORK, f"{network_of(address)} {called}"),
        (BY_NETWORK, network_of(address)),
    ]


def cost_of_a_code(request: HttpRequest, number: int, name: str) -> Spent:
    """For a code of this account. Whoever has the password can use up the codes, but not those of a known browser."""
    browser = KnownBrowser.of(request)
    return [(CODE, f"{number} {browser.number}" if browser.knows(name) else str(number))]


def cost_of_a_passkey(request: HttpRequest) -> Spent:
    """For asking for one, before it is known whose. Known browsers have buckets of their own."""
    browser = KnownBrowser.of(request)
    if browser.names:
        return [(PASSKEY_BY_BLOCK, f"browser {browser.number}")]
    address = client_address(request)
    return [(PASSKEY_BY_BLOCK, block_of(address)), (PASSKEY_BY_NETWORK, network_of(address))]


@dataclass(frozen=True)
class KnownBrowser:
    """What the signed cookie says: a random number, and digests of the names that have signed in here, newest first."""

    number: str
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """A new one when the cookie is missing, forged or a year old."""
        kept = request.get_signed_cookie(cookie_name(), default="", salt=SALT, max_age=A_YEAR)
        number, *names = (kept or secrets.token_hex(16)).split(".")
        return cls(number, tuple(names))

    def knows(self, name: str) -> bool:
        return _digest(name) in self.names

    def remember(self, name: str, response: HttpResponseBase) -> None:
        """To be called for a name that has just signed in."""
        others = [digest for digest in self.names if digest != _digest(name)]
        response.set_signed_cookie(
            cookie_name(),
            ".".join([self.number, _digest(name), *others][: NAMES_KEPT + 1]),
            salt=SALT,
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def cookie_name() -> str:
    """With the prefix that only this host can set, where cookies are secure."""
    return "__Host-known-browser" if settings.SESSION_COOKIE_SECURE else "known-browser"


def _digest(name: str) -> str:
    return salted_hmac(SALT, name, algorithm="sha256").hexdigest()[:24]
