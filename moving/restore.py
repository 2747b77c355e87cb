"""Puts a backup into an empty database, all of it or nothing, and proves that what is there is what was backed up."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.models.version import SiteVersion
from articles.search import proving
from moving import letters, media, target
from moving.manifest import Listed, Manifest
from moving.numbers import continue_from
from moving.opened import Backup, opened
from moving.refused import Refused
from moving.rows import insert, lines_of
from moving.tables import Table, last_of, tables_at
from outbox import holding
from outbox.models import Job


@dataclass(frozen=True)
class Compared:
    """A table of the backup beside what was read back of it."""

    listed: Listed
    rows: int
    sha256: str

    @property
    def is_same(self) -> bool:
        return (self.rows, self.sha256) == (self.listed.rows, self.listed.sha256)


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    on_hold: int


def restore(path: Path, using: str = "default") -> Restored:
    connection = connections[using]
    with opened(path) as backup:
        tables = proven(backup)
        media.refuse_unless_empty(sum(size for size, _ in backup.media.values()))
        target.prepare(connection, migrations_of(backup), size_of(backup))
        with media.unpacked(backup.files()) as files, transaction.atomic(using=using):
            for compared in loaded(backup, tables, connection):
                if not compared.is_same:
                    raise Refused(f"What was read back of {compared.listed.name} differs; nothing was restored.")
            make_pages_new(using)
            holding.hold(using)
            files.put_in_place()
        catch_up(using)
        letters.pause(using)
        _have_all_found(using)
    return Restored(backup.manifest, Job.objects.using(using).on_hold().count())


def proven(backup: Backup) -> list[Table]:
    """The tables of the backup, once every byte of it has been read and is what it should be."""
    tables = tables_at(migrations_of(backup))
    backup.verify(tables)
    return tables


def migrations_of(backup: Backup) -> set[tuple[str, str]]:
    migrations = {(app, name) for app, name in backup.manifest.migrations}
    if not last_of(migrations):
        raise Refused("It names no migrations.")
    return migrations


def size_of(backup: Backup) -> int:
    return sum(listed.bytes for listed in backup.manifest.tables)


def loaded(backup: Backup, tables: list[Table], connection: BaseDatabaseWrapper) -> Iterator[Compared]:
    """In the caller's transaction. Each table is read back once all are there."""
    target.make_room(tables, connection)
    for table in tables:
        insert(table, backup.lines(table.name), connection)
        continue_from(backup.tables[table.name].last_number, table, connection)
    for table in tables:
        yield _read_back(table, backup.tables[table.name], connection)


def _read_back(table: Table, listed: Listed, connection: BaseDatabaseWrapper) -> Compared:
    digest, count = hashlib.sha256(), 0
    for line in lines_of(table, connection):
        digest.update(line)
        count += 1
    return Compared(listed, count, digest.hexdigest())


def make_pages_new(using: str) -> None:
    """No cache or browser takes a page of the time since the backup for ours."""
    now = int(time.time() * 1000)
    versions = SiteVersion.objects.using(using)
    if not versions.filter(number__lt=now).update(number=now):
        versions.get_or_create(pk=1, defaults={"number": now})


def _have_all_found(using: str) -> None:
    for _difference in proving.differences(repair=True, using=using):
        pass


def catch_up(using: str) -> None:
    """The migrations that are younger than the backup, and the permissions that they bring."""
    ContentType.objects.clear_cache()
    call_command("migrate", database=using, interactive=False, verbosity=0)
