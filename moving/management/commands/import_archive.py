import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from moving.archives.manifest import Manifest
from moving.archives.reading import Archive
from moving.archives.taking_in import TakenIn, take_in
from moving.archives.writing import newspaper
from moving.backup import fingerprint
from moving.desk import archives_supervised
from moving.opened import opened_as
from moving.progress import Progress
from moving.refused import Refused
from outbox.holding import RELEASE

SETTINGS = {"name": "SITE_NAME", "address": "SITE_URL", "language": "LANGUAGE_CODE", "time_zone": "TIME_ZONE"}


class Command(BaseCommand):
    requires_system_checks = ()  # they open the database, whose folder is not there yet on a new machine
    help = "Takes what `export_archive` wrote into an empty installation, all of it or nothing. See docs/moving.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="what `export_archive` wrote")
        parser.add_argument("--check", action="store_true", help="only read it, and say what is in it")
        parser.add_argument("--waiting", action="store_true", help="the one of the admin's page; for the supervisor")

    def handle(self, *, file: str | None, check: bool, waiting: bool, **options: Any) -> None:
        if waiting:
            archives_supervised.carry_out()
        elif file:
            self._handle_file(file, check)
        else:
            raise CommandError("Say the name of the file, as in newspaper.zip.")

    def _handle_file(self, file: str, check: bool) -> None:
        try:
            lines = self._look_at(Path(file)) if check else self._take_in(Path(file))
            self.stdout.write("\n".join(lines))
        except (Refused, OSError, Error) as error:
            raise CommandError(f"{file} was not imported. {error}") from error

    def _look_at(self, path: Path) -> list[str]:
        with opened_as(Archive, path) as archive:
            archive.verify()
            counts = [f"{each.name:<28}{each.rows:>12}" for each in archive.manifest.records if each.rows]
            return [*counts, f"{'media files':<28}{len(archive.media):>12}", *warnings(archive.manifest)]

    def _take_in(self, path: Path) -> list[str]:
        with opened_as(Archive, path) as archive:
            tell = Progress(sys.stderr, archive.rows, "records")
        taken_in = take_in(path, tell)
        tell.end()
        return list(told(taken_in))


def told(taken_in: TakenIn) -> Iterator[str]:
    manifest = taken_in.manifest
    rows = sum(each.rows for each in manifest.records)
    yield f"Imported {rows} records of {len(manifest.records)} kinds and {manifest.media.rows} media files."
    yield f"They are of {manifest.made_at}, written by release {manifest.release}."
    if taken_in.on_hold:
        yield f"{taken_in.on_hold} jobs that would leave the house are on hold; when they may: {RELEASE}"
    yield from (f"This release knows no right or table {name!r}: left out." for name in taken_in.unknown)
    for name in taken_in.differing:
        yield f"Read back otherwise than it stands in the archive, as this release cleans or names it: {name}"
    yield from warnings(manifest)


def warnings(manifest: Manifest) -> list[str]:
    lines = [f"The archive lacks the media file {name!r}." for name in manifest.missing]
    here = newspaper()
    for what, setting in SETTINGS.items():
        if (there := manifest.newspaper.get(what, "")) != here[what]:
            lines.append(f"{setting} is {here[what]!r} here; it was {there!r} there.")
    if manifest.secret_key != fingerprint():
        lines.append(
            "SECRET_KEY is not that of the archive: with another key private links and second factors do not work, "
            "and nobody's comments are known by their e-mail address."
        )
    return lines
