import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from moving.archive import destination
from moving.backup import back_up
from moving.manifest import Manifest
from moving.refused import Refused


class Command(BaseCommand):
    requires_system_checks = ()  # they would end in a traceback where the database is not to be had
    help = "Writes database and media into one file, while the site runs. See docs/backups.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help='as in /backups/newsroom.zip; "-" is standard output')
        parser.add_argument("--force", action="store_true", help="write over a file that exists")

    def handle(self, *, file: str, force: bool, **options: Any) -> None:
        if file == "-" and sys.stdout.isatty():
            raise CommandError("Standard output is a terminal; send it into a file or a program.")
        try:
            with destination(file, force) as stream:
                manifest = back_up(stream)
        except (Refused, OSError, Error) as error:
            raise CommandError(f"No backup was made. {error}") from error
        for line in told(manifest):
            self.stderr.write(line, self.style.NOTICE) if file == "-" else self.stdout.write(line)


def told(manifest: Manifest) -> list[str]:
    rows = sum(table.rows for table in manifest.tables)
    lines = [f"Backed up {rows} rows of {len(manifest.tables)} tables and {manifest.media.rows} media files."]
    lines += [f"Not in it, as it is missing or has an odd name: {name!r}" for name in manifest.left_out]
    return [
        *lines,
        "It holds e-mail and IP addresses and password hashes: only you can read it, keep it so.",
        "SECRET_KEY and the other settings are not in it: keep them elsewhere. Without that key status links die.",
    ]
