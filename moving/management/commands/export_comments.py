from argparse import ArgumentParser
from typing import Any

from comments.models import Status
from moving.lists.command import ListCommand
from moving.lists.comments import COMMENTS, COMMENTS_AND_PEOPLE, comments_asked_for


class Command(ListCommand):
    help = "Writes comments as CSV or JSON lines. See docs/moving.md."
    statuses = tuple(Status.values)
    dated = "written"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--article", type=int, help="of the article with this number alone")
        parser.add_argument(
            "--people", action="store_true", help="with e-mail and IP addresses, where they are still kept"
        )

    def handle(self, **options: Any) -> None:
        found = comments_asked_for(options["status"], options["since"], options["until"], options["article"])
        self.write(COMMENTS_AND_PEOPLE if options["people"] else COMMENTS, found, options)
