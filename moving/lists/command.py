"""What the commands that write lists share: where to, in which format, since when and until when."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.db.models import Model, QuerySet
from django.utils import timezone

from moving.archive import destination
from moving.lists.listing import FORMATS, Listing, write
from moving.progress import Progress
from moving.refused import Refused


class ListCommand(BaseCommand):
    statuses: tuple[str, ...]
    dated: str  # what --since and --until are about

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help='as in list.csv or list.jsonl; "-" is standard output')
        parser.add_argument("--format", choices=FORMATS, help="else what the name of the file ends in")
        parser.add_argument("--force", action="store_true", help="write over a file that exists")
        parser.add_argument("--status", type=self._statuses, help=f"some of {', '.join(self.statuses)}, with commas")
        parser.add_argument("--since", type=moment, help=f"{self.dated} on or after this day or time")
        parser.add_argument("--until", type=moment, help=f"{self.dated} before this day or time")

    def _statuses(self, given: str) -> list[str]:
        found = given.split(",")
        if unknown := sorted(set(found) - set(self.statuses)):
            raise ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(self.statuses)}")
        return found

    def write[Row: Model](self, listing: Listing[Row], found: QuerySet[Row, Row], options: dict[str, Any]) -> None:
        form = self._format(options)
        tell = Progress(sys.stderr, found.count())
        try:
            with destination(options["file"], options["force"]) as stream:
                write(stream, listing, found, form, tell)
        except (Refused, OSError, Error) as error:
            raise CommandError(f"No list was made. {error}") from error
        tell.end()
        self.stderr.write(f"Wrote {tell.done} rows.")

    def _format(self, options: dict[str, Any]) -> str:
        found = options["format"] or options["file"].rpartition(".")[2]
        if found not in FORMATS:
            raise CommandError(f"Say --format, or give the file a name that ends in {' or '.join(FORMATS)}.")
        return str(found)


def moment(given: str) -> datetime:
    """A day begins at midnight of the site's clock; a time without a zone is of that clock, too."""
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        raise ArgumentTypeError(f"{given!r} is no day or time, as in 2026-05-31 or 2026-05-31T18:00") from None
    return timezone.make_aware(found) if timezone.is_naive(found) else found
