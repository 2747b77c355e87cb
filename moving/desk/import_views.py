"""The form for files of another system, and what is done with an import: begin, confirm, take back, read its report."""

from __future__ import annotations

from collections.abc import Iterator
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
MOST_FILES = 20
LONGEST_MAPPING = 2**20
FIELDS = {"wordpress": (EXPORT, MAPPING, PICTURES), "disqus": (EXPORT, MAPPING), "archive": (EXPORT,)}


@for_superusers
@require_GET
def show_form(request: HttpRequest, kind: str) -> HttpResponse:
    return _form(request, kinds.KINDS[kind])


def _form(request: HttpRequest, kind: Kind, status: int = 200, said: str = "") -> HttpResponse:
    ticket = tickets.ticket_for(superuser(request).pk)
    told = {"kind": kind, "said": said, "takes_pictures": PICTURES in FIELDS[kind.name], "most": settings.UPLOAD_MB}
    told |= {"to": reverse("moving:upload", args=[ticket, kind.name]), "most_bytes": tickets.most_bytes()}
    template = "archive.html" if kind.name == "archive" else "import.html"
    return answers.page(request, template, status, title=kind.title, **told)


@csrf_exempt
@for_superusers
@require_POST
def upload(request: HttpRequest, ticket: str, kind: str) -> HttpResponse:
    """The token is asked for once the files can be read, by `_taken_in`."""
    if kind not in FIELDS:
        raise Http404
    if too_large := request.META.get(TOO_LARGE):
        return _form(request, kinds.KINDS[kind], 413, _no_room(too_large))
    transfer = Transfer(kind=kind, lane=imports.LANE, by=superuser(request), step=Step.TRY)
    keeping = Keeping(transfer, FIELDS[kind])
    request.upload_handlers = [keeping]
    try:
        return _taken_in(request, transfer, keeping)
    finally:
        if transfer._state.adding:
            folders.remove(transfer.path)


def _no_room(size: int) -> str:
    told = {"size": size >> 20, "most": settings.UPLOAD_MB}
    return str((words.TOO_LARGE if size > tickets.most_bytes() else words.NO_ROOM) % told)


@csrf_protect
def _taken_in(request: HttpRequest, transfer: Transfer, keeping: Keeping) -> HttpResponse:
    kind = kinds.KINDS[transfer.kind]
    request.POST  # noqa: B018  reads the files
    transfer.files = keeping.kept
    if said := _fault(transfer):
        return _form(request, kind, 422, said)
    try:
        return answers.to(moves.start(transfer, by=superuser(request)))
    except Busy:
        return _form(request, kind, 409, str(words.BUSY))


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
    transfer = get_object_or_404(Transfer, pk=pk, forgotten_at=None)
    path = imports.lines_of(transfer, step)
    if step not in Step.values or not path.exists():
        raise Http404
    return spreadsheets.answer(f"{transfer.kind}-{transfer.pk}-{step}", _rows(path))


def _rows(path: Any) -> Iterator[tuple[object, ...]]:
    yield _("Line in the file"), _("About"), _("What is said"), _("Detail")
    for row in findings.read(path):
        yield row.line or "", words.about(row.about), words.sentence(row.why), row.detail


@for_superusers
@require_GET
def download_counts(request: HttpRequest, pk: int, step: str) -> HttpResponseBase:
    transfer = get_object_or_404(Transfer, pk=pk, forgotten_at=None)
    path = imports.counts_of(transfer, step)
    if step not in Step.values or not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{transfer.kind}-{transfer.pk}-articles.csv")
