"""What all imports are to an operator: the files, a trial, a run, its proof, and the way back."""

import sys
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from moving.imports import mapping
from moving.imports.alone import importing
from moving.imports.reconciling import Reconciliation, reconcile
from moving.imports.report import Report
from moving.imports.run import Run
from moving.imports.taking_back import TakingBack
from moving.imports.values import Reader
from moving.refused import Refused
from outbox.retention import Breath

DIFFERS = 1
BROKEN = "A file is broken, as told above. What is sound in it was read; an import of a sound file adds the rest."


class ImportCommand(BaseCommand, ABC):
    @abstractmethod
    def reader(self, files: list[Path], who: mapping.Mapping) -> Reader: ...

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="all files of one site, in any order")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--mapping", type=Path, metavar="FILE", help="who is who: a TOML file")
        parser.add_argument("--rollback", type=int, metavar="BATCH", help="take back what that run has brought in")

    def handle(self, *, files: list[Path], rollback: int | None, **options: Any) -> None:
        try:
            wrong = self._done(files, rollback, **options)
        except (Refused, OSError, Error) as error:
            raise CommandError(f"It stopped. {error}") from error
        if wrong:
            raise CommandError(wrong, returncode=DIFFERS)

    def _import(
        self, files: list[Path], dry_run: bool, mapping: Path | None, uploads: Path | None = None, **_options: Any
    ) -> str:
        """What is wrong in the end; empty when nothing is."""
        run = self._prepared(files, dry_run, mapping, uploads)
        breath = Breath()
        run.go(lambda done, run: self._go_on(done, run, breath))
        self._clear_progress()
        self._tell_counts(run)
        if not dry_run and self._reconciled(run).differences:
            return "What is here differs from what the files say."
        return BROKEN if run.report.is_of_a_broken_file else ""

    def _done(self, files: list[Path], rollback: int | None, dry_run: bool, **options: Any) -> str:
        if rollback is None and dry_run:
            return self._import(files, dry_run, **options)
        with importing():
            return self._import(files, dry_run, **options) if rollback is None else self._take_back(rollback)

    def _take_back(self, number: int) -> str:
        taking = TakingBack(number, lambda stays: self.stdout.write(str(stays)), Breath().draw)
        taking.go()
        for said, counts in (("Taken back", taking.gone), ("Still here", taking.kept)):
            told = ", ".join(f"{count} of kind {kind}" for kind, count in counts.items() if count)
            self.stdout.write(f"{said}: {told or 'nothing'}")
        return ""

    def _prepared(self, files: list[Path], dry: bool, names: Path | None, uploads: Path | None) -> Run:
        if not files:
            raise Refused("Name at least one file.")
        if uploads and not uploads.is_dir():
            raise Refused(f"{uploads} is no folder.")
        who = mapping.read(names) if names else mapping.Mapping()
        return Run(self.reader(files, who), Report(self.stdout.write), mapping=who, uploads=uploads, dry=dry)

    def _go_on(self, done: float, run: Run, breath: Breath) -> None:
        """Between portions: whoever posts meanwhile comes first."""
        self._show_progress(done, run)
        if not run.dry:
            breath.draw()

    def _show_progress(self, done: float, run: Run) -> None:
        """On a terminal alone: a line that is written over."""
        if sys.stderr.isatty():
            new = ", ".join(f"{count} {kind}" for kind, count in run.new.items())
            self.stderr.write(f"\r{done:4.0%}  {new}   ", ending="")
            self.stderr.flush()

    def _clear_progress(self) -> None:
        if sys.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")

    def _tell_counts(self, run: Run) -> None:
        said = "Would be new" if run.dry else "New"
        self.stdout.write(f"{said}: " + ", ".join(f"{count} {kind}" for kind, count in run.new.items()))
        read = ", ".join(f"{count} {kind}" for kind, count in sorted(run.reader.tally.seen.items()))
        self.stdout.write(f"In the files: {read}")
        if left := run.report.counts["path_too_long"] + run.report.counts["page_path_too_long"]:
            self.stdout.write(f"Old addresses that lead nowhere: {left}")
        if run.ledger.batch:
            self.stdout.write(f"Batch {run.ledger.batch.pk}")

    def _reconciled(self, run: Run) -> Reconciliation:
        found = reconcile(run.ledger, run.expected)
        for each in found.differences:
            self.stdout.write(f"{each.about}, {each.status}: {each.in_file} in the files, {each.here} here")
        if found.decided_since:
            self.stdout.write(f"{found.decided_since} comments were decided otherwise since they came.")
        told = f"{found.articles} articles and pages, {found.comments} comments: {len(found.differences)} differences."
        self.stdout.write(told)
        return found
