"""What django-allauth asks the site, see ACCOUNT_ADAPTER and MFA_ADAPTER in the settings."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts import proof

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

SALT = "accounts.second-factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def get_login_stages(self) -> list[str]:
        """Between the right password and being signed in. Ours stands for allauth's, which loads 12 MB for passkeys."""
        return ["accounts.second_factor.stage.CodeStage"]

    def login(self, request: HttpRequest, user: Any) -> None:
        """Who has no password to show again proves by signing in again that an account is theirs to change."""
        super().login(request, user)
        if not user.has_usable_password():
            proof.note(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say what happened by themselves."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())

    def get_totp_issuer(self) -> str:
        return str(settings.SITE_NAME)

    def encrypt(self, text: str) -> str:
        """Under a key made from SECRET_KEY, so that a copy of the database opens no account."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return decrypted(encrypted_text)


class Unreadable(Exception):
    """Written under a key that is gone, forged, or too old."""


def decrypted(text: str, max_age: int | None = None) -> str:
    """`max_age` in seconds. Raises Unreadable."""
    from cryptography.fernet import InvalidToken

    try:
        return _fernet().decrypt(text.encode(errors="replace"), ttl=max_age).decode()
    except InvalidToken:
        raise Unreadable from None


def _fernet() -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet  # here: 9 MB, which most processes never need

    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac(SALT, "", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
