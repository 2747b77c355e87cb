"""Imports by the pages: a trial of what was uploaded, the import of just that, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from moving.desk import counting, findings, kinds, material, who_kept
from moving.desk.findings import Found, Lines
from moving.desk.kinds import Kind, Work
from moving.desk.material import Material
from moving.desk.watch import Watch
from moving.desk.watched import Watched
from moving.disqus.reader import Disqus
from moving.imports.alone import importing
from moving.imports.reconciling import reconcile
from moving.imports.run import Run
from moving.imports.taking_back import TakingBack
from moving.imports.values import Reader
from moving.models import Batch, Course, Origin, State, Step, Transfer
from moving.models import Kind as Of
from moving.wordpress.reader import WordPress

type Read = Callable[[Material], Reader]

LANE = "in"
DIFFERENCES = 50  # shown
COUNTED = {Of.ARTICLE: "articles", Of.PAGE: "pages", Of.COMMENT: "comments", Of.PICTURE: "pictures"} | {
    Of.AUTHOR: "authors",
    Of.SECTION: "sections",
    Of.TAG: "tags",
}


def register() -> None:
    kinds.register(
        _kind(
            "wordpress",
            _("Import from WordPress"),
            _("Articles, pages, pictures and comments of an export of WordPress (WXR)."),
            lambda given: WordPress(given.exports, given.who),
        )
    )
    kinds.register(
        _kind(
            "disqus",
            _("Import from Disqus"),
            _("Comments that Disqus kept, for articles that are here."),
            lambda given: Disqus(given.exports, given.who),
        )
    )


def _kind(name: str, title: Any, about: Any, read: Read) -> Kind:
    steps: dict[str, Work] = {
        Step.TRY: partial(attempt, read),
        Step.BRING: alone(partial(bring, read)),
        Step.TAKE_BACK: alone(take_back),
    }
    return Kind(name, title, about, LANE, steps, f"moving:{name}", "admin/moving/_import.html", shown)


def alone(work: Work) -> Work:
    """Also of commands."""

    def worked(transfer: Transfer, watch: Watch) -> dict[str, Any]:
        with importing():
            return work(transfer, watch)

    return worked


def attempt(read: Read, transfer: Transfer, watch: Watch) -> dict[str, Any]:
    """What would happen. Nothing is written but the report."""
    lines = Lines(lines_of(transfer, Step.TRY))
    run, reader = _prepared(read, transfer, watch, lines, dry=True)
    run.go(lambda _done, run: watch.say(watch.done, watch.total, **run.new))
    counting.write(counts_of(transfer, Step.TRY), run.expected, reader.headlines)
    said = {"new": run.new, "site": reader.site[:250], "is_broken": run.report.is_of_a_broken_file}
    said |= {"met": reader.noted.write(who_kept.noted_of(transfer))}
    return _told(run) | said | lines.close(run.report.counts)


def bring(read: Read, transfer: Transfer, watch: Watch) -> dict[str, Any]:
    """The same files and options as were tried. What a stopped or killed one has brought in is found again."""
    lines = Lines(lines_of(transfer, Step.BRING))
    run, reader = _prepared(read, transfer, watch, lines, dry=False)
    try:
        run.go(partial(_between, transfer, watch))
    finally:
        _note_batch(transfer, run)
    found = reconcile(run.ledger, run.expected)
    counting.write(counts_of(transfer, Step.BRING), run.expected, reader.headlines, found.differences)
    proof: dict[str, Any] = {
        "articles": found.articles,
        "comments": found.comments,
        "decided_since": found.decided_since,
    }
    proof |= {"differences": len(found.differences), "shown": found.differences[:DIFFERENCES]}
    said = {"new": brought_in(transfer.batch), "proof": proof, "is_broken": run.report.is_of_a_broken_file}
    return _told(run) | said | {"is_resumed": run.ledger.is_resumed} | lines.close(run.report.counts)


def take_back(transfer: Transfer, watch: Watch) -> dict[str, Any]:
    lines = Lines(lines_of(transfer, Step.TAKE_BACK))
    if can_go_back(transfer.batch):
        taking = TakingBack(transfer.batch_id or 0, partial(findings.staying, lines), lambda: _took(taking, watch))
        watch.say(0, Origin.objects.filter(batch=transfer.batch_id).count())
        taking.go()
    kept = brought_in(transfer.batch)
    return {"gone": _less(transfer.options["came"], kept), "kept": kept} | lines.close()


def can_go_back(batch: Batch | None) -> bool:
    return bool(batch and batch.state != State.TAKEN_BACK)


def _less(came: dict[str, int], kept: dict[str, int]) -> dict[str, int]:
    """By all runs, of which one may have been stopped or killed: the last one knows of its own alone."""
    return {name: gone for name, count in came.items() if (gone := count - kept.get(name, 0))}


def _prepared(read: Read, transfer: Transfer, watch: Watch, lines: Lines, *, dry: bool) -> tuple[Run, Watched]:
    given = material.prepared(transfer, watch)
    reader = Watched(read(given), watch)
    return Run(reader, Found(lines), mapping=given.who, uploads=given.pictures, dry=dry), reader


def _between(transfer: Transfer, watch: Watch, _done: float, run: Run) -> None:
    _note_batch(transfer, run)
    watch.say(watch.done, watch.total, **run.new)
    watch.breath.draw()


def _note_batch(transfer: Transfer, run: Run) -> None:
    """So that it can be taken back, however far it came."""
    if run.ledger.batch and transfer.batch_id != run.ledger.batch.pk:
        transfer.batch = run.ledger.batch
        Transfer.objects.filter(pk=transfer.pk).update(batch=transfer.batch)


def _took(taking: TakingBack, watch: Watch) -> None:
    watch.say(taking.gone.total() + taking.kept.total(), watch.total)
    watch.breath.draw()


def _told(run: Run) -> dict[str, Any]:
    """Sums alone: what is said of single articles lies in a file."""
    return {"tally": dict(sorted(run.reader.tally.seen.items())), "by_status": counting.sums(run.expected)}


def brought_in(batch: Batch | None) -> dict[str, int]:
    """By all runs of a batch: one that was killed counts with those that went on with it."""
    ours = Origin.objects.filter(batch=batch, is_ours=True) if batch else Origin.objects.none()
    return _by_kind({kind: ours.filter(kind=kind).count() for kind in COUNTED})


def of_commands() -> QuerySet[Batch]:
    """Batches of which no page tells, and that can be taken back."""
    told = Transfer.objects.exclude(batch=None).values("batch")
    return Batch.objects.exclude(state=State.TAKEN_BACK).exclude(pk__in=told).select_related("source").order_by("-pk")


def _by_kind(counts: Any) -> dict[str, int]:
    return {COUNTED[Of(kind)]: count for kind, count in counts.items() if count}


def lines_of(transfer: Transfer, step: str) -> Path:
    return transfer.path / f"{step}.jsonl"


def counts_of(transfer: Transfer, step: str) -> Path:
    return transfer.path / f"{step}.csv"


def shown(transfer: Transfer) -> dict[str, Any]:
    """What a trial said belongs to the names it was made with: of one that was not made to its end nothing is told."""
    is_told = transfer.step != Step.TRY or transfer.course == Course.DONE
    told = {"report": transfer.said() if is_told else {}, "tried": transfer.report.get(Step.TRY, {})}
    return told | {"has_names": who_kept.is_asked_of(transfer), "is_mapped": who_kept.is_mapped(transfer)}
