"""What the tests about accounts of readers share: a mailbox, and the way of signing up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from outbox.worker import Worker
from tests.accounts.conftest import HOME, LOGIN, PASSWORD

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

EMAIL, NAME = "ann@example.org", "Ann of the Harbor"
SIGN_UP, MAILED, RESET = "/accounts/sign-up/", "/accounts/sign-up/mailed/", "/accounts/password/reset/"
FOREIGN_LINK = f"1-abc123-{'0' * 32}"


def browser(address: str = HOME) -> Client:
    return Client(REMOTE_ADDR=address)


def sign_up(email: str = EMAIL, client: Client | None = None, **fields: Any) -> Answer:
    told = {"email": email, "name": NAME, "password": PASSWORD} | fields
    return (client or browser()).post(SIGN_UP, told)


def letters() -> list[str]:
    """The plain texts of all mails that leave now, latest last."""
    before = len(mail.outbox)
    Worker().drain()
    return [str(letter.body) for letter in mail.outbox[before:]]


def link_in(text: str, page: str) -> str:
    found = re.search(rf"https?://[^/\s]+(/accounts/{page}/\S+)", text)
    assert found, text
    return found[1]


def confirm_link(email: str = EMAIL, **fields: Any) -> str:
    """Of a new account that nobody has confirmed yet."""
    assert sign_up(email, **fields).status_code == 303
    return link_in(letters()[-1], "confirm")


def make_reader(email: str = EMAIL, **columns: Any) -> User:
    user = User.objects.create_user(f"reader-{email}", email, PASSWORD, **{"public_name": NAME} | columns)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def signed_in(user: User) -> Client:
    client = browser()
    assert client.post(LOGIN, {"username": user.username, "password": PASSWORD}).status_code == 302
    return client


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
