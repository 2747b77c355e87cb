"""Takes an archive into an empty installation, all of it or nothing, and reads back what is there."""

from __future__ import annotations

import hashlib
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
from moving.progress import Progress
from moving.refused import Refused
from moving.restore import make_pages_new
from moving.rows import refusing
from moving.tables import applied_migrations, known_migrations


@dataclass(frozen=True)
class TakenIn:
    """`differing` are kinds that were read back as something else: texts that this release cleans otherwise, rights
    that it does not know."""

    manifest: Manifest
    on_hold: int
    unknown: list[str]
    differing: list[str]


def take_in(path: Path, tell: Progress | None = None) -> TakenIn:
    with opened_as(Archive, path) as archive:
        archive.verify()
        files.refuse_others(archive.media)
        prepare_database(archive.size)
        names = Names()
        with media.unpacked(archive.files(), files.Beside) as unpacked, transaction.atomic():
            target.make_room([table for kind in KINDS for table in (*kind.tables, *kind.list_tables)], connection)
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


def prepare_database(size: int) -> None:
    """Makes the tables where there are none."""
    if connection.vendor == "sqlite":
        target.prepare_folder(Path(connection.settings_dict["NAME"]).parent, size)
    target.refuse_while_working(connection)
    applied = applied_migrations(connection)
    if not applied:
        call_command("migrate", interactive=False, verbosity=0)
    elif set(known_migrations().graph.nodes) - applied:
        raise Refused(f"The database is of an older release. {target.FRESH_ONE}")


def _take_in_kind(kind: Kind, archive: Archive, names: Names, tell: Progress | None) -> None:
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
