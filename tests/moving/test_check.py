"""`restore --check` tells whether a backup can be put back, and touches neither database nor media."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from tests.moving import tampering
from tests.moving.tampering import with_rows
from tests.newsroom.digests import digest_of_all_tables

pytestmark = pytest.mark.django_db(transaction=True)

# The time is right, but no backup writes it so: what is read back is written otherwise.
IN_OTHER_WORDS = b'["a","t","2026-01-01T00:00:00Z","2026-01-01T00:00:00Z",null,null]\n'


def told(archive: Path) -> list[str]:
    output = StringIO()
    call_command("restore", str(archive), "--check", stdout=output)
    return output.getvalue().splitlines()


def told_in_failing(archive: Path, message: str) -> list[str]:
    output = StringIO()
    with pytest.raises(CommandError, match=message) as failed:
        call_command("restore", str(archive), "--check", stdout=output)
    assert failed.value.returncode == 1
    return output.getvalue().splitlines()


def line_of(table: str, lines: list[str]) -> list[str]:
    return next(line.split() for line in lines if line.startswith(f"{table} "))


def test_it_compares_counts_and_checksums_of_every_table_and_changes_nothing(archive: Path, settings: Settings) -> None:
    before, files = digest_of_all_tables(), sorted(Path(settings.DATA_DIR).iterdir())
    lines = told(archive)
    assert line_of("comments.comment", lines) == ["comments.comment", "8", "8", "same"]
    assert line_of("media", lines) == ["media", "files", "4", "4", "same"]
    place = next(line for line in lines if line.startswith("Read back from"))
    assert ("PostgreSQL server" if os.environ["TEST_DATABASE"] else "SQLite file") in place
    assert not is_there(place)
    assert digest_of_all_tables() == before
    assert sorted(Path(settings.DATA_DIR).iterdir()) == files


def is_there(place: str) -> bool:
    """Of a database on a server, which other tests may use meanwhile for theirs."""
    if connection.vendor == "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return any(name.startswith("newsroom_scratch") and name in place for (name,) in cursor.fetchall())


def test_what_differs_is_named_and_the_command_fails(archive: Path, copy: Path) -> None:
    entries = tampering.parts_of(archive)
    with_rows("comments.alert", IN_OTHER_WORDS)(entries)
    tampering.put_together(copy, entries)
    lines = told_in_failing(copy, "What was read back differs from the backup")
    assert line_of("comments.alert", lines) == ["comments.alert", "1", "1", "DIFFERS"]


def test_a_damaged_backup_fails_with_its_sentence(archive: Path, copy: Path) -> None:
    copy.write_bytes(archive.read_bytes()[:-9])
    assert told_in_failing(copy, "was cut off") == []
