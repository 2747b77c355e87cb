"""A `manage.py` command that compares what is kept with what it was made of."""

from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class ProvingCommand(BaseCommand, ABC):
    """Repairs what differs, or exits with 1 for it with `--check`, which changes nothing."""

    all_well: str

    @abstractmethod
    def differences(self, *, repair: bool) -> Iterator[str]:
        """A sentence for each thing that is wrong; `repair` mends it first."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; exit with 1 when anything differs.")

    def handle(self, *, check: bool, **options: Any) -> None:
        found = 0
        for difference in self.differences(repair=not check):
            self.stdout.write(difference)
            found += 1
        if check and found:
            raise CommandError(f"{found} differences.", returncode=1)
        self.stdout.write(f"{found} differences repaired." if found else self.all_well)
