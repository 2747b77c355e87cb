"""Lists of what a newspaper has, for spreadsheets and programs: CSV or JSON lines, a portion of rows at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO

from django.db.models import Model, QuerySet, prefetch_related_objects

from comments.desk import spreadsheets
from moving.progress import Counting
from moving.rows import AT_ONCE, Encoder

type Columns[Row: Model] = dict[str, Callable[[Row], Any]]


@dataclass(frozen=True)
class Listing[Row: Model]:
    """`related` is what the columns need of other tables, for a portion of rows at once."""

    columns: Columns[Row]
    related: tuple[Any, ...] = ()

    def rows(self, found: QuerySet[Row, Row]) -> Iterator[list[Any]]:
        for row in in_order(found, *self.related):
            yield [value(row) for value in self.columns.values()]


def write[Row: Model](
    stream: BinaryIO, listing: Listing[Row], found: QuerySet[Row, Row], form: str, tell: Counting
) -> None:
    """`form` is one of FORMATS."""
    for line in FORMATS[form](listing.columns, tell.count(listing.rows(found))):
        stream.write(line.encode(errors="backslashreplace"))


def in_order[Row: Model](found: QuerySet[Row, Row], *related: Any) -> Iterator[Row]:
    """By number; a cursor might hold all of them in memory."""
    by_number = found.order_by("pk")
    portion = list(by_number[:AT_ONCE])
    while portion:
        prefetch_related_objects(portion, *related)
        yield from portion
        portion = list(by_number.filter(pk__gt=portion[-1].pk)[:AT_ONCE])


def as_csv(names: Iterable[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    yield from spreadsheets.lines(chain([list(names)], ([_cell(value) for value in row] for row in rows)))


def as_json_lines(names: Iterable[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    names = list(names)
    for row in rows:
        yield json.dumps(dict(zip(names, row, strict=True)), cls=Encoder, ensure_ascii=False) + "\n"


FORMATS = {"csv": as_csv, "jsonl": as_json_lines}


def _cell(value: Any) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(map(str, value))
        case str():
            return value
    return Encoder().default(value) if hasattr(value, "isoformat") else value
