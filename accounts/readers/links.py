"""The links in the mails of accounts. They are made when a mail leaves, and the database holds nothing of them."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse

PATTERN = r"(?P<token>[1-9][0-9]{0,17}-[0-9a-z]{1,13}-[0-9a-f]{32})"


class Links(PasswordResetTokenGenerator):
    """Django's keys, signed and good for PASSWORD_RESET_TIMEOUT, about a row of EmailAddress."""

    page: str

    def address(self, about: EmailAddress) -> str:
        return settings.SITE_URL + reverse(self.page, args=[f"{about.pk}-{self.make_token(about)}"])

    def behind(self, given: str) -> EmailAddress | None:
        """None for what is no link of ours, is too old or was used, and where the account was closed."""
        number, _dash, token = given.partition("-")
        found = EmailAddress.objects.select_related("user").filter(pk=int(number), user__is_active=True).first()
        return found if found and self.check_token(found, token) else None


class ConfirmLinks(Links):
    """Good until its day is over, so that a second press can be told what the first has done."""

    key_salt = "accounts.readers.confirm"
    page = "accounts:confirm"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{user.pk} {user.user_id} {user.email} {timestamp}"


class ResetLinks(Links):
    """Good once: a new password and signing in end it, and so does losing the address."""

    key_salt = "accounts.readers.reset"
    page = "accounts:password_reset_link"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{user.pk} {user.email} {user.verified} {super()._make_hash_value(user.user, timestamp)}"


confirm = ConfirmLinks()
reset = ResetLinks()


def hours() -> int:
    """For how long a link is good."""
    return settings.PASSWORD_RESET_TIMEOUT // 3600
