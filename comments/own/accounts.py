"""What goes of an account with all that its owner wrote. That of staff is the admins' to close."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.db.models import ForeignKey, Model

from accounts import ways
from accounts.models import User
from accounts.readers import closing
from comments.restrictions import outlasting

KEPT_BY_ALLAUTH = frozenset({"account", "mfa", "socialaccount"})


def goes_with(user: User | None) -> bool:
    return user is not None and not user.is_staff


def kept_with(user: User) -> dict[str, list[dict[str, Any]]]:
    """What allauth keeps, without what opens the account."""
    addresses = EmailAddress.objects.filter(user=user).order_by("pk")
    factors = Authenticator.objects.filter(user=user).order_by("pk")
    elsewhere = SocialAccount.objects.filter(user=user).order_by("pk")
    return {
        "addresses": list(addresses.values("email", "verified", "primary")),
        "second_factors": list(factors.values("type", "created_at", "last_used_at")),
        "sign_ins_elsewhere": list(elsewhere.values("provider", "uid", "date_joined", "last_login", "extra_data")),
    }


def close(user: User | None, addresses: Collection[str]) -> None:
    """The row stays, as the log and comments name its number: without a name, and nobody can sign in to it. What is in
    force about it stays with the addresses that it had confirmed."""
    if user is None or not goes_with(user):
        return
    ways.held_by(user)  # before its rows, as by whoever confirms an address or adds a passkey at this moment
    outlasting.keep(user, addresses)
    for model, column in _rows_of_accounts():
        model._default_manager.filter(**{column: user.pk}).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.set_unusable_password()
    gone = {"username": _name_of_nobody(user), "email": "", "first_name": "", "last_name": "", "public_name": ""}
    closing.forget_sessions_later(user.pk)
    User.objects.filter(pk=user.pk).update(password=user.password, is_active=False, last_login=None, **gone)


def _name_of_nobody(user: User) -> str:
    """Somebody may have been given the plain one."""
    name = f"erased-{user.pk}"
    is_taken = User.objects.filter(username=name).exclude(pk=user.pk).exists()
    return f"{name}-{secrets.token_hex(4)}" if is_taken else name


def _rows_of_accounts() -> list[tuple[type[Model], str]]:
    """Addresses, second factors, keys and sign-ins by other sites: whatever allauth keeps with an account."""
    models = [model for model in apps.get_models() if model._meta.app_label in KEPT_BY_ALLAUTH]
    return [
        (model, field.name)
        for model in models
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is User
    ]
