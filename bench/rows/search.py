"""A page of search results among fifty thousand articles, looked for anew each time."""

from collections.abc import Iterator
from itertools import count
from urllib.parse import urlencode

from bench import archive, queries
from bench.bench import Bench
from bench.figures import Bar, Row
from bench.load import request

ARTICLES = 50_000
BAR = Bar(60)
ASKED = {
    "a word of all": {"q": "harbor"},
    "three words of all": {"q": "harbor council water"},
    "a phrase of words of all": {"q": '"harbor council"'},
    "a rare word": {"q": "rare7"},
    "a word of all, in one section": {"q": "harbor", "section": "archive-1"},
    "a word of all, newest first": {"q": "harbor", "order": "newest"},
    "no result": {"q": "zebra"},
}
EACH = 10
numbers = count(1)


def measure(bench: Bench) -> Iterator[Row]:
    archive.grow(ARTICLES)
    assert archive.has_all(ARTICLES)
    cells = bench.interleave({name: lambda fields=fields: bench.take(_new(fields)) for name, fields in ASKED.items()})  # type: ignore[misc]
    for name, cell in cells.items():
        yield Row(f"search, {ARTICLES:,} articles, {name}", cell.cpu(), bar=BAR, aside=f"{cell.split}; {cell.aside}")
    yield Row("queries of a search", queries.count(f"/search/?{urlencode(ASKED['a word of all'])}"), "")


def _new(fields: dict[str, str]) -> list[str]:
    """Addresses that nobody has asked for: what is kept costs nothing."""
    return [request("GET", f"/search/?{urlencode(fields | {'n': str(next(numbers))})}") for _ in range(EACH)]
