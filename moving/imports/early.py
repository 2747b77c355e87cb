"""Answers that come before what they answer: they wait for it, at most until their article ends."""

import pickle
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from moving.imports import aside, threads
from moving.imports.ledger import Ledger
from moving.imports.values import Comment
from moving.models import Kind

MADE = "CREATE TABLE comment (place INTEGER PRIMARY KEY, written BLOB)"


class Waiting(NamedTuple):
    """What its order depends on; the rest of it is kept aside."""

    key: str
    parent: str
    created_at: datetime
    place: int


class Early:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.held: list[Waiting] = []
        self.database = aside.opened(MADE)

    def hold_back(self, comments: Sequence[Comment], ended: Collection[str]) -> list[Comment]:
        """What can be written now. Of an article that goes on, answers to what is neither here nor in the portion
        may be early."""
        early = threads.early(comments, ended)
        known = self.ledger.known(Kind.COMMENT, {each.parent for each in early}) if early else {}
        held = threads.with_answers([each for each in early if each.parent not in known], comments)
        self.held += [self._put_aside(each) for each in held.values()]
        return [each for each in comments if each.key not in held]

    def let_go(self) -> Iterator[Comment]:
        """All of them, what is answered before its answers: they may be written a portion at a time."""
        ordered, _circular = threads.arranged(self.held)
        self.held = []
        for each in ordered:
            yield self._taken(each.place)
        last = max((each.place for each in ordered), default=0)
        self.database.execute("DELETE FROM comment WHERE place <= ?", [last])

    def _put_aside(self, comment: Comment) -> Waiting:
        row = self.database.execute("INSERT INTO comment (written) VALUES (?)", [pickle.dumps(comment)]).lastrowid
        return Waiting(comment.key, comment.parent, comment.created_at, row or 0)

    def _taken(self, place: int) -> Comment:
        (written,) = self.database.execute("SELECT written FROM comment WHERE place = ?", [place]).fetchone()
        comment: Comment = pickle.loads(written)  # noqa: S301 (of our own file, which nobody else can open)
        return comment
