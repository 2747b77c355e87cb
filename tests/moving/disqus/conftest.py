from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command

from moving.disqus.reader import Disqus
from moving.imports.mapping import Mapping
from moving.imports.reconciling import Reconciliation, reconcile
from moving.imports.report import Report
from moving.imports.run import Run
from tests.moving.disqus.exports import export, written


class Imported(NamedTuple):
    run: Run
    lines: list[str]
    proof: Reconciliation

    @property
    def new(self) -> int:
        return self.run.new["comments"]

    def told(self, why: str) -> int:
        return self.run.report.counts[why]


type Import = Callable[..., Imported]
type Call = Callable[..., tuple[str, int]]


@pytest.fixture
def take_in(tmp_path: Path) -> Import:
    """Imports an export of these parts; it is proven each time, and what differs fails the test unless it is asked."""

    def run(
        *parts: str,
        content: str | bytes = "",
        who: Mapping | None = None,
        differs: bool = False,
        **options: Any,
    ) -> Imported:
        lines: list[str] = []
        reader = Disqus([written(tmp_path, content or export(*parts))], who)
        run = Run(reader, Report(lines.append), mapping=who, **options)
        run.go()
        proof = reconcile(run.ledger, run.expected)
        assert bool(proof.differences) == (differs or run.dry), proof.differences
        return Imported(run, lines, proof)

    return run


@pytest.fixture
def command() -> Call:
    """What `manage.py import_disqus` says, and its exit status."""

    def call(*arguments: str) -> tuple[str, int]:
        out = StringIO()
        try:
            call_command("import_disqus", *arguments, stdout=out)
        except CommandError as error:
            return f"{out.getvalue()}{error}", error.returncode
        return out.getvalue(), 0

    return call
