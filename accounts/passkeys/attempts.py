"""What a device is asked to sign: once, for five minutes, in one session, for one purpose and person."""

from __future__ import annotations

import secrets
import time
from typing import Any, NamedTuple

from django.db import transaction
from django.http import HttpRequest

from accounts.limits import Limit, LimitReached, give_back, take
from accounts.models import User
from accounts.passkeys.refusals import OVER, TOO_OFTEN, Refused
from accounts.tries import cost_of_a_passkey

ADD, SIGN_IN, SHOW = "add", "sign-in", "show"
WAITING = "passkeys"
"""In the session: the challenges that wait for an answer, oldest first."""
KEPT = 5  # pages of one browser that may wait at once
VALID_FOR = 300  # seconds
ONCE = Limit("passkey-challenge", burst=1, every=VALID_FOR)
"""Sessions are written as a whole, so two answers at once would both find the challenge: of these, one is the first."""


class Attempt(NamedTuple):
    purpose: str
    user: int | None
    until: float
    name: str
    """Of the passkey that is added."""


def begin(request: HttpRequest, purpose: str, user: User | None = None, name: str = "") -> str:
    """A challenge, as base64url. Raises Refused, as each costs a row."""
    try:
        with transaction.atomic():
            take(cost_of_a_passkey(request))
    except LimitReached as reached:
        raise TooOften(reached.retry_after) from reached
    challenge = secrets.token_urlsafe(32)
    waiting = list(_waiting(request).items())[1 - KEPT :]
    attempt = Attempt(purpose, user.pk if user else None, time.time() + VALID_FOR, name)
    request.session[WAITING] = dict(waiting) | {challenge: attempt}
    return challenge


def answered(request: HttpRequest, challenge: str, purpose: str, user: User | None = None) -> Attempt:
    """Takes the challenge, whatever comes of the answer. Raises Refused."""
    attempt = _taken(request, challenge)
    if attempt is None or attempt.until < time.time():
        raise Refused("no such challenge", OVER)
    if (attempt.purpose, attempt.user) != (purpose, user.pk if user else None):
        raise Refused("challenge for something else", OVER)
    try:
        with transaction.atomic():
            take([(ONCE, challenge)])
    except LimitReached:
        raise Refused("answered twice", OVER) from None
    return attempt


def succeeded(request: HttpRequest) -> None:
    """Whoever shows the right one may do so as often as they like."""
    give_back(cost_of_a_passkey(request))


class TooOften(Refused):
    def __init__(self, retry_after: int) -> None:
        super().__init__("too often", TOO_OFTEN, 429)
        self.retry_after = retry_after


def _taken(request: HttpRequest, challenge: str) -> Attempt | None:
    """A session is begun by who is asked, not by who answers unasked."""
    waiting = _waiting(request)
    if challenge not in waiting:
        return None
    attempt = Attempt(*waiting.pop(challenge))
    request.session[WAITING] = waiting
    return attempt


def _waiting(request: HttpRequest) -> dict[str, Any]:
    return dict(request.session.get(WAITING, {}))
