"""Passkeys that come and go, each with its line in the history of the account and its mail."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from accounts import ways
from accounts.models import User
from accounts.passkeys import attempts, ceremony, keys, letters
from accounts.passkeys.answers import challenge_of, read
from accounts.second_factor import codes, demand, record


def begin_adding(request: HttpRequest, user: User, name: str) -> dict[str, Any]:
    """What the page gives the device, once it is proven who asks. Raises Refused."""
    challenge = attempts.begin(request, attempts.ADD, user, name)
    return ceremony.creation_options(user, challenge, keys.ids_of(user))


def add(request: HttpRequest, user: User, text: str) -> Authenticator:
    """Raises Refused."""
    answer = read(text)
    challenge = challenge_of(answer)
    attempt = attempts.answered(request, challenge, attempts.ADD, user)
    credential, count = ceremony.made(answer, challenge)
    with transaction.atomic():
        key = keys.add(user, attempt.name, credential, count)
        record.note(user, user, record.PASSKEY_ADDED)
        letters.tell(letters.ADDED, user)
    attempts.succeeded(request)
    demand.note_shown(request, key.pk)
    return key


@transaction.atomic
def remove(user: User, key: Authenticator) -> bool:
    """False when nothing is done, as they could not sign in any more, or not into what their role opens to them."""
    user = ways.held_by(user)
    if not may_remove(user, key):
        return False
    key.delete()
    codes.drop_idle_codes(user)
    record.note(user, user, record.PASSKEY_REMOVED)
    letters.tell(letters.REMOVED, user)
    return True


def may_remove(user: User, key: Authenticator) -> bool:
    others = codes.factors_of(user).exclude(pk=key.pk)
    return ways.ways_of(user) > 1 and (not demand.is_asked_of(user) or others.exists())
