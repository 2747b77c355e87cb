from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.accounts.elsewhere.travel import connected
from tests.oidc_server import OidcServer, Server, running, settings_for


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running() as started:
        yield started


@pytest.fixture
def issuer(server: Server, settings: Settings) -> Iterator[OidcServer]:
    """The one other site at which readers of the test can show who they are: "Example", in addresses "example"."""
    fresh = server.begin_anew()
    settings.SIGN_IN_WITH = [settings_for(fresh)]
    settings.MAIL_IS_CONFIGURED = True
    yield fresh
    fresh.over.set()


@pytest.fixture
def ann(issuer: OidcServer, db: None) -> User:
    """Has an account here that the issuer's person opens."""
    return connected(issuer)
