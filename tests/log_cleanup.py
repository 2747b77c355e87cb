"""Lets a test empty the log and what else is append-only: the triggers are away for just as long."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from comments import log_triggers


@contextmanager
def lifted() -> Iterator[None]:
    log_triggers.remove(connection)
    try:
        yield
    finally:
        log_triggers.install(connection)
