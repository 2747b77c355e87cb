"""`python -m bench [--engine sqlite|postgresql] [--only articles,proxied,…] [--quick]`: one table for each engine."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module

from bench.figures import Row, speed, table
from bench.place import ENGINES, Place, open_place

GROUPS = (  # modules of bench.rows
    *("articles", "proxied", "intake", "weather", "checking", "rehearsal"),
    *("bulk", "queue", "keyboard", "search", "editing", "moving"),
)
SIZES = (1_000, 100_000, 1_000_000)


def main() -> None:
    asked = _parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to stop"))
    if not asked.engine:
        sys.exit(max(_in_a_process_of_its_own(engine) for engine in ENGINES))
    began, load_before = time.monotonic(), os.getloadavg()[0]
    with open_place(asked.engine) as place:
        rows = [_told(row) for row in _measure(place, asked)]
    load = f"load average {load_before:.1f} before, {os.getloadavg()[0]:.1f} after"
    head = f"{asked.engine}, {os.cpu_count()} cores, {time.monotonic() - began:.0f} s, {load}, {speed()}"
    _say(f"\n{head}\n\n{table(rows)}\n")


def _told(row: Row) -> Row:
    """Shown as it comes, since the table takes minutes."""
    sys.stderr.write(f"{', '.join(filter(None, row.cells))}\n")
    return row


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, help="both if it is left out")
    parser.add_argument("--only", default=",".join(GROUPS), help=f"some of {', '.join(GROUPS)}")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and at most 100,000 waiting")
    asked = parser.parse_args()
    asked.only = asked.only.split(",")
    if unknown := set(asked.only) - set(GROUPS):
        parser.error(f"--only takes some of {', '.join(GROUPS)}; there is no {', '.join(unknown)}")
    return asked


def _in_a_process_of_its_own(engine: str) -> int:
    """Django's settings name one database for the life of a process."""
    return subprocess.call([sys.executable, "-m", "bench", "--engine", engine, *sys.argv[1:]])


def _measure(place: Place, asked: argparse.Namespace) -> Iterator[Row]:
    """Imported late: models exist only now that the site has a database."""
    from bench.bench import Bench
    from bench.content import write_all
    from bench.copies import leave_the_rest, tidy
    from bench.rows import memory

    sizes = SIZES[:-1] if asked.quick else SIZES
    bench = Bench(place, write_all(), rounds=3 if asked.quick else 5, sizes=sizes)
    leave_the_rest()
    tidy()
    yield from memory.measure(bench, "idle")
    yield from memory.measure_rest(bench)
    for name in asked.only:
        began = time.monotonic()
        yield from import_module(f"bench.rows.{name}").measure(bench)
        _say(f"{place.engine}: {name} took {time.monotonic() - began:.0f} s\n")
    yield from memory.measure(bench, "after load")


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
