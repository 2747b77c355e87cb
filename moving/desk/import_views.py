"""The form for files of another system, and what is done with an import: begin, confirm, take back, read its report."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comments.desk import spreadsheets
from moving.desk import answers, findings, folders, imports, kinds, moves, tickets, views, words
from moving.desk.answers import for_superusers, superuser
from moving.desk.kinds import Kind
from moving.desk.material import EXPORT, MAPPING, PICTURES
from moving.desk.moves import Busy, Overtaken
from moving.desk.uploads import Keeping
from moving.imports import mapping
from moving.models import Course, Step, Transfer
from moving.refused import Refused

TOO_LARGE = "newsroom.too_large"  # as newsroom.bodies puts it into the environment
FULL = {errno.ENOSPC, errno.EDQUOT}
MOST_FILES = 20
LONGEST_MAPPING = 2**20
FIELDS = {"wordpress": (EXPORT, MAPPING, PICTURES), "disqus": (EXPORT, MAPPING), "archive": (EXPORT,)}


@for_superusers
@require_GET
def show_form(request: HttpRequest, kind: str) -> HttpResponse:
    return _form(request, kinds.KINDS[kind])


def _form(request: HttpRequest, kind: Kind, status: int = 200, said: object = "") -> HttpResponse:
    ticket = tickets.ticket_for(superuser(request).pk)
    told = {"kind": kind, "said": said, "takes_pictures": PICTURES in FIELDS[kind.name], "most": settings.UPLOAD_MB}
    told |= {"to": reverse("moving:upload", args=[ticket, kind.name]), "most_bytes": tickets.most_bytes()}
    told |= {"running": Transfer.objects.running().filter(lane=imports.LANE).first()}
    template = "archive.html" if kind.name == "archive" else "import.html"
    return answers.page(request, template, status, title=kind.title, **told)


@csrf_exempt
@for_superusers
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, ticket: str, kind: str) -> HttpResponse:
    """The token is asked for once the files can be read, by `_taken_in`. Whoever had to sign in first comes by GET."""
    if kind not in FIELDS:
        raise Http404
    if request.method != "POST":
        return _form(request, kinds.KINDS[kind], 200, words.SIGNED_OUT)
    if not tickets.is_for(ticket, request.user.pk):
        return _form(request, kinds.KINDS[kind], 422, words.OLD_FORM)
    if TOO_LARGE in request.META:
        return _form(request, kinds.KINDS[kind], 413, _why_not(request.META[TOO_LARGE]))
    return _kept(request, kind)


def _why_not(size: int) -> object:
    told = {"size": size >> 20, "most": settings.UPLOAD_MB}
    if size > tickets.most_bytes():
        return words.TOO_LARGE % told
    return words.SIGNED_OUT if folders.room() > 2 * size else words.NO_ROOM % told


def _kept(request: HttpRequest, kind: str) -> HttpResponse:
    transfer = Transfer(kind=kind, lane=imports.LANE, by=superuser(request), step=Step.TRY)
    keeping = Keeping(transfer, FIELDS[kind])
    request.upload_handlers = [keeping]
    try:
        return _taken_in(request, transfer, keeping)
    except OSError as error:
        return _form(request, kinds.KINDS[kind], 507, _not_written(request, error))
    finally:
        if transfer._state.adding:
            folders.remove(transfer.path)


def _not_written(request: HttpRequest, error: OSError) -> object:
    if error.errno in FULL:
        return words.NO_ROOM % {"size": int(request.META.get("CONTENT_LENGTH") or 0) >> 20}
    return words.NOT_KEPT % {"error": error.strerror or type(error).__name__}


@csrf_protect
def _taken_in(request: HttpRequest, transfer: Transfer, keeping: Keeping) -> HttpResponse:
    """What came while another one runs is kept for later."""
    request.POST  # noqa: B018  reads the files
    transfer.files = keeping.kept
    if said := _fault(transfer):
        return _form(request, kinds.KINDS[transfer.kind], 422, said)
    by = superuser(request)
    try:
        return answers.to(moves.start(transfer, by=by))
    except Busy:
        return answers.to(moves.keep(transfer, by=by))


def _fault(transfer: Transfer) -> str:
    fields = [file["field"] for file in transfer.files]
    empty = [file["name"] for file in transfer.files if not file["size"]]
    if EXPORT not in fields:
        return _("Choose at least one file of the export.")
    if empty:
        return _("%(name)s is empty: it has 0 bytes.") % {"name": empty[0]}
    if len(fields) > MOST_FILES or fields.count(MAPPING) > 1 or fields.count(PICTURES) > 1:
        return _("Send at most %(most)s files at once, one mapping and one zip of pictures.") % {"most": MOST_FILES}
    return next((_fault_of_mapping(transfer, file) for file in transfer.files if file["field"] == MAPPING), "")


def _fault_of_mapping(transfer: Transfer, file: dict[str, Any]) -> str:
    if file["size"] > LONGEST_MAPPING:
        return _("%(name)s is larger than a mapping can be.") % file
    try:
        mapping.read(transfer.path / file["at"])
    except Refused as refused:
        return words.told(refused.told)
    return ""


@for_superusers
@require_POST
def bring(request: HttpRequest, pk: int) -> HttpResponse:
    def act(transfer: Transfer) -> None:
        if not transfer.is_at(Step.TRY, Course.DONE):
            raise Overtaken
        moves.take_step(transfer, Step.BRING, by=superuser(request))

    return views.acted(request, pk, act)


@for_superusers
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What came is asked about on a page of its own."""
    if request.method == "POST":
        return views.acted(request, pk, lambda transfer: _begin_back(transfer, request))
    transfer = get_object_or_404(Transfer.objects.select_related("batch"), pk=pk)
    if not can_go_back(transfer):
        return views.show(request, transfer, 409, str(words.OVERTAKEN))
    told: dict[str, Any] = {"transfer": transfer, "seen": views.seen(transfer)}
    counts = imports.brought_in(transfer.batch)
    return answers.page(request, "take_back.html", title=_("Take an import back"), counts=counts, **told)


@for_superusers
@require_http_methods(["GET", "HEAD", "POST"])
def take_batch_back(request: HttpRequest, pk: int) -> HttpResponse:
    """One that a command has brought in, or a transfer of which no batch was noted."""
    batch = get_object_or_404(imports.of_commands(), pk=pk)
    kind = batch.source.system
    if request.method == "POST":
        transfer = Transfer(kind=kind, lane=imports.LANE, by=superuser(request), step=Step.TAKE_BACK, batch=batch)
        transfer.options = {"came": imports.brought_in(batch)}
        folders.made(transfer.path)
        try:
            return answers.to(moves.start(transfer, by=superuser(request)))
        except Busy:
            folders.remove(transfer.path)
            return views.index(request, 409, str(words.BUSY))
    told: dict[str, Any] = {"batch": batch, "kind": kinds.KINDS[kind], "counts": imports.brought_in(batch)}
    return answers.page(request, "take_back.html", title=_("Take an import back"), **told)


def _begin_back(transfer: Transfer, request: HttpRequest) -> None:
    if not can_go_back(transfer):
        raise Overtaken
    folders.made(transfer.path)  # for the report; what was uploaded may be gone
    options = transfer.options | {"came": imports.brought_in(transfer.batch)}
    moves.take_step(transfer, Step.TAKE_BACK, by=superuser(request), forgotten_at=None, options=options)


def can_go_back(transfer: Transfer) -> bool:
    return imports.can_go_back(transfer.batch) and not transfer.is_running


@for_superusers
@require_GET
def download_findings(request: HttpRequest, pk: int, step: str) -> HttpResponseBase:
    transfer, path = _file_of(pk, step, imports.lines_of)
    return spreadsheets.answer(f"{transfer.kind}-{transfer.pk}-{step}", _rows(path))


def _file_of(pk: int, step: str, named: Callable[[Transfer, str], Path]) -> tuple[Transfer, Path]:
    transfer = get_object_or_404(Transfer, pk=pk, forgotten_at=None)
    path = named(transfer, step)
    if step not in Step.values or not path.exists():
        raise Http404
    return transfer, path


def _rows(path: Path) -> Iterator[tuple[object, ...]]:
    yield _("Line in the file"), _("About"), _("What is said"), _("Detail")
    for row in findings.read(path):
        yield row.line or "", words.about(row.about), words.sentence(row.why), row.detail


@for_superusers
@require_GET
def download_counts(request: HttpRequest, pk: int, step: str) -> HttpResponseBase:
    transfer, path = _file_of(pk, step, imports.counts_of)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{transfer.kind}-{transfer.pk}-articles.csv")
