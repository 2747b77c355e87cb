from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.akismet_server.server import AkismetServer


@pytest.fixture
def akismet(settings: Settings) -> Iterator[AkismetServer]:
    """The server, which knows this site, and settings that point to it."""
    with AkismetServer(blog=f"{settings.SITE_URL}/") as server:
        settings.AKISMET_API_KEY = server.key
        settings.AKISMET_API_URL = server.url
        settings.AKISMET_TIMEOUT = 5.0
        settings.AKISMET_TEST = False
        yield server
