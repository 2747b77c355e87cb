"""What a step has found, as the pages show it: counted by its reason, the first of each at once, all as a file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from moving.desk import folders
from moving.imports.report import Report
from moving.imports.taking_back import Stays
from moving.imports.values import Finding

AT_ONCE = 10  # of each reason


class Row(NamedTuple):
    why: str  # a code
    line: int
    about: str
    detail: str


class Lines:
    """Rows of any number, written to a file for this machine's user alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = folders.written(path)
        self.counts: Counter[str] = Counter()
        self.first: dict[str, list[Row]] = {}

    def add(self, row: Row) -> None:
        self.counts[row.why] += 1
        shown = self.first.setdefault(row.why, [])
        if len(shown) < AT_ONCE:
            shown.append(row)
        self.file.write(json.dumps(row).encode() + b"\n")

    def close(self, counted: Counter[str] | None = None) -> dict[str, Any]:
        """What is kept in the row: the numbers for ever, what they quote as long as the files. `counted`: with what
        is told as a number alone."""
        self.file.close()
        counts = self.counts if counted is None else +counted
        return {"found": dict(counts.most_common()), "quoted": self.first}


class Found(Report):
    def __init__(self, lines: Lines) -> None:
        super().__init__(lambda _line: None)
        self.lines = lines

    def add(self, finding: Finding) -> None:
        self.counts[finding.why] += 1
        self.lines.add(Row(finding.why, finding.line, finding.about, finding.detail))


def staying(lines: Lines, stays: Stays) -> None:
    lines.add(Row(stays.kind, 0, f"{stays.kind} {stays.name}", str(stays.row)))


def read(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        for line in file:
            yield Row(*json.loads(line))
