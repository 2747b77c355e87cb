from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.search.proving import differences


class Command(BaseCommand):
    help = "Compares what articles are found by with their words, and repairs it; it may run beside the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; exit with 1 when anything differs.")

    def handle(self, *, check: bool, **options: Any) -> None:
        found = 0
        for difference in differences(repair=not check):
            self.stdout.write(difference)
            found += 1
        if check and found:
            raise CommandError(f"{found} differences.", returncode=1)
        self.stdout.write(f"{found} differences repaired." if found else "Every article is found by its words.")
