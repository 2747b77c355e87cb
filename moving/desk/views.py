"""The front page of moving, the page of one transfer, and what every transfer can have done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from moving.desk import answers, imports, kinds, moves, words
from moving.desk.answers import for_superusers, superuser
from moving.desk.moves import Busy, Overtaken
from moving.models import Step, Transfer

LATEST = 50


@for_superusers
@require_GET
def show_index(request: HttpRequest) -> HttpResponse:
    return index(request)


def index(request: HttpRequest, status: int = 200, said: str = "") -> HttpResponse:
    latest = Transfer.objects.select_related("by").order_by("-pk")[:LATEST]
    groups = {name: [each for each in kinds.KINDS.values() if each.group == name] for name in ("in", "out")}
    shown = [(each, kinds.of(each)) for each in latest]
    told: dict[str, Any] = {
        "kinds": groups,
        "transfers": shown,
        "batches": imports.of_commands()[:LATEST],
        "said": said,
    }
    return answers.page(request, "index.html", status, title=_("Moving in and out"), **told)


@for_superusers
@require_GET
def show_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked by htmx while it runs: how far it is; once that is over, the page comes anew."""
    transfer = get_object_or_404(Transfer.objects.select_related("by", "batch"), pk=pk)
    if "HX-Request" not in request.headers:
        return show(request, transfer)
    if transfer.is_running:
        return answers.page(request, "transfer.html#course", transfer=transfer)
    return HttpResponse(headers={"HX-Refresh": "true"})


def show(request: HttpRequest, transfer: Transfer, status: int = 200, said: str = "") -> HttpResponse:
    kind = kinds.of(transfer)
    told = {"title": kind.title, "kind": kind, "transfer": transfer, "said": said, "seen": seen(transfer)}
    return answers.page(request, "transfer.html", status, **told, **kind.shown(transfer))


def seen(transfer: Transfer) -> str:
    """What a form was about; of what stands elsewhere by now nothing is done."""
    return f"{transfer.step} {transfer.course} {transfer.ended_at:%s.%f}" if transfer.ended_at else transfer.step


@for_superusers
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    return acted(request, pk, lambda transfer: moves.stop(transfer, by=superuser(request)))


@for_superusers
@require_POST
def take_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The step that failed or was stopped: what it has done is found again, and it goes on."""
    return acted(request, pk, lambda transfer: moves.take_step(transfer, Step(transfer.step), by=superuser(request)))


@for_superusers
@require_POST
def delete_files(request: HttpRequest, pk: int) -> HttpResponse:
    return acted(request, pk, lambda transfer: moves.delete_files(transfer, by=superuser(request)))


def acted(request: HttpRequest, pk: int, act: Callable[[Transfer], None]) -> HttpResponse:
    """409, with the page as it is now, where it was not what somebody had seen."""
    transfer = get_object_or_404(Transfer, pk=pk)
    try:
        if not transfer.is_running and request.POST.get("seen") != seen(transfer):
            raise Overtaken
        act(transfer)
    except Overtaken:
        said = words.OVERTAKEN
    except Busy:
        said = words.BUSY
    else:
        return answers.to(transfer)
    return show(request, get_object_or_404(Transfer, pk=pk), 409, str(said))
