"""CSV that a spreadsheet may open: no cell is taken for a formula, however it came there."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse
from django.utils import timezone

FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"  # without it Excel takes UTF-8 for the letters of its own country


class _Line:
    """A file that holds nothing: what is written is the line."""

    def write(self, line: str) -> str:
        return line


def answer(name: str, rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """Sent row by row as a file with today's date in its name; memory stays flat."""
    today = timezone.localdate().isoformat()
    response = StreamingHttpResponse(lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{today}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield BOM
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])


def safe(cell: object) -> object:
    """An apostrophe before what a spreadsheet would compute; numbers, also negative ones, are no formulas."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
