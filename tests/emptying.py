"""Empties the database after tests that commit, at the price of what they wrote.

Django's flush empties every table and has `post_migrate` make its rows anew: 0.2 s of processor on PostgreSQL. Here
that is done once a process; what it leaves is remembered, and then put back where something else stands.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from functools import cache
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase

from comments import log_triggers
from tests.log_cleanup import lifted

type Rows = list[tuple[Any, ...]]

APPEND_ONLY = {log_triggers.TABLE, log_triggers.SEALS, log_triggers.RULES}
NUMBERS_GO_ON = """SELECT setval(sequence, GREATEST(nextval(sequence), (SELECT max(id) FROM {table})))
    FROM pg_get_serial_sequence('{table}', 'id') AS sequence"""
untouched: dict[str, Rows] = {}  # as a flush leaves the tables that have rows then


@pytest.fixture(scope="session", autouse=True)
def clean_up_costs_what_was_written() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: empty())
        yield


def empty() -> None:
    """As after `migrate` in a new database, but for the numbers: they go on."""
    if untouched:
        mend()
        return
    with lifted():
        call_command("flush", interactive=False, verbosity=0, reset_sequences=False)
    untouched.update({table: rows_of(table) for table in with_rows()})


def mend() -> None:
    """Alone with all tables, so that nothing arrives behind it which a thread of the test still writes."""
    with transaction.atomic():
        take_all_tables()
        filled = with_rows()
        changed = {table for table in untouched if rows_of(table) != untouched[table]} | (filled - untouched.keys())
        with lifted() if changed & APPEND_ONLY else nullcontext():
            for table in changed & filled:
                execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        for table in changed & untouched.keys():
            put_back(table, untouched[table])
        let_numbers_go_on()
    ContentType.objects.clear_cache()


def take_all_tables() -> None:
    """On SQLite whoever begins to write is alone already."""
    if connection.vendor == "postgresql":
        names = ", ".join(map(connection.ops.quote_name, tables()))
        execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")


def with_rows() -> set[str]:
    quoted = [(table, connection.ops.quote_name(table)) for table in tables()]
    looks = [f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name})" for table, name in quoted]
    return {table for (table,) in execute(" UNION ALL ".join(looks))}


def rows_of(table: str) -> Rows:
    return sorted(execute(f"SELECT * FROM {connection.ops.quote_name(table)}"), key=repr)


def put_back(table: str, rows: Rows) -> None:
    places = ", ".join(["%s"] * len(rows[0]))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({places})", rows)


def let_numbers_go_on() -> None:
    """Behind the rows that stay, also where a test has had them begin anew: SQLite sees to that itself."""
    if connection.vendor == "postgresql":
        for table in untouched:
            execute(NUMBERS_GO_ON.format(table=table))


@cache
def tables() -> list[str]:
    return sorted(connection.introspection.django_table_names(only_existing=True, include_views=False))


def execute(statement: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
