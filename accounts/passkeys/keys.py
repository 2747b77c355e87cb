"""The passkeys of an account: rows of django-allauth, as it has them, and how often the device has signed."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import ways
from accounts.models import User
from accounts.passkeys.refusals import KNOWN, TOO_MANY, Refused
from accounts.second_factor.codes import PASSKEY, passkeys_of

MOST = 20
LONGEST_NAME = 60


def ids_of(user: User) -> list[str]:
    return [credential_id(key) for key in passkeys_of(user)]


def credential_id(key: Authenticator) -> str:
    return str(key.data["credential"]["id"])


def found(user: int, credential: str) -> Authenticator | None:
    """Locked, with its owner, so that of two answers at once the second sees what the first has counted."""
    keys = Authenticator.objects.select_for_update(of=("self",)).select_related("user")
    return keys.filter(user=user, type=PASSKEY, data__credential__id=credential).first()


def add(user: User, name: str, credential: dict[str, Any], count: int) -> Authenticator:
    """In a transaction. Raises Refused."""
    if not ways.held_by(user).is_active:
        raise Refused("closed account")
    number = passkeys_of(user).count()
    if number >= MOST:
        raise Refused("too many", TOO_MANY)
    if Authenticator.objects.filter(type=PASSKEY, data__credential__id=credential["id"]).exists():
        raise Refused("known credential", KNOWN)
    name = name or _("Passkey %(number)d") % {"number": number + 1}
    data = {"name": name, "credential": credential, "count": count}
    return Authenticator.objects.create(user=user, type=PASSKEY, data=data)


@transaction.atomic
def rename(user: User, number: int, name: str) -> bool:
    """False where it is gone. Held, as a sign-in that counts at this moment writes the same column."""
    key = passkeys_of(user).select_for_update(of=("self",)).filter(pk=number).first()
    if key is None:
        return False
    key.data["name"] = name
    key.save(update_fields=["data"])
    return True


def note_use(key: Authenticator, count: int) -> None:
    key.data["count"], key.last_used_at = count, timezone.now()
    key.save(update_fields=["data", "last_used_at"])
