"""How much waits under one article, tab by tab."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise

from comments.queue.filters import Filters
from comments.queue.place import Place
from comments.queue.tabs import COUNTED, TABS, shown
from comments.queue.values import stored


class Waiting(NamedTuple):
    """`query` is that of the queue's address where they stand."""

    name: Promise | str
    number: int
    query: str

    @property
    def shown(self) -> str:
        return shown(self.number)


WAITING = [tab for tab in TABS.values() if tab.waits]
# By hand, so that no count goes on beyond what is said of it.
_LEG = "SELECT 1 FROM comments_comment c WHERE c.article_id = %(article)s AND {leg}"
_COUNT = "(SELECT COUNT(*) FROM (SELECT 1 FROM ({legs}) AS here LIMIT {most}) AS few)"
QUERY = "SELECT " + ", ".join(
    _COUNT.format(legs=" UNION ALL ".join(_LEG.format(leg=leg) for leg in tab.legs), most=COUNTED) for tab in WAITING
)


def waiting_under(article: int) -> list[Waiting]:
    """Those tabs that hold something of it, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"article": article, "now": stored(timezone.now())})
        counts = cursor.fetchone()
    place = Place(filters=Filters(article=str(article)))
    told = zip(WAITING, counts, strict=True)
    return [Waiting(tab.name, count, replace(place, tab=tab).query) for tab, count in told if count]
