from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from moving.backup import fingerprint
from moving.check import check
from moving.manifest import Manifest
from moving.refused import Refused
from moving.restore import Restored, restore
from outbox.holding import RELEASE


class Command(BaseCommand):
    requires_system_checks = ()  # they open the database, whose folder is not there yet on a new machine
    help = "Puts a backup into an empty database and an empty media folder, all of it or nothing. See docs/backups.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="what `backup` wrote")
        parser.add_argument(
            "--check", action="store_true", help="only try it in a scratch database, and compare counts and checksums"
        )

    def handle(self, *, file: str, check: bool, **options: Any) -> None:
        try:
            self._check(Path(file)) if check else self._restore(Path(file))
        except (Refused, OSError, Error) as error:
            raise CommandError(f"{file} was not restored. {error}") from error

    def _check(self, path: Path) -> None:
        report = check(path)
        self.stdout.write("\n".join(report.table()))
        self.stdout.write("\n".join(warnings(report.manifest)))
        if not report.is_same:
            raise CommandError("What was read back differs from the backup.", returncode=1)

    def _restore(self, path: Path) -> None:
        self.stdout.write("\n".join(told(restore(path))))


def told(restored: Restored) -> list[str]:
    manifest = restored.manifest
    rows = sum(table.rows for table in manifest.tables)
    lines = [f"Restored {rows} rows of {len(manifest.tables)} tables and {manifest.media.rows} media files, "]
    lines[0] += f"as they were at {manifest.made_at}. Counts and checksums are those of the backup."
    if restored.on_hold:
        lines += [f"{restored.on_hold} jobs that would leave the house are on hold; when they may: {RELEASE}"]
    return [*lines, *warnings(manifest)]


def warnings(manifest: Manifest) -> list[str]:
    lines = [f"The backup lacks the media file {name!r}." for name in manifest.left_out]
    if manifest.secret_key != fingerprint():
        lines += ["SECRET_KEY is not that of the backup: with another key, private links of commenters do not work."]
    return lines
