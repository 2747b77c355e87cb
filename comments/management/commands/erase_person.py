from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comments.own import erasing, operating
from comments.own.people import People


class Command(BaseCommand):
    help = "Erases everything that is kept about one person; it may run beside the site. It can't be undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        operating.add_person(parser)
        parser.add_argument("--yes", action="store_true", help="Do it. Without this, only say how much that is.")

    def handle(self, *, yes: bool, **options: Any) -> None:
        people = operating.people_of(options)
        if not yes:
            raise CommandError(f"Comments to be erased: {erasing.count(people)}. {_of_others(people)}--yes does it.")
        person = operating.person_of(options)
        if options["with_typed"]:
            operating.claim_typed(person)
        erasure = erasing.ask(person)
        while erasing.carry_on(erasure.pk):
            pass
        erasing.finish()
        erasure.refresh_from_db()
        account = " The account is closed." if erasure.with_account else ""
        self.stdout.write(f"Erased: {erasure.done} comments, and all that is kept with them.{account}")


def _of_others(people: People) -> str:
    """Empty where there are none."""
    count = erasing.count_of_others(people) if people.typed else 0
    told = "without proof that they did: these lose the address alone, or their words with --with-typed"
    return f"{count} more were written by whoever typed the address, {told}. " if count else ""
