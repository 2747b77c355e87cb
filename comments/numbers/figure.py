"""What a figure is: a table with a sentence that says what it shows, and what is drawn of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format

from comments.numbers.spans import Span

type Number = int | float | None  # None: nothing to count


class Column(NamedTuple):
    """`unit`: "" for a count, "s" for seconds, "%" for a share from 0 to 1."""

    name: str
    unit: str = ""


class Chart(NamedTuple):
    """One of several small pictures beside one another: a column of the table, and a second one that is part of it."""

    column: int
    part: int | None = None


@dataclass(frozen=True)
class Figure:
    """A table with a sentence, and what is drawn of it: upright columns over time, or bars of things side by side."""

    slug: str
    title: str
    sentence: str
    label: str  # what the rows are
    columns: Sequence[Column]
    rows: Sequence[tuple[str, Sequence[Number]]]
    charts: Sequence[Chart]
    over_time: bool = False


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that at least this part of them do not exceed (nearest rank); 0 when there are none."""
    return sorted(values)[math.ceil(part * len(values)) - 1] if values else 0.0


def share(count: int, total: int) -> str:
    return f"{100 * count / total:.0f} %" if total else ""


def day(span: Span) -> str:
    return date_format(timezone.localtime(span.since), "M j")
