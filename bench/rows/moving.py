"""A site of WordPress brought in, brought in again, and taken back, by the commands that operators use."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench import wordpress
from bench.bench import Bench
from bench.figures import Bar, Row, shown
from moving.models import Batch

ARTICLES, COMMENTS = 5_000, 100_000
SHARE_IF_QUICK = 10
# Between us and the command, as the kernel counts what started a process among what it has used at most.
LAUNCHER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
SECONDS, MEGABYTES = Bar(180), Bar(300)


class Spent(NamedTuple):
    command: float  # CPU seconds
    database: float
    megabytes: float


def measure(bench: Bench) -> Iterator[Row]:
    share = SHARE_IF_QUICK if len(bench.sizes) < 3 else 1
    articles, comments = ARTICLES // share, COMMENTS // share
    with TemporaryDirectory(prefix="newsroom-bench-") as folder:
        path = Path(folder) / "export.xml"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(wordpress.export(articles, comments, datetime.now(UTC)))
        first = _spent(bench, str(path))
        again = _spent(bench, str(path))
    back = _spent(bench, "--rollback", str(Batch.objects.latest("pk").pk))
    of_all = f"{comments:,} comments, {articles:,} articles"
    yield _row(f"import from WordPress: {of_all}", first, Bar(SECONDS.limit / share))
    yield _row("the same file again, which changes nothing", again)
    yield _row("taken back", back)
    yield Row("memory of an import, at most", max(first.megabytes, again.megabytes, back.megabytes), "MB", MEGABYTES)


def _row(what: str, spent: Spent, bar: Bar | None = None) -> Row:
    aside = f"command {shown(spent.command)}, database {shown(spent.database)}; {spent.megabytes:.0f} MB"
    return Row(what, spent.command + spent.database, "CPU s", bar, aside)


def _spent(bench: Bench, *arguments: str) -> Spent:
    """The database's share has what our worker asks of it meanwhile."""
    before = bench.place.meter.spent()
    command = [sys.executable, "-S", "-c", LAUNCHER, sys.executable, "-m", "manage", "import_wordpress", *arguments]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    seconds, kilobytes = float(told[0]), int(told[1])
    database = bench.place.meter.since(before).get("database", 0.0)
    return Spent(seconds, database, kilobytes / 1024)
