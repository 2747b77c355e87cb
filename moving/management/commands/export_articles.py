from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, Status
from articles.states import SCHEDULED
from moving.lists.articles import ARTICLES
from moving.lists.command import ListCommand


class Command(ListCommand):
    help = "Writes articles as CSV or JSON lines. See docs/moving.md."
    statuses = (*Status.values, SCHEDULED)
    dated = "published, or where that is open made,"

    def handle(self, **options: Any) -> None:
        found = Article.objects.alias(dated=Coalesce("published_at", "created_at"))
        if options["since"]:
            found = found.filter(dated__gte=options["since"])
        if options["until"]:
            found = found.filter(dated__lt=options["until"])
        if options["status"]:
            found = found.filter(_in(options["status"]))
        self.write(ARTICLES, found, options)


def _in(statuses: list[str]) -> Q:
    """Scheduled is what is published with a time ahead."""
    now = timezone.now()
    asked = Q(status__in=set(statuses) - {Status.PUBLISHED, SCHEDULED})
    if Status.PUBLISHED in statuses:
        asked |= Q(status=Status.PUBLISHED, published_at__lte=now)
    if SCHEDULED in statuses:
        asked |= Q(status=Status.PUBLISHED, published_at__gt=now)
    return asked
