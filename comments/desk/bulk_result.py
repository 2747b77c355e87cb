"""What became of a bulk: of the comments that it decided, also later, and of those that it could not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from accounts.models import User
from comments.bulk import AT_MOST, Row
from comments.desk import bulk_words, overtaken
from comments.desk.history import Entry, just_made
from comments.desk.log_filter import stored_batch, within_reach
from comments.desk.log_rows import read_acts
from comments.desk.rows import Row as Shown
from comments.desk.rows import read_shown
from comments.models import ModerationAction, Seen, StaleDecision

SHOWN = 2 * AT_MOST
BATCH = "a.batch = %s AND a.actor IS NOT NULL"
LATEST = """a.comment IN ({})
AND a.id = (SELECT MAX(id) FROM comments_moderationaction WHERE comment = a.comment AND kind = 'status')"""
NUMBERED = "a.id IN ({})"

Cards = Mapping[int, Shown]


class Line(NamedTuple):
    """One comment of a bulk, or 0 and in `name` what else was done. `said`: what stood against it, or what has come
    since, and that as part of which batch."""

    comment: int
    name: str
    excerpt: str
    said: str = ""
    batch: UUID | None = None


class Result(NamedTuple):
    number: UUID
    entries: Sequence[Entry]  # of what was decided
    decided: Sequence[Line]
    undecided: Sequence[Line]
    undone: UUID | None  # the batch that this one took back
    undoable: int  # acts that who looks at it may still take back
    is_part: bool  # of a batch that has more

    @property
    def summary(self) -> str:
        return bulk_words.summary(self.entries)

    @property
    def undo_all(self) -> str:
        """What the button says; empty when nothing is left to be taken back."""
        return bulk_words.undo_all(self.undoable) if self.undoable else ""


def read_entries(number: UUID, viewer: User) -> list[Entry]:
    """What a person's batch did, whatever it was about; each object of a kind once, by its latest act."""
    where = " AND ".join([BATCH, *(each.sql for each in within_reach(viewer))])
    acts = read_acts(where, [stored_batch(number)], SHOWN)
    return [Entry(act) for act in {act[2:6]: act for act in reversed(acts)}.values()]


def undoable(entries: Iterable[Entry], viewer: User) -> int:
    return sum(entry.can_be_undone_by(viewer) for entry in entries)


def result(number: UUID, viewer: User, found: Iterable[Row] = (), seen: Mapping[int, Seen] | None = None) -> Result:
    """`found` and `seen` are of the request that has just made the batch; the log knows only what was decided."""
    entries, undecided = read_entries(number, viewer), [row for row in found if row.obstacle]
    cards = read_shown([*(entry.act.comment or 0 for entry in entries), *(row.comment for row in undecided)])
    return Result(
        number,
        entries,
        _lines_of_decided(entries, cards, viewer),
        _lines_of_undecided(undecided, seen or {}, cards, viewer),
        _undone_by(entries),
        undoable(entries, viewer),
        is_part=len(entries) >= SHOWN,
    )


def _lines_of_decided(entries: Sequence[Entry], cards: Cards, viewer: User) -> list[Line]:
    since = _read_acts(LATEST, [entry.act.comment or 0 for entry in entries if not entry.act.is_latest])
    later = {entry.act.comment: entry for entry in since}
    return [_decided(entry, later.get(entry.act.comment or 0), cards, viewer) for entry in entries]


def _decided(entry: Entry, later: Entry | None, cards: Cards, viewer: User) -> Line:
    if not entry.act.comment:
        return Line(0, entry.said, "")
    line = _line(entry.act.comment, cards)
    if later is None:
        return line
    return line._replace(said=overtaken.sentence(later, viewer), batch=later.act.batch if later.act.actor else None)


def _lines_of_undecided(found: Sequence[Row], seen: Mapping[int, Seen], cards: Cards, viewer: User) -> list[Line]:
    last = [row.obstacle.last.pk for row in found if isinstance(row.obstacle, StaleDecision) and row.obstacle.last]
    faster = {entry.act.comment: entry for entry in _read_acts(NUMBERED, last)}
    return [
        _line_of(row, cards)._replace(said=_obstacle(row, faster.get(row.comment), seen, cards, viewer))
        for row in found
    ]


def _obstacle(row: Row, faster: Entry | None, seen: Mapping[int, Seen], cards: Cards, viewer: User) -> str:
    if not isinstance(row.obstacle, StaleDecision):
        return str(row.obstacle)
    card, earlier = cards.get(row.comment), seen.get(row.comment)
    is_edited = card is not None and earlier is not None and card.version != earlier.version
    return overtaken.sentence(faster, viewer, is_edited=is_edited)


def _line_of(row: Row, cards: Cards) -> Line:
    return _line(row.comment, cards) if row.undoing is None else Line(0, just_made(row.undoing).said, "")


def _line(number: int, cards: Cards) -> Line:
    card = cards.get(number)
    return Line(number, card.name, bulk_words.excerpt(card.html)) if card else Line(number, "", "")


def _undone_by(entries: Sequence[Entry]) -> UUID | None:
    undone = entries[0].act.undoes if entries else None
    return ModerationAction.objects.values_list("batch", flat=True).get(pk=undone) if undone else None


def _read_acts(where: str, values: Sequence[int]) -> list[Entry]:
    if not values:
        return []
    places = ", ".join(["%s"] * len(values))
    return [Entry(act) for act in read_acts(where.format(places), values, len(values))]
