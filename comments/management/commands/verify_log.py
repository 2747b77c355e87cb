from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comments.sealing import UNSEALED_COUNTED, unsealed
from comments.verifying import Differs, Verified, verify


class Command(BaseCommand):
    help = "Compares the moderation log with its seals; exits with 1 and names the first row that differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect",
            default="",
            metavar="HASH",
            help="The hash of a seal that was noted elsewhere: it must be there as well. This command prints the last.",
        )

    def handle(self, *, expect: str, **options: Any) -> None:
        try:
            found = verify(expect)
        except Differs as difference:
            raise CommandError(str(difference), returncode=1) from None
        self.stdout.write(_told(found))
        if waiting := unsealed():
            more = "more than " if waiting >= UNSEALED_COUNTED else ""
            count = min(waiting, UNSEALED_COUNTED - 1)
            self.stdout.write(f"Not sealed yet: {more}{count:,} rows behind row {max(found.last, 0)}.")


def _told(found: Verified) -> str:
    if not found.seals:
        return "No row is sealed yet; the worker does it every minute."
    return (
        f"{found.rows:,} rows are as they were sealed, up to row {found.last}.\n"
        f"The last of {found.seals:,} seals has the hash {found.hash}"
    )
