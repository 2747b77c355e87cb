import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from moving.archive import destination
from moving.archives import writing
from moving.archives.describing import described
from moving.archives.manifest import Manifest
from moving.progress import Progress
from moving.refused import Refused


class Command(BaseCommand):
    requires_system_checks = ()  # they would end in a traceback where the database is not to be had
    help = "Writes the newspaper, all of it, into one file for another installation. See docs/moving.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help='as in newspaper.zip; "-" is standard output')
        parser.add_argument("--force", action="store_true", help="write over a file that exists")
        parser.add_argument(
            "--describe", action="store_true", help="only say what stands in an archive, field by field"
        )

    def handle(self, *, file: str | None, force: bool, describe: bool, **options: Any) -> None:
        if describe:
            self.stdout.write(described())
        elif file:
            self._export(file, force)
        else:
            raise CommandError("Say the name of the file, as in newspaper.zip.")

    def _export(self, file: str, force: bool) -> None:
        if file == "-" and sys.stdout.isatty():
            raise CommandError("Standard output is a terminal; send it into a file or a program.")
        try:
            with destination(file, force) as stream:
                tell = Progress(sys.stderr, writing.total(), "records")
                manifest = writing.export(stream, tell)
                tell.end()
        except (Refused, OSError, Error) as error:
            raise CommandError(f"No archive was made. {error}") from error
        for line in told(manifest):
            self.stderr.write(line, self.style.NOTICE) if file == "-" else self.stdout.write(line)


def told(manifest: Manifest) -> list[str]:
    records = sum(each.rows for each in manifest.records)
    lines = [f"Wrote {records} records of {len(manifest.records)} kinds and {manifest.media.rows} media files."]
    lines += [f"Not in it, as it is missing or has an odd name: {name!r}" for name in manifest.missing]
    return [
        *lines,
        "It holds e-mail and IP addresses and password hashes: only you can read it, keep it so.",
        "SECRET_KEY and the other settings are not in it: take the key along, for private links and second factors.",
    ]
