"""What is asked of a device, and whether what it answers is true (Web Authentication, level 3)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.models import User
from accounts.passkeys.answers import coded
from accounts.passkeys.attempts import VALID_FOR
from accounts.passkeys.party import Party, party
from accounts.passkeys.refusals import Refused

if TYPE_CHECKING:
    from fido2.server import Fido2Server

log = logging.getLogger("newsroom.accounts")
ES256, EDDSA, RS256 = -7, -8, -257
ALGORITHMS = (ES256, EDDSA, RS256)  # what devices have, by their numbers in COSE (RFC 9053)
DEMANDED = "required"


def creation_options(user: User, challenge: str, known: Sequence[str]) -> dict[str, Any]:
    """For navigator.credentials.create: a key that the device finds by itself, and guards by finger, face or PIN."""
    owner = {"id": coded(user_pk_to_url_str(user).encode()), "name": _called(user), "displayName": user.name_shown}
    return {
        "rp": {"id": _party().host, "name": settings.SITE_NAME},
        "user": owner,
        "challenge": challenge,
        "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in ALGORITHMS],
        "excludeCredentials": _named(known),
        "authenticatorSelection": {
            "residentKey": DEMANDED,
            "requireResidentKey": True,
            "userVerification": DEMANDED,
        },
        "attestation": "none",
        "timeout": VALID_FOR * 1_000,
    }


def request_options(challenge: str, accepted: Sequence[str] = ()) -> dict[str, Any]:
    """For navigator.credentials.get. Without `accepted` the device offers what it has for this site."""
    return {
        "rpId": _party().host,
        "challenge": challenge,
        "allowCredentials": _named(accepted),
        "userVerification": DEMANDED,
        "timeout": VALID_FOR * 1_000,
    }


def made(answer: dict[str, Any], challenge: str) -> tuple[dict[str, Any], int]:
    """The credential as django-allauth keeps it, without what tells of the device, and its count. Raises Refused."""
    try:
        return _made(answer, challenge)
    except Refused:
        raise
    except Exception as fault:  # forged bytes go through readers of JSON, CBOR and keys: whatever those raise means no
        raise Refused(f"not made here: {type(fault).__name__}") from fault


def shown(answer: dict[str, Any], challenge: str, key: Authenticator) -> int:
    """How often the device says that it has signed. Raises Refused."""
    try:
        count = _shown(answer, challenge, key)
    except Refused:
        raise
    except Exception as fault:  # as above
        raise Refused(f"not shown here: {type(fault).__name__}") from fault
    before = key.data.get("count", 0)
    if (before or count) and count <= before:
        log.error("a passkey counts backward: is there a copy of it?", extra={"user": key.user_id, "passkey": key.pk})
        raise Refused("counts backward")
    return count


def _made(answer: dict[str, Any], challenge: str) -> tuple[dict[str, Any], int]:
    from fido2.webauthn import AttestationObject, RegistrationResponse

    response = RegistrationResponse.from_dict(answer)
    told = _server().register_complete(_state(challenge), response)
    if response.response.client_data.cross_origin or told.credential_data is None:
        raise Refused("made in a frame, or nothing")
    if told.credential_data.public_key.get(3) not in ALGORITHMS:
        raise Refused("another kind of key")
    bare = AttestationObject.create("none", told, {})
    kept = {"clientDataJSON": answer["response"]["clientDataJSON"], "attestationObject": coded(bare)}
    number = coded(told.credential_data.credential_id)
    if number != answer["rawId"]:
        raise Refused("named otherwise")
    return {"id": number, "rawId": number, "type": "public-key", "response": kept}, told.counter


def _shown(answer: dict[str, Any], challenge: str, key: Authenticator) -> int:
    from fido2.webauthn import AuthenticationResponse, RegistrationResponse

    response = AuthenticationResponse.from_dict(answer)
    if response.response.client_data.cross_origin:
        raise Refused("shown in a frame")
    kept = RegistrationResponse.from_dict(key.data["credential"]).response.attestation_object.auth_data
    assert kept.credential_data is not None
    _server().authenticate_complete(_state(challenge), [kept.credential_data], response)
    return int(response.response.authenticator_data.counter)


def _server() -> Fido2Server:
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    known = _party()
    entity = PublicKeyCredentialRpEntity(id=known.host, name=settings.SITE_NAME)
    return Fido2Server(entity, verify_origin=lambda origin: origin == known.origin)


def _state(challenge: str) -> dict[str, str]:
    return {"challenge": challenge, "user_verification": DEMANDED}


def _party() -> Party:
    if known := party():
        return known
    raise Refused("no passkeys at this address")


def _called(user: User) -> str:
    """How the device lists it: staff sign in by their username, readers by their address."""
    return user.username if user.is_staff else user.email or user.username


def _named(numbers: Sequence[str]) -> list[dict[str, str]]:
    return [{"type": "public-key", "id": number} for number in numbers]
