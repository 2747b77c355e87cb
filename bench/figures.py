"""Figures, the bars they are held against, and the table that shows both."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench.processes import Spent


@dataclass(frozen=True)
class Bar:
    """What DESIGN promises: at most so much, or at least."""

    limit: float
    at_least: bool = False

    def holds(self, figure: float) -> bool:
        return figure >= self.limit if self.at_least else figure <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {shown(self.limit)}"


@dataclass(frozen=True)
class Row:
    what: str
    figure: float
    unit: str = "CPU ms"
    bar: Bar | None = None
    aside: str = ""

    @property
    def verdict(self) -> str:
        if self.bar is None:
            return ""
        return "holds" if self.bar.holds(self.figure) else "**missed**"

    @property
    def cells(self) -> tuple[str, ...]:
        bar = f"{self.bar} {self.unit}".strip() if self.bar else ""
        return self.what, f"{shown(self.figure)} {self.unit}".strip(), bar, self.verdict, self.aside


def table(rows: Sequence[Row]) -> str:
    """In Markdown, its columns in line."""
    lines = [("what", "figure", "bar", "verdict", "beside it"), *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    rule = tuple("-" * width for width in widths)
    padded = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in (lines[0], rule)]
    padded += [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in padded)


def shown(figure: float) -> str:
    """Three digits are as many as such a measurement has."""
    if figure >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}".removesuffix("0").removesuffix(".0")


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that at least `part` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


@dataclass(frozen=True)
class Round:
    """One measurement of one cell: what our processes spent while so many requests were answered."""

    spent: Spent
    milliseconds: list[float]
    seconds: float = 0.0

    def each(self, *roles: str) -> float:
        """CPU ms of these roles (none: of all) per request."""
        return sum(self.spent[role] for role in roles or self.spent) * 1000 / len(self.milliseconds)


@dataclass(frozen=True)
class Cell:
    """All rounds of one thing that is measured."""

    rounds: list[Round]

    def cpu(self, *roles: str) -> float:
        return median(one.each(*roles) for one in self.rounds)

    def wall(self, part: float) -> float:
        return percentile([value for one in self.rounds for value in one.milliseconds], part)

    @property
    def per_second(self) -> float:
        return median(len(one.milliseconds) / one.seconds for one in self.rounds)

    @property
    def split(self) -> str:
        """By role, without those that did next to nothing."""
        each = {role: self.cpu(role) for role in self.rounds[0].spent}
        return ", ".join(f"{role} {shown(value)}" for role, value in each.items() if value >= 0.05)

    @property
    def aside(self) -> str:
        return f"p50 {shown(self.wall(0.5))}, p99 {shown(self.wall(0.99))} ms"


def speed() -> str:
    """How long this machine takes for a fixed piece of Python; the median rises with what others do beside us."""
    times = sorted(_fixed_piece() for _ in range(50))
    return f"a fixed piece of Python {median(times):.1f} CPU ms, at best {times[0]:.1f}"


def _fixed_piece() -> float:
    began = time.process_time()
    sum(len(value) for value in {str(number): str(number * 2) for number in range(20_000)}.values())
    return (time.process_time() - began) * 1000
