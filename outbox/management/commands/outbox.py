import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from outbox import holding, reports
from outbox.reports import age

COLUMNS = ("kind", "due", "later", "in work", "dead", "oldest", "next in", "why")


class Command(BaseCommand):
    help = "Shows what waits to be done after a commit, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument("--release", action="store_true", help="let go what a restore has put on hold")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["release"]:
            self.stdout.write(_released(holding.release()))
            return
        report = reports.overview()
        if options["json"]:
            self.stdout.write(json.dumps(report, cls=DjangoJSONEncoder, indent=2))
        else:
            self.stdout.write("\n".join(written_out(report)))


def _released(counts: dict[str, int]) -> str:
    return "\n".join(f"{kind}: {count} released" for kind, count in counts.items()) or "Nothing is on hold."


def written_out(report: dict[str, Any]) -> Iterator[str]:
    now = timezone.now()
    for worker in report.pop("workers") or [None]:
        yield f"worker {worker['worker']}: seen {age(worker['seen_at'], now)} ago" if worker else "no worker runs"
    yield ""
    yield from _table([COLUMNS, *(_cells(line, now) for line in report.pop("jobs"))])
    if on_hold := sum(report.pop("on_hold").values()):
        yield f"on hold: {on_hold}, restored from a backup; when they may leave: {holding.RELEASE}"
    for job in report.pop("dead"):
        yield f"dead: {job['kind']} {job['ref']} after {job['failures']} failures: {job['error']}"
    for name, part in report.items():
        yield ""
        yield f"{name}:"
        yield from (f"  {label.replace('_', ' ')}: {_plain(value)}" for label, value in part.items())


def _cells(line: dict[str, Any], now: Any) -> tuple[str, ...]:
    figures = (str(line[name]) for name in ("kind", "due", "later", "in_work", "dead"))
    return (*figures, age(line["oldest"], now), age(line["next_due"], now), _why(line))


def _why(line: dict[str, Any]) -> str:
    on_hold = f"{line['on_hold']} on hold" if line["on_hold"] else ""
    held_back = "held back, see below" if line["held_back"] else ""
    unknown = "no code of this release handles it" if line["unknown"] else ""
    return "; ".join(filter(None, (on_hold, held_back, unknown, line["last_error"])))


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _plain(value: Any) -> str:
    if value is None:
        return "-"
    return value.isoformat(timespec="seconds") if hasattr(value, "isoformat") else str(value)
