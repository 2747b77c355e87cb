"""What an issuer says of itself: where it is asked for what, and by which keys it signs.

Asked for when the first reader wants to go there, believed for an hour. Standard: OpenID Connect Discovery 1.0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.cache import cache

from accounts.elsewhere import sites
from accounts.elsewhere.faults import Unbelievable, Unreachable

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialApp

BELIEVED = 3_600  # seconds
RESTS = 15  # seconds after a vain try in which nobody else waits for the same
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
KEYS_AGAIN = 60  # seconds at least between two questions for keys: a made-up key number asks for them each time


def configuration(app: SocialApp) -> dict[str, Any]:
    """Raises Unreachable and Unbelievable, as the others do."""
    return _kept(
        "configuration", app, lambda: _checked(_fetched(f"{_issuer(app)}/.well-known/openid-configuration"), app)
    )


def key_set(app: SocialApp, *, again: bool = False) -> dict[str, Any]:
    """`again` when a token names a key that is not among those known."""
    if again and cache.add(_name("asked-for-keys", app), 1, KEYS_AGAIN):
        cache.delete(_name("keys", app))
    address = configuration(app)["jwks_uri"]
    return _kept("keys", app, lambda: _fetched(address))


def _kept(what: str, app: SocialApp, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] | None = cache.get(_name(what, app))
    if found is None:
        found = _asked(app, ask)
        cache.set(_name(what, app), found, BELIEVED)
    return found


def _asked(app: SocialApp, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    if cache.get(_name("rests", app)):
        raise Unreachable("it did not answer a moment ago")
    try:
        return ask()
    except OSError:  # all of requests' errors are
        cache.set(_name("rests", app), 1, RESTS)
        raise


def _fetched(address: str) -> dict[str, Any]:
    from accounts.elsewhere.transport import session

    with session() as opened:
        answer = opened.get(address, headers={"Accept": "application/json"})
        answer.raise_for_status()
        found = answer.json()
    if not isinstance(found, dict):
        raise Unbelievable("its answer is no JSON object")
    return found


def _checked(found: dict[str, Any], app: SocialApp) -> dict[str, Any]:
    said = found.get("issuer")
    if not isinstance(said, str) or said.rstrip("/") != _issuer(app):
        raise Unbelievable("its configuration names another issuer")
    for name in NEEDED:
        if sites.origin_of(str(found.get(name))) not in sites.origins_of(app):
            variable = f"SIGN_IN_{app.key.upper()}_HOSTS"
            raise Unbelievable(f"its {name} is on a host that neither SIGN_IN_WITH nor {variable} names")
    return found


def _issuer(app: SocialApp) -> str:
    return str(app.settings["server_url"])


def _name(what: str, app: SocialApp) -> str:
    return f"elsewhere:{what}:{app.provider_id}"
