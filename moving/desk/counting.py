"""Per article and status: what the files have, what is here, as a file for spreadsheets and its sums for the page."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from articles.models.article import Status as ArticleStatus
from comments.desk.spreadsheets import BOM, safe
from comments.models import Status
from moving.desk import folders
from moving.imports.reconciling import Difference, Expected

STATUSES = tuple(Status.values)
COLUMNS = ("key", "headline", "status", *STATUSES, "differs")


def sums(expected: Expected) -> dict[str, dict[str, int]]:
    """By status, of articles and of comments."""
    comments: Counter[str] = Counter()
    for (_article, status), count in expected.comments.items():
        comments[status] += count
    return {"articles": _ordered(Counter(expected.articles.values())), "comments": _ordered(+comments)}


def _ordered(counts: Mapping[str, int]) -> dict[str, int]:
    return {status: counts[status] for status in (*ArticleStatus.values, *STATUSES) if counts.get(status)} | {
        status: count for status, count in counts.items() if status not in (*ArticleStatus.values, *STATUSES)
    }


def write(path: Path, expected: Expected, headlines: Mapping[str, str], differing: Iterable[Difference] = ()) -> None:
    marked = Counter(each.about.rpartition(" ")[2] for each in differing)
    with io.TextIOWrapper(folders.written(path), encoding="utf-8", newline="") as file:
        file.write(BOM)
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for key, status in expected.articles.items():
            counts = [expected.comments[key, each] for each in STATUSES]
            row: list[Any] = [key, headlines.get(key, ""), status, *counts, marked[key] or ""]
            table.writerow([safe(cell) for cell in row])
