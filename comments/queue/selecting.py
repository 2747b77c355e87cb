"""From a place in the queue to SQL: ranges of an index that are read in order, put together, and cut off.

What an index can't answer is asked of at most 5,000 candidates, which are read by key; so a page has a bound whatever
it is asked for, and says how far it has looked. Of words, the index gives all comments that hold them: if these are few
they are the candidates, otherwise those are looked up in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.utils import timezone

from comments.queue.asking import asked, says_words, spans
from comments.queue.reach import Reach
from comments.queue.values import Cursor, Values, moment, stored
from comments.search import Matching

if TYPE_CHECKING:
    from comments.queue.place import Place

CANDIDATES = 5_000
AT, WEIGHT = "at", "weight"
NUMBERS = {
    "sqlite": "(SELECT value AS id FROM json_each({place})) AS m",
    "postgresql": "(SELECT CAST(value AS bigint) AS id FROM json_array_elements_text({place}::json)) AS m",
}


class Question(NamedTuple):
    """`legs` are conditions, each a range of an index; `order` names what `columns` give, with its direction."""

    legs: list[str]
    rest: list[str]
    columns: dict[str, str]
    order: list[tuple[str, str]]
    values: Values
    matching: Matching | None = None

    @property
    def is_exhaustive(self) -> bool:
        """Whether a page that isn't full is the last."""
        return len(self.matching) <= CANDIDATES if self.matching else not self.rest


def question(place: Place, reach: Reach) -> Question:
    values = Values(now=stored(timezone.now()))
    keys, rest = asked(place.filters, reach, values)
    if place.matching is None:
        rest += says_words(place.filters.text, values)
    by_weight = place.is_among_weighed
    if place.weighed and not by_weight:
        rest.append("c.priority = 0")
    beyond = _by_weight(place.after, values) if by_weight else _by_time(place, values)
    conditions = [*spans(place.filters, values)]
    legs = [_all_of(key, leg, *conditions, part) for key in keys for leg in place.tab.legs for part in beyond]
    way = "DESC" if place.newest else "ASC"
    order = [(WEIGHT, "DESC")] * by_weight + [(AT, way), ("id", way)]
    columns = {"id": "c.id", AT: f"c.{place.tab.clock}"} | ({WEIGHT: "c.priority"} if by_weight else {})
    return Question(legs, rest, columns, order, values, place.matching)


def _by_time(place: Place, values: Values) -> list[str]:
    if place.after is None:
        return [""]
    sign, at, pk = "<" if place.newest else ">", values.add(stored(place.after.at)), values.add(place.after.pk)
    return [f"(c.{place.tab.clock}, c.id) {sign} ({at}, {pk})"]


def _by_weight(after: Cursor | None, values: Values) -> list[str]:
    """What weighs nothing is not in the index, and SQLite wants to be told."""
    if after is None:
        return ["c.priority > 0"]
    weight, at, pk = values.add(after.priority), values.add(stored(after.at)), values.add(after.pk)
    same = f"c.priority > 0 AND c.priority = {weight} AND (c.created_at, c.id) > ({at}, {pk})"
    return [same, f"c.priority > 0 AND c.priority < {weight}"]


def selection(asked: Question, limit: int) -> tuple[str, dict[str, Any]]:
    """SQL about `c`, with its values."""
    if asked.matching is not None:
        return f"c.id IN ({_matching(asked, asked.matching, limit)})", asked.values
    if len(asked.legs) == 1 and not asked.rest:
        order = ", ".join(f"{asked.columns[name]} {way}" for name, way in asked.order)
        return f"{asked.legs[0] or 'TRUE'} ORDER BY {order} LIMIT {limit}", asked.values
    if not asked.rest:
        return f"c.id IN (SELECT id FROM ({_candidates(asked, limit)}) AS found)", asked.values  # noqa: S608
    return f"c.id IN ({_found(asked, limit)})", asked.values


def _found(asked: Question, limit: int) -> str:
    return (
        f"SELECT k.id FROM ({_candidates(asked, CANDIDATES)}) AS k JOIN comments_comment c ON c.id = k.id"  # noqa: S608
        f" WHERE {_all_of(*asked.rest)} ORDER BY {_order(asked, 'k.')} LIMIT {limit}"
    )


def _matching(asked: Question, matching: Matching, limit: int) -> str:
    """Among numbers that are known: each is looked up, whatever else an index might offer."""
    few = len(matching) <= CANDIDATES
    numbers = matching.numbers() if few else (pk for pk in _candidate_numbers(asked) if pk in matching)
    place = asked.values.add(json.dumps(list(numbers)))
    columns = ", ".join(f"{column} AS {name}" for name, column in asked.columns.items())
    legs = " OR ".join(f"({leg or 'TRUE'})" for leg in asked.legs)
    return (
        f"WITH k AS MATERIALIZED (SELECT {columns} FROM {NUMBERS[connection.vendor].format(place=place)}"  # noqa: S608
        f" CROSS JOIN comments_comment c WHERE {_all_of('c.id = m.id', f'({legs})', *asked.rest)})"
        f" SELECT id FROM k ORDER BY {_order(asked, '')} LIMIT {limit}"
    )


def _candidate_numbers(asked: Question) -> Iterable[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ({_candidates(asked, CANDIDATES)}) AS k", asked.values)  # noqa: S608
        return [number for (number,) in cursor.fetchall()]


def _candidates(asked: Question, limit: int) -> str:
    """The first of all legs together: each is read in order, and no further than all might be needed of it."""
    columns = ", ".join(f"{column} AS {name}" for name, column in asked.columns.items())
    each = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {columns} FROM comments_comment c WHERE {leg or 'TRUE'}"  # noqa: S608
        f" ORDER BY {_order(asked, '')} LIMIT {limit}) AS leg{number}"
        for number, leg in enumerate(asked.legs)
    )
    return f"SELECT * FROM ({each}) AS legs ORDER BY {_order(asked, '')} LIMIT {limit}"  # noqa: S608


def edge(asked: Question) -> Cursor | None:
    """The last candidate, if there are as many as are looked at."""
    if asked.is_exhaustive:
        return None
    names = ", ".join(name for name in (AT, "id", WEIGHT) if name in asked.columns)
    query = f"SELECT {names} FROM ({_candidates(asked, CANDIDATES)}) AS k ORDER BY {_order(asked, '')}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{query} LIMIT 1 OFFSET {CANDIDATES - 1}", asked.values)
        found = cursor.fetchone()
    return Cursor(moment(found[0]), *found[1:]) if found else None


def _order(asked: Question, prefix: str) -> str:
    return ", ".join(f"{prefix}{name} {way}" for name, way in asked.order)


def _all_of(*conditions: str) -> str:
    return " AND ".join(filter(None, conditions))
