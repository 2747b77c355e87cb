from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comments.own import erasing, operating


class Command(BaseCommand):
    help = "Erases everything that is kept about one person; it may run beside the site. It can't be undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        operating.add_person(parser)
        parser.add_argument("--yes", action="store_true", help="Do it. Without this, only say how much that is.")

    def handle(self, *, yes: bool, **options: Any) -> None:
        people = operating.people_of(options)
        if not yes:
            raise CommandError(f"Comments to be erased: {erasing.count(people)}. --yes does it.")
        erasure = erasing.ask(operating.person_of(options))
        while erasing.carry_on(erasure.pk):
            pass
        erasing.finish()
        erasure.refresh_from_db()
        account = " The account is closed." if erasure.with_account else ""
        self.stdout.write(f"Erased: {erasure.done} comments, and all that is kept with them.{account}")
