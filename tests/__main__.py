"""`make test`: the whole suite on SQLite and on PostgreSQL, with the browser tests where there is a Chromium.

Both engines run at once, since many tests wait for processes that they have started. Each line says whose it is.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests import chromium, nginx

ENGINES = {"sqlite": "SQLite", "pg": "PostgreSQL"}
BROWSER = "tests.browser."
ORDER = ["--no-loadscope-reorder"]  # tests.engines puts what takes long first
PROCESSES = str(os.cpu_count() or 1)  # of each engine
# Some places show no more of a log than its last thirty lines, each cut: five failures at length are what fits.
AT_LENGTH = 5
SHORT, LONG, LINE = 300, 3_600, 900  # characters


def main() -> None:
    browser = chromium.find()
    lines, total = [], Counter[str]()
    with ThreadPoolExecutor(len(ENGINES)) as lanes:
        runs = list(lanes.map(run, ENGINES))
    shutil.rmtree(of_both_engines(), ignore_errors=True)
    for name, (counts, _) in zip(ENGINES.values(), runs, strict=True):
        lines += [f"{name}: {described(counts['suite'])}", f"browser on {name}: {described(counts['browser'])}"]
        total += counts["suite"] + counts["browser"]
    if not browser:
        lines = [line for line in lines if not line.startswith("browser")]
        lines.append("browser: no Chromium on this machine, so its tests did not run")
    if not nginx.find():
        lines.append("nginx: none on this machine, so its tests did not run")
    failures = [f"{name}: {one}" for name, (_, found) in zip(ENGINES.values(), runs, strict=True) for one in found]
    sys.stdout.write("\n".join(["", *told(failures), " · ".join(lines), described(total), ""]))
    sys.exit(bool(total["failed"]))


def run(engine: str) -> tuple[dict[str, Counter[str]], list[str]]:
    """How many of which part ended how, and what failed. A run that ends badly without a failed test, as when
    PostgreSQL does not start, counts as one failure."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", PROCESSES, "--dist", "loadfile", *ORDER]
        code = follow([*command, f"--junitxml={report}", *sys.argv[1:]], engine)
        cases = [*ElementTree.parse(report).iter("testcase")] if report.exists() else []
    counts = count(cases)
    if code and not counts["suite"]["failed"] + counts["browser"]["failed"]:
        counts["suite"]["failed"] += 1
    return counts, [named(case) for case in cases if outcome(case) == "failed"]


def follow(command: list[str], engine: str) -> int:
    """Shows what it says line by line, and returns how it ended."""
    piped: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    with subprocess.Popen(command, env=environment(engine), **piped) as process:
        for line in process.stdout or ():
            sys.stdout.write(f"{ENGINES[engine]:>10} | {line}")
            sys.stdout.flush()
    return process.returncode


def environment(engine: str) -> dict[str, str]:
    """Compiled code is kept, whatever is usual on this machine: some hundred processes are started."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"TESTDB": engine, "TEST_OF_BOTH_ENGINES": str(of_both_engines())}


def of_both_engines() -> Path:
    """The folder for what one of them makes and the other takes as well."""
    return Path(tempfile.gettempdir()) / f"newsroom-tests-{os.getpid()}-of-both"


def count(cases: list[ElementTree.Element]) -> dict[str, Counter[str]]:
    counts = {"suite": Counter[str](), "browser": Counter[str]()}
    for case in cases:
        part = "browser" if case.get("classname", "").startswith(BROWSER) else "suite"
        counts[part][outcome(case)] += 1
    return counts


def outcome(case: ElementTree.Element) -> str:
    kinds = {child.tag for child in case}
    return "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"


def named(case: ElementTree.Element) -> str:
    """With what it says of itself, as whoever reads only the end of a log sees nothing else."""
    messages = [child.get("message", "") for child in case if child.tag in {"failure", "error"}]
    return f"{case.get('classname')}::{case.get('name')} {' '.join(' '.join(messages).split())}"


def told(failures: list[str]) -> list[str]:
    """Lines: the first failures at length, after all others in short."""
    at_length, others = failures[:AT_LENGTH], failures[AT_LENGTH:]
    pieces = [failure[start : start + LINE] for failure in at_length for start in range(0, len(failure[:LONG]), LINE)]
    return [failure[:SHORT] for failure in others] + pieces


def described(counts: Counter[str]) -> str:
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    return f"{counts['passed']} passed, {counts['failed']} failed{skipped}"


if __name__ == "__main__":
    main()
