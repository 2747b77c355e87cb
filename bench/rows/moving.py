"""A newspaper moved in, out and back by the commands that operators use, in databases of its own."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import psycopg

from bench import disqus, wordpress
from bench.bench import Bench
from bench.figures import Bar, Row, shown

ARTICLES, COMMENTS = 5_000, 100_000
SHARE_IF_QUICK = 10
# Between us and the command, as the kernel counts what started a process among what it has used at most.
LAUNCHER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
MEGABYTES = Bar(300)


class Step(NamedTuple):
    what: str
    command: str
    most: float | None = None  # CPU seconds, of the whole size
    into: str = "paper"


STEPS = (
    Step("import from WordPress", "import_wordpress {0}/export.xml", 180),
    Step("… the same file again, which changes nothing", "import_wordpress {0}/export.xml"),
    Step("… exported as an archive", "export_archive {0}/archive.zip", 10),
    Step("… the archive taken in elsewhere", "import_archive {0}/archive.zip", 40, into="other"),
    Step("… exported for WordPress", "export_wordpress {0}/out.xml"),
    Step("… its comments as a list", "export_comments {0}/list.csv"),
    Step("… as many comments again from Disqus", "import_disqus {0}/disqus.xml", 180),
    Step("… these taken back", "import_disqus --rollback 2"),
    Step("… all of it taken back", "import_wordpress --rollback 1"),
)


class Spent(NamedTuple):
    command: float  # CPU seconds
    database: float
    megabytes: float


def measure(bench: Bench) -> Iterator[Row]:
    share = SHARE_IF_QUICK if len(bench.sizes) < 3 else 1
    articles, comments = ARTICLES // share, COMMENTS // share
    at_most = 0.0
    with TemporaryDirectory(prefix="newsroom-bench-") as folder:
        _write(Path(folder), articles, comments)
        papers = {name: Newspaper(bench, Path(folder), name) for name in ("paper", "other")}
        for step in STEPS:
            spent = papers[step.into].told(step.command.format(folder))
            at_most = max(at_most, spent.megabytes)
            yield _row(step, spent, share)
    yield Row(f"… at most, of {comments:,} comments and {articles:,} articles", at_most, "MB", MEGABYTES)


def _write(folder: Path, articles: int, comments: int) -> None:
    now = datetime.now(UTC)
    files = {"export.xml": wordpress.export, "disqus.xml": disqus.export}
    for name, export in files.items():
        with (folder / name).open("w", encoding="utf-8") as file:
            file.writelines(export(articles, comments, now))


def _row(step: Step, spent: Spent, share: int) -> Row:
    aside = f"command {shown(spent.command)}, database {shown(spent.database)}; {spent.megabytes:.0f} MB"
    bar = Bar(step.most) if step.most and share == 1 else None  # a tenth would be the start of the process
    return Row(step.what, spent.command + spent.database, "CPU s", bar, aside)


class Newspaper:
    """Tables with nothing in them, which no worker looks at."""

    def __init__(self, bench: Bench, folder: Path, name: str) -> None:
        self.bench, self.name = bench, name
        (folder / name).mkdir()
        self.env = os.environ | {"DATA_DIR": str(folder / name), "SECRET_KEY": secrets.token_urlsafe(50)}
        self.env["DATABASE_URL"] = self._database(bench.place.site.env["DATABASE_URL"])
        self.told("migrate")

    def _database(self, url: str) -> str:
        """Beside that of the site; none means SQLite, in the folder."""
        if not url:
            return ""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{self.name}"')
        return f"{url.rpartition('/')[0]}/{self.name}"

    def told(self, command: str) -> Spent:
        """What the command took, and the database meanwhile."""
        before = self.bench.place.meter.spent()
        line = [sys.executable, "-S", "-c", LAUNCHER, sys.executable, "-m", "manage", *command.split()]
        used = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=True, env=self.env).stdout.split()
        database = self.bench.place.meter.since(before).get("database", 0.0)
        return Spent(float(used[0]), database, int(used[1]) / 1024)
