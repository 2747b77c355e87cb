"""Makes a backup: every table at one moment, then the media files."""

from contextlib import closing
from datetime import UTC, datetime
from typing import BinaryIO

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from comments.keys import short_digest
from moving import archive, media
from moving.archive import ArchiveWriter
from moving.manifest import FORMAT, Listed, Manifest
from moving.media_list import listed, write_media
from moving.numbers import last_number
from moving.refused import Refused
from moving.rows import lines_of
from moving.snapshot import snapshot
from moving.tables import Migration, Table, applied_migrations, tables_at


def back_up(stream: BinaryIO, using: str = "default") -> Manifest:
    connection = connections[using]
    with closing(ArchiveWriter(stream)) as writer:
        with snapshot(connection):
            made_at = datetime.now(UTC)
            migrations = _migrations_of(connection)
            tables = tables_at(migrations)
            written = [_write_table(writer, table, connection) for table in tables]
            files = media.all_files(media.named_files(tables, connection))
        kept, left_out = write_media(writer, files)
        manifest = Manifest(
            format=FORMAT,
            made_at=made_at.isoformat(timespec="seconds"),
            release=settings.RELEASE,
            engine=connection.vendor,
            secret_key=fingerprint(),
            migrations=sorted(map(list, migrations)),
            tables=written,
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
    return listed(table.name, written, table.columns, last_number(table, connection))
