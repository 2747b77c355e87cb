"""Memory of web and worker with the embedded database, counted as PSS."""

from collections.abc import Iterator

from bench.bench import Bench
from bench.figures import Bar, Row

MEGABYTES = Bar(300)


def measure(bench: Bench, when: str) -> Iterator[Row]:
    """The database server stands beside it: with SQLite there is none."""
    used = bench.place.meter.memory()
    ours = sum(value for role, value in used.items() if role != "database")
    aside = ", ".join(f"{role} {value:.0f}" for role, value in used.items())
    yield Row(f"memory {when}", ours, "MB", MEGABYTES, aside)
