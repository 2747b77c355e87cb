"""The article page: cold with discussions of every size, and warm as the app alone serves it."""

import http.client
import time
from collections.abc import Iterator

from bench import queries
from bench.bench import Bench
from bench.content import SHAPES, forget_what_is_cached
from bench.figures import Bar, Cell, Row
from bench.load import request
from bench.rows import weight

NOTICED_AFTER = 1.2  # seconds; a process may believe its versions for one
PAGE_BARS = {"0": None, "30": Bar(12), "50": None, "220": Bar(25), "5,000": None, "5,000 in 20 threads": Bar(25)}
RATIO = Bar(1.3)
WARM = Bar(1)


def measure(bench: Bench) -> Iterator[Row]:
    cold = measure_cold(bench, list(SHAPES))
    for name, cell in cold.items():
        yield Row(
            f"article page cold, {name} comments", cell.cpu(), bar=PAGE_BARS[name], aside=f"{cell.split}; {cell.aside}"
        )
    yield Row("first page of 5,000 ÷ that of 50", cold["5,000"].cpu() / cold["50"].cpu(), "×", RATIO)
    aside = "20 threads of 250 each ÷ the fullest page"
    yield Row("long threads ÷ short ones", cold["5,000 in 20 threads"].cpu() / cold["220"].cpu(), "×", RATIO, aside)
    yield from _warm(bench)
    yield from weight.measure(bench)
    yield from _queries(bench)


def measure_cold(bench: Bench, names: list[str]) -> dict[str, Cell]:
    """Every page is asked for once in a round, after everything that it could be kept under has changed."""

    def forget() -> None:
        forget_what_is_cached()
        time.sleep(NOTICED_AFTER)

    pages = {name: [request("GET", path) for path in bench.addresses[name]] for name in names}
    return bench.interleave({name: lambda asked=asked: bench.take(asked) for name, asked in pages.items()}, forget)  # type: ignore[misc]


def _warm(bench: Bench) -> Iterator[Row]:
    path = bench.addresses["30"][0]
    etag = fetch(bench.place.port, path).headers["ETag"]
    whole, known = request("GET", path), request("GET", path, If_None_Match=etag)
    cells = bench.interleave(
        {
            "200": lambda: bench.take([whole] * 4_000, connections=16, seconds=2),
            "304": lambda: bench.take([known] * 4_000, 304, connections=16, seconds=2),
        }
    )
    for status, cell in cells.items():
        aside = f"{cell.split}; {cell.per_second:,.0f}/s with 16 readers, {cell.aside}"
        yield Row(f"article page warm, 30 comments, {status}", cell.cpu(), bar=WARM, aside=aside)


def fetch(port: int, path: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def _queries(bench: Bench) -> Iterator[Row]:
    counted = {name: queries.count(bench.addresses[name][0]) for name in SHAPES if name != "0"}
    aside = ", ".join(f"{name}: {number}" for name, number in counted.items())
    yield Row("queries of a cold article page", max(counted.values()), "", aside=f"{aside} comments")
    yield Row("… most ÷ fewest, from 30 comments up", max(counted.values()) / min(counted.values()), "×", Bar(1))
