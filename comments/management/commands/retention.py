from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from comments import retention


class Command(BaseCommand):
    help = (
        "Deletes what is overdue, as the worker does every day; it may run beside the site. Says how much, not whose."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Change nothing; say what would go.")
        parser.add_argument(
            "--rewrite",
            action="store_true",
            help="SQLite: write the database file anew afterwards, however large; nobody else can write meanwhile.",
        )

    def handle(self, *, dry_run: bool, rewrite: bool, **options: Any) -> None:
        counts = retention.dry_run() if dry_run else retention.run(rewrite=rewrite)
        self.stdout.write("Would remove:" if dry_run else "Removed:")
        for name, count in counts.items():
            self.stdout.write(f"{count:>9,}  {name}")
