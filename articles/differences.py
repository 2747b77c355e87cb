"""What became of one text in another, word by word. Linear in the length of the texts, however unlike they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

MOST = 60  # changed words, up to which it is worth looking for those that stayed; beyond, all of it is new

_ALONE = "\u3040-\u30ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"  # scripts without spaces: each sign is a word
WORD = re.compile(rf"\s+|[{_ALONE}]|[^\W{_ALONE}]+|[^\w\s]")

SAME, GONE, NEW = "same", "gone", "new"

type Words = Sequence[str]
type Change = tuple[str, str]  # what became of it, and the words


def changes(before: str, after: str) -> list[Change]:
    """In their order; what is not new makes the text before, what is not gone the text after."""
    old, new = WORD.findall(before), WORD.findall(after)
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    marked = [
        *((SAME, word) for word in old[:start]),
        *_compared(old_middle, new_middle),
        *((SAME, word) for word in old[len(old) - end :]),
    ]
    return [(change, "".join(word for _, word in words)) for change, words in groupby(marked, key=itemgetter(0))]


def _alike(one: Words, other: Words) -> int:
    """How many words they begin with in common."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _compared(old: Words, new: Words) -> Iterable[Change]:
    """By the greedy algorithm of Myers (1986): the fewest words that have to go and to come."""
    trail = _trail(old, new)
    if trail is None:
        return [*((GONE, word) for word in old), *((NEW, word) for word in new)]
    return reversed(list(_back(old, new, trail)))


def _trail(old: Words, new: Words) -> list[dict[int, int]] | None:
    """For each number of changes how far one gets on each diagonal (place in `old` minus place in `new`)."""
    furthest, trail = {1: 0}, []
    for count in range(MOST + 1):
        trail.append(dict(furthest))
        for diagonal in range(-count, count + 1, 2):
            furthest[diagonal] = _slide(old, new, _step(furthest, diagonal, count), diagonal)
        if furthest.get(len(old) - len(new)) == len(old):
            return trail
    return None


def _step(furthest: dict[int, int], diagonal: int, count: int) -> int:
    return furthest[diagonal + 1] if _comes(furthest, diagonal, count) else furthest[diagonal - 1] + 1


def _comes(furthest: dict[int, int], diagonal: int, count: int) -> bool:
    """Whether the change that leads to a diagonal is a new word, not one that has gone."""
    return diagonal == -count or (diagonal != count and furthest[diagonal - 1] < furthest[diagonal + 1])


def _slide(old: Words, new: Words, at: int, diagonal: int) -> int:
    while at < len(old) and 0 <= at - diagonal < len(new) and old[at] == new[at - diagonal]:
        at += 1
    return at


def _back(old: Words, new: Words, trail: list[dict[int, int]]) -> Iterator[Change]:
    """The changes from the last to the first."""
    at, diagonal = len(old), len(old) - len(new)
    for count in range(len(trail) - 1, -1, -1):
        furthest = trail[count]
        comes = _comes(furthest, diagonal, count)
        reached = _step(furthest, diagonal, count)
        yield from ((SAME, word) for word in reversed(old[reached:at]))
        if count:
            yield (NEW, new[reached - diagonal - 1]) if comes else (GONE, old[reached - 1])
        at, diagonal = (reached, diagonal + 1) if comes else (reached - 1, diagonal - 1)
