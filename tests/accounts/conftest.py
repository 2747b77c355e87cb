from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from accounts.models import User

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

PASSWORD = "correct horse battery"
LOGIN, ADMIN_LOGIN = "/accounts/login/", "/admin/login/"
DOORS = [LOGIN, ADMIN_LOGIN]
HOME, AWAY, NEIGHBOR = "198.51.100.7", "203.0.113.9", "198.51.100.8"


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create_user("editor", password=PASSWORD, is_staff=True, public_name="Ed Itor")


@pytest.fixture
def reader(db: None) -> User:
    return User.objects.create_user("reader", password=PASSWORD)


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("admin", password=PASSWORD)


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that was looked at, in order."""
    words: list[str] = []
    encode = MD5PasswordHasher.encode

    def recorded(hasher: MD5PasswordHasher, word: str, salt: str) -> str:
        words.append(word)
        return encode(hasher, word, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", recorded)
    return words


def sign_in(
    name: str = "editor",
    password: str = PASSWORD,
    *,
    door: str = LOGIN,
    address: str = HOME,
    client: Client | None = None,
    **more: str,
) -> "Answer":
    """From a fresh browser, unless one is given."""
    data = {"username": name, "password": password} | more
    return (client or Client()).post(door, data, REMOTE_ADDR=address)


def exhaust(name: str = "editor", *, door: str = LOGIN, address: str = HOME, client: Client | None = None) -> int:
    """Tries wrong passwords until one is refused unseen; says how many were looked at."""
    for tried in range(200):
        if sign_in(name, f"wrong {tried}", door=door, address=address, client=client).status_code == 429:
            return tried
    raise AssertionError("200 tries, and none was refused")
