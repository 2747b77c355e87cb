"""Takes an archive into an empty installation, all of it or nothing, and reads back what is there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction

from moving import media, target
from moving.archives import files, rebuilding, records
from moving.archives.kind import Kind
from moving.archives.kinds import KINDS
from moving.archives.manifest import Manifest
from moving.archives.names import Names
from moving.archives.reading import Archive
from moving.numbers import continue_from
from moving.opened import opened_as
from moving.progress import Counting
from moving.refused import Refused
from moving.restore import make_pages_new
from moving.rows import refusing
from moving.tables import MADE_BY_MIGRATE, Table, applied_migrations, known_migrations


@dataclass(frozen=True)
class TakenIn:
    """`differing` are kinds that were read back as something else: texts that this release cleans otherwise, rights
    that it does not know."""

    manifest: Manifest
    on_hold: int
    unknown: list[str]
    differing: list[str]


def take_in(path: Path, tell: Counting | None = None, give_up: Callable[[], Collection[str]] = frozenset) -> TakenIn:
    """`give_up`: what goes in the same transaction in which the archive comes, see taking_over.py."""
    with opened_as(Archive, path) as archive:
        archive.verify()
        files.refuse_others(archive.media)
        prepare_database(archive.size)
        names = Names()
        with media.unpacked(archive.files(), files.Beside) as unpacked, transaction.atomic():
            target.make_room(all_tables(), connection, give_up)
            for kind in KINDS:
                _take_in_kind(kind, archive, names, tell)
            with refusing("the archive"):
                connection.check_constraints()
            on_hold = rebuilding.finish()
            differing = [kind.name for kind in KINDS if not _is_same(kind, archive)]
            make_pages_new("default")
            unpacked.put_in_place()
        _have_all_roles()
    return TakenIn(archive.manifest, on_hold, sorted(names.unknown), differing)


def all_tables() -> list[Table]:
    """That records stand in; each before those that refer to it."""
    return [table for kind in KINDS for table in (*kind.tables, *kind.list_tables)]


def prepare_database(size: int) -> None:
    """Makes the tables, or those that an import that was killed had not made yet."""
    if connection.vendor == "sqlite":
        target.prepare_folder(Path(connection.settings_dict["NAME"]).parent, size)
    target.refuse_while_working(connection)
    if set(known_migrations().graph.nodes) - applied_migrations(connection):
        _refuse_rows()
        call_command("migrate", interactive=False, verbosity=0)


def _refuse_rows() -> None:
    """In tables that may be of an older release."""
    there = set(connection.introspection.table_names())
    tables = [table for kind in KINDS for table in kind.tables if table.name not in MADE_BY_MIGRATE]
    for table in tables:
        if table.model._meta.db_table in there and _has_rows(table):
            raise Refused(target.NOT_EMPTY, table=table.name)


def _has_rows(table: Table) -> bool:
    name = connection.ops.quote_name(table.model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608
        return cursor.fetchone() is not None


def _take_in_kind(kind: Kind, archive: Archive, names: Names, tell: Counting | None) -> None:
    found = archive.records(kind)
    records.take_in(kind, rebuilding.completed(kind, tell.count(found) if tell else found), names)
    if kind.name in archive.listed:
        continue_from(archive.listed[kind.name].last_number, kind.tables[0], connection)


def _is_same(kind: Kind, archive: Archive) -> bool:
    """An archive of before some field was there says nothing of it."""
    listed = archive.listed.get(kind.name)
    if listed is None or listed.columns != list(kind.names):
        return True
    digest = hashlib.sha256()
    for line in records.lines_of(kind, Names()):
        digest.update(line)
    return digest.hexdigest() == listed.sha256


def _have_all_roles() -> None:
    """What a newer release gives to the groups of every installation."""
    ContentType.objects.clear_cache()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
