"""One page of the queue: its rows in order, where the next begins, and how far the search went if it has a bound."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from comments.desk.rows import Row, read_cards
from comments.queue import Place, Reach


class Found(NamedTuple):
    rows: list[Row]
    next: Place | None
    searched: datetime | None = None  # back to then, and no further


def read(place: Place, reach: Reach) -> Found:
    rows = _read(place, reach)
    edge = place.edge(reach) if len(rows) <= place.size else None
    if place.is_among_weighed and len(rows) <= place.size and not edge:
        rows, place = rows + _read(place.weightless(), reach), place.weightless()
        edge = place.edge(reach) if len(rows) <= place.size else None
    if len(rows) > place.size:
        return Found(rows[: place.size], place.past(place.key(rows[place.size - 1])))
    return Found(rows, place.past(edge) if edge else None, edge and edge.at)


def _read(place: Place, reach: Reach) -> list[Row]:
    """One more than the page holds, if there is one."""
    found = read_cards(*place.selection(reach), addresses=reach.addresses)
    if place.is_among_weighed:
        return sorted(found, key=lambda row: (-row.priority, row.created_at, row.pk))
    return sorted(found, key=place.key, reverse=place.newest)
