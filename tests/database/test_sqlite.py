"""Two connections to a SQLite file of their own, on whatever engine the suite runs."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connections, transaction
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

HERE, THERE = "here", "there"


@pytest.fixture(autouse=True)
def file(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    settings: dict[str, Any] = {"ENGINE": "database.sqlite", "NAME": str(tmp_path / "some.sqlite3")}
    settings["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 0.01, "init_command": "PRAGMA journal_mode=WAL"}
    with django_db_blocker.unblock():
        for name in (HERE, THERE):
            connections[name] = ConnectionHandler({"default": settings}).create_connection("default")
        execute(HERE, "CREATE TABLE word (word text UNIQUE)")
        execute(HERE, "CREATE TABLE meaning (word text REFERENCES word (word) DEFERRABLE INITIALLY DEFERRED)")
        yield settings["NAME"]
        for name in (HERE, THERE):
            connections[name].close()
            del connections[name]


def execute(name: str, statement: str) -> list[tuple[Any, ...]]:
    with connections[name].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def words(name: str) -> list[str]:
    return [word for (word,) in execute(name, "SELECT word FROM word ORDER BY word")]


def write(name: str, word: str) -> None:
    with transaction.atomic(using=name):
        execute(name, f"INSERT INTO word VALUES ('{word}')")


def test_a_second_writer_waits_as_long_as_sqlite_would_and_gives_up() -> None:
    with transaction.atomic(using=HERE), pytest.raises(OperationalError, match="database is locked"):
        write(THERE, "two")
    write(THERE, "three")
    assert words(HERE) == ["three"]


def test_readers_never_wait() -> None:
    write(HERE, "one")
    with transaction.atomic(using=HERE):
        execute(HERE, "INSERT INTO word VALUES ('two')")
        assert words(THERE) == ["one"]


def test_without_its_lock_file_a_transaction_is_refused_as_by_a_database_that_is_away(tmp_path: Path) -> None:
    connections[HERE].settings_dict["NAME"] = str(tmp_path / "nowhere" / "some.sqlite3")
    with pytest.raises(OperationalError, match="lock file"):
        write(HERE, "one")


def fail(name: str) -> None:
    with transaction.atomic(using=name):
        raise ZeroDivisionError


def fail_to_commit(name: str) -> None:
    with transaction.atomic(using=name):
        execute(name, "INSERT INTO meaning VALUES ('nowhere')")


def lose_the_connection(name: str) -> None:
    with transaction.atomic(using=name):
        connections[name].close()
        execute(name, "SELECT 1")


def meet_another_program(name: str) -> None:
    other = sqlite3.connect(connections[name].settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        write(name, "word")
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.mark.parametrize("end", [fail, fail_to_commit, lose_the_connection, meet_another_program])
def test_however_a_transaction_ends_the_next_writer_has_its_turn(end: Callable[[str], None]) -> None:
    with pytest.raises((DatabaseError, ZeroDivisionError)):
        end(HERE)
    write(THERE, "two")
    write(HERE, "one")
    assert words(THERE) == ["one", "two"]


def test_a_savepoint_leaves_the_turn_with_its_transaction() -> None:
    with transaction.atomic(using=HERE):
        with transaction.atomic(using=HERE):
            execute(HERE, "INSERT INTO word VALUES ('one')")
        with pytest.raises(OperationalError):
            write(THERE, "two")
    assert words(THERE) == ["one"]
