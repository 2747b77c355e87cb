"""Lets Django empty the database between tests: the log's triggers are away for just as long."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

from comments import log_triggers


@contextmanager
def lifted() -> Iterator[None]:
    log_triggers.remove(connection)
    try:
        yield
    finally:
        log_triggers.install(connection)


@pytest.fixture(scope="session", autouse=True)
def clean_up_may_empty_the_log() -> Iterator[None]:
    empty_the_database = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def empty_with_triggers_lifted(test: TransactionTestCase) -> Any:
        with lifted():
            return empty_the_database(test)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_with_triggers_lifted)
        yield
