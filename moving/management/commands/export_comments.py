from argparse import ArgumentParser
from typing import Any

from comments.models import Comment, Status
from moving.lists.command import ListCommand
from moving.lists.comments import COMMENTS, COMMENTS_AND_PEOPLE


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
        wanted = {"status__in": "status", "created_at__gte": "since", "created_at__lt": "until", "article": "article"}
        given = {name: options[option] for name, option in wanted.items() if options[option] is not None}
        self.write(COMMENTS_AND_PEOPLE if options["people"] else COMMENTS, Comment.objects.filter(**given), options)
