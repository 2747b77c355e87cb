"""A passkey is shown: to sign in, or by who is known already."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from accounts.passkeys import attempts, ceremony, keys
from accounts.passkeys.answers import challenge_of, owner_of, read
from accounts.passkeys.refusals import Refused


def ask(request: HttpRequest, user: User | None = None) -> dict[str, Any]:
    """What the page gives the device. Strangers are asked alike, whoever they may be. Raises Refused."""
    if user is None:
        return ceremony.request_options(attempts.begin(request, attempts.SIGN_IN))
    return ceremony.request_options(attempts.begin(request, attempts.SHOW, user), keys.ids_of(user))


def shown(request: HttpRequest, text: str, user: User | None = None) -> Authenticator:
    """The passkey that was shown, with its owner: this person, if there is one. Raises Refused."""
    answer = read(text)
    challenge = challenge_of(answer)
    attempts.answered(request, challenge, attempts.SHOW if user else attempts.SIGN_IN, user)
    key = _counted(answer, challenge, user)
    attempts.succeeded(request)
    return key


@transaction.atomic
def _counted(answer: dict[str, Any], challenge: str, user: User | None) -> Authenticator:
    """Devices that keep nothing themselves don't say whose it is where the site has said so."""
    owner = owner_of(answer) if user is None or answer["response"].get("userHandle") else user.pk
    key = keys.found(owner, answer["id"])
    if key is None or (user and user.pk != owner):
        raise Refused("unknown")
    if not key.user.is_active:
        raise Refused("closed account")
    keys.note_use(key, ceremony.shown(answer, challenge, key))
    return key
