"""Makes an archive: every record at one moment, then the originals of pictures and whatever else was uploaded."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from articles.picture_html import FOLDER
from moving import archive, media
from moving.archive import ArchiveWriter
from moving.archives.describing import README, described
from moving.archives.kind import Kind
from moving.archives.kinds import FORMAT, KINDS
from moving.archives.manifest import WHAT, Manifest, Records
from moving.archives.names import Names
from moving.archives.records import lines_of
from moving.backup import fingerprint
from moving.media_list import listed, write_media
from moving.numbers import last_number
from moving.progress import Counting
from moving.refused import Refused
from moving.snapshot import snapshot
from moving.tables import applied_migrations, known_migrations


def entry_of(name: str) -> str:
    return f"records/{name}.jsonl"


def as_object(line: list[object]) -> dict[str, object]:
    return dict(zip(archive.COLUMNS_OF_MEDIA, line, strict=True))


def export(stream: BinaryIO, tell: Counting | None = None) -> Manifest:
    refuse_another_release()
    names = Names()
    with closing(ArchiveWriter(stream)) as writer:
        with snapshot(connection):
            made_at = datetime.now(UTC)
            records = [_write_kind(writer, kind, names, tell) for kind in KINDS]
            files = media.all_files(media.named_files([kind.tables[-1] for kind in KINDS], connection))
        kept, missing = write_media(writer, [name for name in files if not name.startswith(FOLDER)], as_object)
        manifest = Manifest(
            what=WHAT,
            format=FORMAT,
            made_at=made_at.isoformat(timespec="seconds"),
            release=settings.RELEASE,
            newspaper=newspaper(),
            secret_key=fingerprint(),
            records=records,
            media=kept,
            missing=missing,
        )
        writer.add(README, [described().encode()])
        writer.add(archive.MANIFEST, [manifest.written()])
    return manifest


def refuse_another_release() -> None:
    """Tables and code must be of one release, since the archive says what the code's models mean."""
    applied = applied_migrations(connection)
    if not applied:
        raise Refused("The database has no tables: are DATA_DIR and DATABASE_URL those of the site?")
    if ahead := sorted(set(known_migrations().graph.nodes) - applied):
        raise Refused(f"The database lacks the migration {'.'.join(ahead[0])}: run `manage migrate` first.")


def newspaper() -> dict[str, str]:
    return {
        "name": settings.SITE_NAME,
        "address": settings.SITE_URL,
        "language": settings.LANGUAGE_CODE,
        "time_zone": settings.TIME_ZONE,
    }


def total() -> int:
    """Of all records, for the progress line."""
    return sum(kind.model._base_manager.filter(kind.only()).count() for kind in KINDS)


def _write_kind(writer: ArchiveWriter, kind: Kind, names: Names, tell: Counting | None) -> Records:
    lines = lines_of(kind, names)
    written = writer.add(entry_of(kind.name), tell.count(lines) if tell else lines)
    plain = asdict(listed(kind.name, written, list(kind.names), last_number(kind.tables[0], connection)))
    return Records(**plain, secret=kind.secret, personal=kind.personal)
