"""Saved queues: places that somebody has given a name, for themselves or, where they keep the rules, for everybody."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection
from django.http import QueryDict

from accounts.models import User
from comments.models import SavedQueue
from comments.queue import Place, Reach
from database import statements

AT_MOST = 20  # over a queue, and of somebody's own
COUNTED = 100
OF_USER = f"""SELECT {{columns}} FROM comments_savedqueue WHERE owner_id = %(user)s OR owner_id IS NULL
    ORDER BY name, id LIMIT {2 * AT_MOST}"""  # noqa: S608
FRESH = 30  # seconds for which a count holds


class Line(NamedTuple):
    """One saved queue over the list."""

    pk: int
    name: str
    query: str
    number: str  # of comments
    is_shared: bool
    is_mine_to_change: bool
    is_here: bool


def lines(place: Place, user: User, reach: Reach) -> list[Line]:
    """Their own and the shared ones, without those that look for addresses they may not see."""
    here = place.first().query
    found = statements.rows_by(SavedQueue, OF_USER, {"user": user.pk})
    shown = [(row, Place.parse(QueryDict(row.query))) for row in found]
    allowed = [(row, saved) for row, saved in shown if reach.addresses or not saved.filters.email]
    return [_line(row, _count(saved, reach), here, user) for row, saved in allowed[:AT_MOST]]


def _line(row: SavedQueue, number: str, here: str, user: User) -> Line:
    return Line(
        row.pk, row.name, row.query, number, row.owner_id is None, may_change(row, user), is_here=row.query == here
    )


def may_change(saved: SavedQueue, user: User) -> bool:
    return saved.owner_id == user.pk or (saved.owner_id is None and user.has_perm("comments.keep_rules"))


def _count(place: Place, reach: Reach) -> str:
    """As it was at most half a minute ago; up to a hundred."""
    about = hashlib.sha256(repr((place.query, reach.sections and sorted(reach.sections), reach.addresses)).encode())
    number = cache.get_or_set(f"saved-queue-{about.hexdigest()}", lambda: _counted(place, reach), FRESH) or 0
    return f"{COUNTED}+" if number > COUNTED else str(number)


def _counted(place: Place, reach: Reach) -> int:
    selection, values = replace(place, size=COUNTED, weighed=False).selection(reach)
    with connection.cursor() as cursor:
        query = f"SELECT COUNT(*) FROM (SELECT c.id FROM comments_comment c WHERE {selection}) AS found"  # noqa: S608
        cursor.execute(query, values)
        return int(cursor.fetchone()[0])
