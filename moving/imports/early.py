"""Answers that come before what they answer: they wait for it, at most until their article ends."""

from collections.abc import Collection, Sequence

from moving.imports import threads
from moving.imports.ledger import Ledger
from moving.imports.values import Comment
from moving.models import Kind


class Early:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.held: list[Comment] = []

    def hold_back(self, comments: Sequence[Comment], ended: Collection[str]) -> list[Comment]:
        """What can be written now. Of an article that goes on, answers to what is neither here nor in the portion
        may be early."""
        early = threads.early(comments, ended)
        known = self.ledger.known(Kind.COMMENT, {each.parent for each in early}) if early else {}
        held = threads.with_answers([each for each in early if each.parent not in known], comments)
        self.held += held.values()
        return [each for each in comments if each.key not in held]

    def let_go(self) -> list[Comment]:
        """All of them, what is answered before its answers: they may be written a portion at a time."""
        ordered, _circular = threads.arranged(self.held)
        self.held = []
        return ordered
