from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command

from moving.imports.reconciling import Reconciliation, reconcile
from moving.imports.report import Report
from moving.imports.run import Run
from moving.wordpress.reader import WordPress
from tests.moving.wordpress.exports import export, written


class Imported(NamedTuple):
    run: Run
    lines: list[str]
    proof: Reconciliation

    @property
    def new(self) -> tuple[int, int, int]:
        """Articles, pages, comments."""
        return self.run.new["articles"], self.run.new["pages"], self.run.new["comments"]

    def told(self, why: str) -> int:
        return self.run.report.counts[why]


type Import = Callable[..., Imported]


@pytest.fixture
def take_in(tmp_path: Path) -> Import:
    """Imports an export of these parts; it is proven each time, and what differs fails the test unless it is asked."""

    def run(*parts: str, content: str | bytes = "", differs: bool = False, **options: Any) -> Imported:
        path = written(tmp_path, content or export(*parts))
        lines: list[str] = []
        run = Run(WordPress([path], options.get("mapping")), Report(lines.append), **options)
        run.go()
        proof = reconcile(run.ledger, run.expected)
        assert bool(proof.differences) == (differs or run.dry), proof.differences
        return Imported(run, lines, proof)

    return run


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., tuple[str, int]]:
    """What `manage.py import_wordpress` says, and its exit status."""

    def call(*arguments: str) -> tuple[str, int]:
        out = StringIO()
        try:
            call_command("import_wordpress", *arguments, stdout=out)
        except CommandError as error:
            return f"{out.getvalue()}{error}", error.returncode
        return out.getvalue(), 0

    return call
