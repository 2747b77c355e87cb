from typing import Any

from moving.lists.articles import ARTICLES, STATUSES, articles_asked_for
from moving.lists.command import ListCommand


class Command(ListCommand):
    help = "Writes articles as CSV or JSON lines. See docs/moving.md."
    statuses = STATUSES
    dated = "published, or where that is open made,"

    def handle(self, **options: Any) -> None:
        self.write(ARTICLES, articles_asked_for(options["status"], options["since"], options["until"]), options)
