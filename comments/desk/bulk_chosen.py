"""What is chosen, before anything is decided about it: how much it is, how old, and some of its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from comments.bulk import AT_MOST
from comments.desk import bulk_words, paging
from comments.desk.bulk_form import Choice
from comments.desk.rows import Row, read_shown
from comments.models import Seen
from comments.queue import Place, Reach

SAMPLES = 5


@dataclass(frozen=True)
class Sample:
    row: Row

    @property
    def excerpt(self) -> str:
        return bulk_words.excerpt(self.row.html)


@dataclass(frozen=True)
class Chosen:
    place: Place  # the list in which it was chosen
    choices: Sequence[Choice]
    rows: Sequence[Row]
    limit: int = 0  # where the list goes on beyond what can be decided at once

    @classmethod
    def all_of(cls, place: Place, reach: Reach) -> Self:
        """As the comments are now: whatever changes later is not what was seen."""
        found = paging.read(replace(place, size=AT_MOST), reach)
        rows = [row for row in found.rows if not row.emptied_at]
        choices = [Choice(row.pk, Seen(row.status, row.version)) for row in rows]
        return cls(place, choices, rows, AT_MOST if found.next else 0)

    @classmethod
    def of(cls, place: Place, choices: Sequence[Choice]) -> Self:
        found = read_shown([choice.comment for choice in choices])
        return cls(place, choices, [found[choice.comment] for choice in choices if choice.comment in found])

    @property
    def title(self) -> str:
        return bulk_words.chosen(len(self.choices))

    @property
    def people(self) -> int:
        """Guests without an address are told apart by their names."""
        return len({row.person or row.name for row in self.rows})

    @property
    def oldest(self) -> datetime:
        return min(row.created_at for row in self.rows)

    @property
    def newest(self) -> datetime:
        return max(row.created_at for row in self.rows)

    @property
    def samples(self) -> list[Sample]:
        """From the whole of it, the first and the last among them."""
        last = len(self.rows) - 1
        places = {round(last * part / (SAMPLES - 1)) for part in range(SAMPLES)} if self.rows else ()
        return [Sample(self.rows[place]) for place in sorted(places)]
