"""In which order comments are written: what is answered before its answers, else by their dates. Rows get their numbers
in that order, by which pages show them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from moving.imports.values import Comment

DEEPEST = 500


class Placeable(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def parent(self) -> str: ...

    @property
    def created_at(self) -> datetime: ...


class Place(NamedTuple):
    """Of a comment that is here, or about to be."""

    row: int
    root: int
    depth: int
    parent: int | None


def arranged[Each: Placeable](comments: Sequence[Each]) -> tuple[list[Each], set[str]]:
    """With the keys of those that answer themselves by way of others: these begin threads."""
    by_key = {comment.key: comment for comment in comments}
    placed: dict[str, Each] = {}
    circular: set[str] = set()
    for comment in sorted(comments, key=lambda each: (each.created_at, each.key.zfill(20))):
        for each in reversed(_way_up(comment, by_key, placed, circular)):
            placed[each.key] = each
    return list(placed.values()), circular


def _way_up[Each: Placeable](
    comment: Each, by_key: Mapping[str, Each], placed: Mapping[str, Each], circular: set[str]
) -> list[Each]:
    """From the comment to the first above it that has no place yet."""
    way: dict[str, Each] = {}
    current: Each | None = comment
    while current and current.key not in placed:
        if current.key in way:
            circular.add(list(way)[-1])
            break
        way[current.key] = current
        current = by_key.get(current.parent)
    return list(way.values())


def place_under(parent: Place | None, row: int, places: Mapping[int, Place]) -> Place:
    """Its place below that one, or below one further up where no thread goes deeper."""
    if parent is None:
        return Place(row, row, 0, None)
    if parent.depth >= DEEPEST and parent.parent is not None and parent.parent in places:
        parent = places[parent.parent]
    return Place(row, parent.root, parent.depth + 1, parent.row)


def early(comments: Sequence[Comment], ended: Collection[str]) -> list[Comment]:
    """Answers to what is not among them, of articles whose comments go on."""
    there = {each.key for each in comments}
    going_on = (each for each in comments if each.article not in ended)
    return [each for each in going_on if each.parent and each.parent not in there]


def with_answers(held: Iterable[Comment], comments: Sequence[Comment]) -> dict[str, Comment]:
    """These and whatever answers them, by keys."""
    answers: dict[str, list[Comment]] = {}
    for each in comments:
        answers.setdefault(each.parent, []).append(each)
    found: dict[str, Comment] = {}
    waiting = list(held)
    while waiting:
        each = waiting.pop()
        found[each.key] = each
        waiting += [answer for answer in answers.get(each.key, ()) if answer.key not in found]
    return found
