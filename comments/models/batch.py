from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from comments.models.commenter import Commenter
from comments.models.discussion import Discussion

Counted = Discussion | Commenter


class Batch:
    """Decisions that belong together: they have one number in the log, and one undo. A single decision is one too."""

    def __init__(self, number: uuid.UUID | None = None) -> None:
        self.number = number or uuid.uuid4()
        self._owed: dict[Counted, None] | None = None

    def recount(self, row: Counted) -> None:
        """At once, unless many decisions share a transaction."""
        if self._owed is None:
            row.recount()
        else:
            self._owed[row] = None

    @contextmanager
    def counting_once(self) -> Iterator[None]:
        """Whatever is decided inside is counted at the end, once; the caller holds the transaction and the locks."""
        owed: dict[Counted, None] = {}
        self._owed = owed
        try:
            yield
        finally:
            self._owed = None
        for row in sorted(owed, key=lambda row: (isinstance(row, Commenter), row.pk)):
            row.recount()
