"""Memory of web and worker with the embedded database, and what they spend while nobody asks for anything."""

import time
from collections.abc import Iterator

from bench.bench import Bench
from bench.figures import Bar, Row, shown

MEGABYTES = Bar(300)
REST = 5.0


def measure(bench: Bench, when: str) -> Iterator[Row]:
    """As PSS. The database server stands beside it: with SQLite there is none."""
    used = bench.place.meter.memory()
    ours = sum(value for role, value in used.items() if role != "database")
    aside = ", ".join(f"{role} {value:.0f}" for role, value in used.items())
    yield Row(f"memory {when}", ours, "MB", MEGABYTES, aside)


def measure_rest(bench: Bench) -> Iterator[Row]:
    before = bench.place.meter.spent()
    time.sleep(REST)
    each = {role: value * 1000 / REST for role, value in bench.place.meter.since(before).items()}
    aside = ", ".join(f"{role} {shown(value)}" for role, value in each.items() if value >= 0.05)
    yield Row("at rest", sum(each.values()), "CPU ms a second", aside=aside)
