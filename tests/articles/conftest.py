"""Who sits at the editors' desk."""

import pytest
from django.test import Client

from accounts.models import User
from tests.articles.desk import person, signed_in


@pytest.fixture
def ann() -> User:
    return person("editor", "ann")


@pytest.fixture
def editor(ann: User) -> Client:
    return signed_in(ann)
