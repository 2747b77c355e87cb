"""Whether an ID token is the issuer's word, about this attempt, meant for this site. OpenID Connect Core 1.0, 3.1.3.7.

django-allauth would believe one that came over TLS; here its signature is asked for as well, and the nonce.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.elsewhere import discovery
from accounts.elsewhere.faults import Unbelievable

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialApp
    from jwt import PyJWK

SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Never one by a secret that both sides know, and never "none"."""

LEEWAY = 60  # seconds between two clocks
LONGEST_SUBJECT = 191


def claims_of(token: object, app: SocialApp, nonce: str) -> dict[str, Any]:
    """Raises Unbelievable, and what asking for keys raises."""
    import jwt

    if not isinstance(token, str):
        raise Unbelievable("it gave no ID token")
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(token, app),
            algorithms=SIGNED_BY,
            audience=app.client_id,
            issuer=discovery.configuration(app)["issuer"],
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as fault:
        raise Unbelievable(f"ID token: {type(fault).__name__}") from None
    return _meant(claims, app, nonce)


def _meant(claims: dict[str, Any], app: SocialApp, nonce: str) -> dict[str, Any]:
    if claims.get("nonce") != nonce:
        raise Unbelievable("ID token: the nonce is not that of this attempt")
    if claims.get("azp", app.client_id) != app.client_id:
        raise Unbelievable("ID token: it was made for another site")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise Unbelievable("ID token: its subject is no usable text")
    return claims


def _key(token: str, app: SocialApp) -> PyJWK:
    import jwt

    number = jwt.get_unverified_header(token).get("kid")
    found = _find(number, discovery.key_set(app)) or _find(number, discovery.key_set(app, again=True))
    if found is None:
        raise Unbelievable("ID token: signed by a key that the issuer does not name")
    return found


def _find(number: object, keys: dict[str, Any]) -> PyJWK | None:
    """Of a single key the number may be missing."""
    import jwt

    usable = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.public_key_use in (None, "sig")]
    if number is None:
        return usable[0] if len(usable) == 1 else None
    return next((key for key in usable if key.key_id == number), None)
