"""Long work of which only one process of all may do any at a time. Whatever ends the process ends its right as well."""

import fcntl
import os
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress

from django.db import Error, connection


@contextmanager
def alone(name: str, otherwise: Exception) -> Generator[None]:
    """Raises `otherwise` at once where somebody else is at work under that name."""
    hold = _file_locked if connection.vendor == "sqlite" else _transaction_held
    with hold(name, otherwise):
        yield


@contextmanager
def _file_locked(name: str, otherwise: Exception) -> Generator[None]:
    """Beside the database, where it stays; whoever may read it may lock it."""
    descriptor = os.open(f"{connection.settings_dict['NAME']}-{name}", os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        _lock(descriptor, otherwise)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, otherwise: Exception) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise otherwise from None


@contextmanager
def _transaction_held(name: str, otherwise: Exception) -> Generator[None]:
    """On a connection of its own, in a transaction that does nothing else: a pooler gives locks of a session to whoever
    comes next, and a transaction without a snapshot is in the way of nobody."""
    with closing(connection.copy()) as apart:
        apart.set_autocommit(False)
        with apart.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [f"newsroom {name}"])
            if cursor.fetchone() != (True,):
                raise otherwise
        try:
            yield
        finally:
            with suppress(Error):
                apart.rollback()
