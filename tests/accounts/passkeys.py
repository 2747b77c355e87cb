"""Passkeys for tests: the pages' addresses, and what their script does at each."""

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import HOME, PASSWORD
from tests.accounts.device import HOST, Device
from tests.accounts.factor import signed_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

PASSKEYS, SIGN_IN, SHOW = "/accounts/passkeys/", "/accounts/passkeys/sign-in/", "/accounts/passkeys/show/"


def browser() -> Client:
    """At the address that SITE_URL names."""
    return Client(SERVER_NAME=HOST, REMOTE_ADDR=HOME)


def options(client: Client, page: str = SIGN_IN, **fields: str) -> Any:
    answer = client.post(f"{page}options/", fields)
    assert answer.status_code == 200, answer.content
    return answer.json()


def add(client: Client, device: Device, name: str = "telephone", password: str = PASSWORD, **lies: Any) -> "Answer":
    asked = options(client, PASSKEYS, name=name, password=password)
    return client.post(PASSKEYS, {"credential": device.make(asked, **lies)})


def with_passkey(user: User, device: Device | None = None) -> Device:
    """Added as its owner would."""
    device = device or Device()
    assert add(signed_in(user), device).status_code == 303
    return device


def sign_in(device: Device, client: Client | None = None, **lies: Any) -> "Answer":
    client = client or browser()
    return client.post(SIGN_IN, {"credential": device.show(options(client), **lies)})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def rows(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user, type="webauthn").order_by("pk"))
