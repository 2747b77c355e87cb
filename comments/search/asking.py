"""Which comments hold all of some words. Two queries, however many there are: the texts that nobody has indexed yet,
which are few, and a row for each word and segment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_
from re import Pattern
from typing import Any

from django.db import connection

from comments.search.packing import SPAN, bits, places
from comments.search.segments import ALL, number_of
from comments.search.words import asked, fold, patterns

UNINDEXED = 5_000  # texts that are looked through; where more are new, the index is being made

# Before the postings are read: what is indexed meanwhile is then found twice, and not missed.
NEW = f"""
SELECT id, text FROM comments_comment WHERE id >= (
    SELECT COALESCE(MAX(segment) + 1, 0) * {SPAN} FROM comments_posting WHERE gram = {ALL})
UNION ALL
SELECT id, text FROM comments_comment WHERE id IN (SELECT comment FROM comments_reworded)
LIMIT %s
"""  # noqa: S608


@dataclass(frozen=True)
class Matching:
    """`indexed` are bits by segment; what stands in `looked_at` is found only if it is in `found`, too."""

    indexed: dict[int, int]
    looked_at: frozenset[int]
    found: frozenset[int]

    def __len__(self) -> int:
        return sum(found.bit_count() for found in self.indexed.values()) + len(self.found)

    def __contains__(self, number: int) -> bool:
        if number in self.looked_at:
            return number in self.found
        return bool(self.indexed.get(number // SPAN, 0) >> number % SPAN & 1)

    def numbers(self) -> Iterator[int]:
        for segment, found in self.indexed.items():
            for place in places(found):
                if (number := segment * SPAN + place) not in self.looked_at:
                    yield number
        yield from self.found


def matching(text: str) -> Matching | None:
    """None when an index can't tell: nothing in the text is a word, or too much is new."""
    wanted = asked(text)
    new = _read(NEW, [UNINDEXED + 1]) if wanted else []
    if not wanted or len(new) > UNINDEXED:
        return None
    sought = patterns(wanted)
    found = (number for number, words in new if _says(fold(words), sought))
    return Matching(_indexed(wanted), frozenset(number for number, _words in new), frozenset(found))


def _says(text: str, sought: list[Pattern[str]]) -> bool:
    return all(pattern.search(text) for pattern in sought)


def _indexed(wanted: list[str]) -> dict[int, int]:
    """Of each segment that has all of the words, those comments that do."""
    rows = _read(
        f"SELECT segment, comments FROM comments_posting WHERE gram IN ({', '.join(['%s'] * len(wanted))})",  # noqa: S608
        [number_of(word) for word in wanted],
    )
    segments: dict[int, list[int]] = defaultdict(list)
    for segment, stored in rows:
        segments[segment].append(bits(stored))
    return {segment: reduce(and_, sets) for segment, sets in segments.items() if len(sets) == len(wanted)}


def _read(query: str, values: list[int]) -> list[tuple[int, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[tuple[int, Any]] = cursor.fetchall()
    return found
