"""Somebody at the desk."""

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import make_moderator


@pytest.fixture
def moderator() -> User:
    return make_moderator("mo", first_name="Mo", last_name="Derator")


@pytest.fixture
def desk(client: Client, moderator: User) -> Client:
    client.force_login(moderator)
    return client
