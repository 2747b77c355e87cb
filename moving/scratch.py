"""A database to try a backup in, which is gone afterwards."""

import copy
import secrets
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error, connections
from django.db.utils import load_backend

ALIAS = "scratch"
SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=TRUNCATE",
    },
}


@contextmanager
def scratch(alias: str = ALIAS) -> Generator[str]:
    """On the server of the site when that is PostgreSQL and lets us, else a SQLite file. Yields which it is."""
    if _is_on_a_server() and _created(name := f"newsroom_scratch_{secrets.token_hex(6)}"):
        with on_the_server(name, alias):
            yield f"the scratch database {name} on the site's PostgreSQL server"
    else:
        with in_a_file(alias):
            yield "a scratch SQLite file" + (": the server let us make no database" if _is_on_a_server() else "")


@contextmanager
def in_a_file(alias: str) -> Generator[None]:
    """In DATA_DIR, as it holds what the database holds."""
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="scratch-", dir=settings.DATA_DIR) as folder:
        database = SQLITE | {"NAME": f"{folder}/scratch.sqlite3"}
        with _reachable(alias, connections.configure_settings({"default": {}, alias: database})[alias]):
            yield


@contextmanager
def on_the_server(name: str, alias: str) -> Generator[None]:
    try:
        with _reachable(alias, copy.deepcopy(connections["default"].settings_dict) | {"NAME": name}):
            yield
    finally:
        _tell_the_server(f"DROP DATABASE {name}")


def _is_on_a_server() -> bool:
    return str(connections.settings["default"]["ENGINE"]).endswith("postgresql")


def _created(name: str) -> bool:
    try:
        _tell_the_server(f"CREATE DATABASE {name}")
    except Error:  # no such right, or no server that answers
        return False
    return True


def _tell_the_server(statement: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def _reachable(alias: str, database: dict[str, Any]) -> Generator[None]:
    """By this alias, in this thread, without being one of the site's databases."""
    connections[alias] = load_backend(database["ENGINE"]).DatabaseWrapper(database, alias)
    try:
        yield
    finally:
        connections[alias].close()
        del connections[alias]
