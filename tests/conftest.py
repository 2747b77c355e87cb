import os
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from hypothesis import settings as property_settings

from tests import chromium, nginx, prepared

pytest_plugins = ["tests.akismet_server.fixture", "tests.emptying"]
collect_ignore = [] if chromium.find() else ["browser"]
collect_ignore_glob = [] if nginx.find() else ["newsroom/test_deploy_nginx*.py"]

# What an engine could do differently shows in fewer examples than what our own code could.
EXAMPLES = 30 if os.environ["TEST_DATABASE"] else 100
property_settings.register_profile("suite", deadline=None, derandomize=True, max_examples=EXAMPLES)
property_settings.register_profile("deep", deadline=None, max_examples=1000)
property_settings.load_profile("deep" if os.environ.get("TEST_DEPTH") == "deep" else "suite")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database is there when `migrate` comes, with nothing left to do."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """A copy, as those of started sites are."""
    name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    prepared.migrated_copy(name)
    yield
    prepared.dropped(name)


@pytest.fixture(autouse=True)
def nothing_is_kept_from_another_test() -> None:
    """Rows that were rolled back leave their numbers to the next test's, and with them the keys of their pages."""
    from comments import rejections

    cache.clear()
    rejections.forget()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still until it is moved: for whatever counts seconds, tokens or ten-minute slots, at any hour."""
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller
