import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from moving.archive import destination
from moving.progress import Progress
from moving.refused import Refused
from moving.wxr import writing


class Command(BaseCommand):
    help = "Writes articles, pages, pictures' addresses and comments for WordPress's importer. See docs/moving.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help='as in newspaper.xml; "-" is standard output')
        parser.add_argument("--force", action="store_true", help="write over a file that exists")

    def handle(self, *, file: str, force: bool, **options: Any) -> None:
        try:
            tell = Progress(sys.stderr, writing.total())
            with destination(file, force) as stream:
                writing.export(stream, tell)
        except (Refused, OSError, Error) as error:
            raise CommandError(f"No export was made. {error}") from error
        tell.end()
        self.stderr.write("It holds e-mail and IP addresses of commenters: only you can read it, keep it so.")
