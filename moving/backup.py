"""Makes a backup: every table at one moment, then the media files."""

from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from typing import BinaryIO

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from comments.keys import short_digest
from moving import archive, media
from moving.archive import COLUMNS_OF_MEDIA, MEDIA_LIST, ArchiveWriter, Written
from moving.manifest import FORMAT, Listed, Manifest
from moving.numbers import last_number
from moving.refused import Refused
from moving.rows import encode, lines_of
from moving.snapshot import snapshot
from moving.tables import Migration, Table, applied_migrations, tables_at


def back_up(stream: BinaryIO, using: str = "default") -> Manifest:
    connection = connections[using]
    with closing(ArchiveWriter(stream)) as writer:
        with snapshot(connection):
            made_at = datetime.now(UTC)
            migrations = _migrations_of(connection)
            tables = tables_at(migrations)
            listed = [_write_table(writer, table, connection) for table in tables]
            files = media.all_files(media.named_files(tables, connection))
        kept, left_out = _write_media(writer, files)
        manifest = Manifest(
            format=FORMAT,
            made_at=made_at.isoformat(timespec="seconds"),
            release=settings.RELEASE,
            engine=connection.vendor,
            secret_key=fingerprint(),
            migrations=sorted(map(list, migrations)),
            tables=listed,
            media=kept,
            left_out=left_out,
        )
        writer.add(archive.MANIFEST, [manifest.written()])
    return manifest


def _migrations_of(connection: BaseDatabaseWrapper) -> set[Migration]:
    """An empty backup, made every night of the wrong database, would be found out on the day it is needed."""
    if migrations := applied_migrations(connection):
        return migrations
    raise Refused("The database has no tables: are DATA_DIR and DATABASE_URL those of the site?")


def fingerprint() -> str:
    """By which a restore tells whether status links will work, without the backup telling the key."""
    return short_digest("backup", "secret key")


def _write_table(writer: ArchiveWriter, table: Table, connection: BaseDatabaseWrapper) -> Listed:
    written = writer.add(archive.table_entry(table.name), lines_of(table, connection))
    return _listed(table.name, written, table.columns, last_number(table, connection))


def _write_media(writer: ArchiveWriter, names: Iterable[str]) -> tuple[Listed, list[str]]:
    """A file that is not there, or that was taken away meanwhile, is no reason to have no backup."""
    lines, left_out = [], []
    for name in names:
        written = _write_file(writer, name) if media.is_harmless(name) else None
        if written:
            lines.append(encode([name, written.bytes, written.sha256]).encode() + b"\n")
        else:
            left_out.append(name.encode(errors="backslashreplace").decode())
    return _listed("media", writer.add(MEDIA_LIST, lines), COLUMNS_OF_MEDIA), left_out


def _write_file(writer: ArchiveWriter, name: str) -> Written | None:
    pieces = media.pieces_of(name)
    try:
        first = next(pieces, b"")
    except OSError:
        return None
    return writer.add_as_it_is(archive.media_entry(name), chain([first], pieces))


def _listed(name: str, written: Written, columns: list[str], number: int = 0) -> Listed:
    return Listed(name, written.pieces, written.bytes, written.sha256, columns, number)
