import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from comments.own import download, operating


class Command(BaseCommand):
    help = "Writes everything that is kept about one person as JSON, moderators' notes on them included."

    def add_arguments(self, parser: ArgumentParser) -> None:
        operating.add_person(parser)
        parser.add_argument(
            "--output", type=Path, help="The file to write, for you alone to read; else standard output."
        )

    def handle(self, *, output: Path | None, **options: Any) -> None:
        people = operating.people_of(options)
        lines = download.as_json(people, for_operators=True)
        if output is None:
            sys.stdout.writelines(lines)
            return
        output.touch(mode=0o600, exist_ok=False)
        with output.open("w", encoding="utf-8") as file:
            file.writelines(lines)
        self.stdout.write(f"Written to {output}.")
