"""From engine to engine and back, and through the migrations: the same rows, by the same checksums."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from comments.models import DiscussionSettings
from moving.manifest import Listed
from moving.opened import opened
from moving.restore import loaded, migrations_of, proven, restore, size_of
from moving.scratch import in_a_file, scratch
from moving.tables import applied_migrations
from moving.target import prepare
from tests.moving.conftest import backed_up

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE_STUBS = ("comments", "0006_log_names")
Rows = dict[str, tuple[int, str]]


def rows(listed: list[Listed]) -> Rows:
    return {table.name: (table.rows, table.sha256) for table in listed}


def put_into(archive: Path, alias: str) -> None:
    """Without what a restore changes, so that the next backup can be compared."""
    connection = connections[alias]
    with opened(archive) as backup:
        tables = proven(backup)
        prepare(connection, migrations_of(backup), size_of(backup))
        with transaction.atomic(using=alias):
            assert all(each.is_same for each in loaded(backup, tables, connection))


@contextmanager
def databases() -> Iterator[list[str]]:
    """Two of SQLite and, in the run on PostgreSQL, one on its server between them."""
    with ExitStack() as stack:
        stack.enter_context(in_a_file("first"))
        if os.environ["TEST_DATABASE"]:
            place = stack.enter_context(scratch("between"))
            assert "PostgreSQL" in place
        stack.enter_context(in_a_file("last"))
        yield ["first", "between", "last"] if os.environ["TEST_DATABASE"] else ["first", "last"]


def test_a_site_that_crosses_engines_is_the_same(archive: Path, tmp_path: Path) -> None:
    with opened(archive) as backup:
        original = rows(backup.manifest.tables)
    with databases() as aliases:
        for alias in aliases:
            put_into(archive, alias)
            archive = tmp_path / f"{alias}.zip"
            manifest = backed_up(archive, alias)
            assert manifest.engine == connections[alias].vendor
            assert rows(manifest.tables) == original


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """Of tables that lack the latest migrations, made by this release's code: as right after an upgrade."""
    with in_a_file("older"):
        targets = [BEFORE_STUBS, ("outbox", "0002_job_held_at")]
        then = MigrationExecutor(connections["older"]).migrate(targets).apps.get_model("comments", "DiscussionSettings")
        then.objects.using("older").create(pk=1, publish_after=7)
        manifest = backed_up(tmp_path / "older.zip", "older")
    assert list(BEFORE_STUBS) in manifest.migrations
    return tmp_path / "older.zip"


def test_an_older_backup_is_brought_up_to_date_in_a_database_without_newer_tables(older: Path) -> None:
    with pytest.raises(CommandError, match=r"does not know, \w+\.\w+\. Give it a database of its own"):
        call_command("restore", str(older))
    with in_a_file("newer"):
        restore(older, "newer")
        assert DiscussionSettings.objects.using("newer").get().publish_after == 7
        assert applied_migrations(connections["newer"]) == applied_migrations(connections["default"])
