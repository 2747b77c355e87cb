"""Whether a code is the right one, and that it counts once: in the database, which all processes share."""

from __future__ import annotations

import hmac
import logging

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.second_factor.adapters import Unreadable

log = logging.getLogger("newsroom.accounts")
TOTP, RECOVERY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES
PASSKEY = Authenticator.Type.WEBAUTHN


def app_of(user: User) -> Authenticator | None:
    """The authenticator app of this person, if they have set one up."""
    return Authenticator.objects.filter(user=user, type=TOTP).first()


def passkeys_of(user: User) -> QuerySet[Authenticator]:
    keys: QuerySet[Authenticator] = Authenticator.objects.filter(user=user, type=PASSKEY)
    return keys.order_by("created_at", "pk")


def factors_of(user: User) -> QuerySet[Authenticator]:
    """What they show besides the password, the app first. Readers have passkeys in the place of it: whoever has lost
    one of them gets in by the password, and no role asks them for more."""
    kinds = [TOTP, PASSKEY] if user.is_staff else [TOTP]
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(user=user, type__in=kinds).order_by("type", "pk")
    return factors


def has_codes(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=[TOTP, RECOVERY]).exists())


@transaction.atomic
def spend(user: User, code: str) -> bool:
    """Whether the code is right and was never used before; it is used by this."""
    code = "".join(code.split())
    held = {each.type: each for each in Authenticator.objects.select_for_update().filter(user=user)}
    try:
        return _spend_of_app(held.get(TOTP), code) or _spend_recovery(held.get(RECOVERY), code)
    except Unreadable:
        log.error("a second factor can't be read: was SECRET_KEY changed?", extra={"user": user.pk})
        return False


def counter_of(secret: str, code: str) -> int | None:
    """The number of the half minute to which the code belongs: this one or a neighbor, as clocks differ."""
    for counter in yield_hotp_counters_from_time():
        expected = format_hotp_value(hotp_value(secret, counter))
        if hmac.compare_digest(code.encode(), expected.encode()):
            return int(counter)
    return None


@transaction.atomic
def set_up(user: User, secret: str, counter: int) -> Authenticator:
    """The half minute of the code that proved the secret is over with that. Passkeys stay; app and codes are new."""
    Authenticator.objects.filter(user=user, type__in=[TOTP, RECOVERY]).delete()
    RecoveryCodes.activate(user)
    return Authenticator.objects.create(user=user, type=TOTP, data={"secret": encrypt(secret), "counter": counter})


@transaction.atomic
def renew_recovery_codes(user: User) -> None:
    Authenticator.objects.filter(user=user, type=RECOVERY).delete()
    RecoveryCodes.activate(user)


def make_missing_codes(user: User) -> bool:
    """For the first passkey of somebody on the staff. Whether there were none."""
    if not user.is_staff or Authenticator.objects.filter(user=user, type=RECOVERY).exists():
        return False
    RecoveryCodes.activate(user)
    return True


def recovery_codes(user: User) -> list[str]:
    """Those not used yet; none where nobody can read them any more."""
    held = Authenticator.objects.filter(user=user, type=RECOVERY).first()
    try:
        return RecoveryCodes(held).get_unused_codes() if held else []
    except Unreadable:
        return []


def remove_app(user: User) -> None:
    Authenticator.objects.filter(user=user, type=TOTP).delete()
    drop_idle_codes(user)


def drop_idle_codes(user: User) -> None:
    """Recovery codes stand in for something else, or for nothing."""
    if not factors_of(user).exists():
        Authenticator.objects.filter(user=user, type=RECOVERY).delete()


def remove(user: User) -> int:
    """All of it, passkeys too. Says how many authenticators went: none when there was nothing to remove."""
    return int(Authenticator.objects.filter(user=user).delete()[0])


def _spend_of_app(held: Authenticator | None, code: str) -> bool:
    """RFC 6238: a verifier must not accept the second attempt of a code."""
    counter = counter_of(decrypt(held.data["secret"]), code) if held else None
    if held is None or counter is None or counter <= held.data.get("counter", 0):
        return False
    held.data["counter"], held.last_used_at = counter, timezone.now()
    held.save(update_fields=["data", "last_used_at"])
    return True


def _spend_recovery(held: Authenticator | None, code: str) -> bool:
    if held is None or not RecoveryCodes(held).validate_code(code):
        return False
    held.record_usage()
    return True
