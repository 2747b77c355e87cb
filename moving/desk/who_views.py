"""The form of who is who after a trial: a page at a time is saved, and the trial made again with it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from moving.desk import answers, moves, views, who_kept, words
from moving.desk.answers import SeeOther, for_superusers, superuser
from moving.desk.moves import Busy, Overtaken
from moving.desk.noted import MOST, Met
from moving.desk.who import Form
from moving.imports.mapping import Mapping
from moving.models import Step, Transfer
from moving.refused import Refused

AT_ONCE = 200  # rows of a page


@for_superusers
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    transfer = get_object_or_404(Transfer.objects.select_related("by", "batch"), pk=pk)
    if not who_kept.is_asked_of(transfer):
        return views.show(request, transfer, 409, str(words.OVERTAKEN))
    try:
        present = who_kept.in_force(transfer)
    except Refused as refused:
        return views.show(request, transfer, 409, words.told(refused.told))
    rows = _page(request, who_kept.all_met(transfer, present))
    form = Form(transfer, present, list(rows.object_list))
    if request.method == "POST":
        return _take(request, transfer, rows, form)
    return _show(request, transfer, rows, form)


def _page(request: HttpRequest, met: list[Met]) -> Page[Met]:
    asked = request.GET.get("page", "1")
    pages = Paginator(met, AT_ONCE)
    if not (asked.isascii() and asked.isdigit() and len(asked) < 9 and int(asked) in pages.page_range):
        raise Http404
    return pages.page(int(asked))


def _show(
    request: HttpRequest, transfer: Transfer, rows: Page[Met], form: Form, status: int = 200, said: str = ""
) -> HttpResponse:
    told: dict[str, Any] = {"transfer": transfer, "form": form, "rows": rows, "said": said, "most": MOST}
    told |= {"seen": views.seen(transfer), "more": _more(transfer, rows)}
    return answers.page(request, "who.html", status, title=_("Who is who"), **told)


def _more(transfer: Transfer, rows: Page[Met]) -> list[tuple[str, int]]:
    """Of which there are more than the trial has kept; said on the last page."""
    met = transfer.report.get(Step.TRY, {}).get("met", {}) if not rows.has_next() else {}
    return [(part, total) for part, total in met.items() if total > MOST]


def _take(request: HttpRequest, transfer: Transfer, rows: Page[Met], form: Form) -> HttpResponse:
    new = form.take(request.POST)
    if new is None:
        return _show(request, transfer, rows, form, 422)
    try:
        if request.POST.get("seen") != views.seen(transfer):
            raise Overtaken
        return _saved(request, transfer, rows, form.who, new)
    except Overtaken:
        fresh = get_object_or_404(Transfer.objects.select_related("by", "batch"), pk=transfer.pk)
        if not who_kept.is_asked_of(fresh):
            return views.show(request, fresh, 409, str(words.OVERTAKEN))
        return _show(request, fresh, rows, form, 409, str(words.NAMED_MEANWHILE))


def _saved(request: HttpRequest, transfer: Transfer, rows: Page[Met], old: Mapping, new: Mapping) -> HttpResponse:
    by = superuser(request)
    if "next" in request.POST and rows.has_next():
        if new != old:
            who_kept.keep(transfer, new, lambda files: moves.name(transfer, files, by=by))
        there = reverse("moving:who", args=[transfer.pk])
        return SeeOther(f"{there}?page={rows.next_page_number()}")
    who_kept.keep(transfer, new, lambda files: _try_again(transfer, files, by))
    return answers.to(transfer)


def _try_again(transfer: Transfer, files: list[dict[str, Any]], by: User) -> None:
    """While something else runs, what was typed is kept all the same."""
    try:
        moves.take_step(transfer, Step.TRY, by=by, files=files)
    except Busy:
        moves.name(transfer, files, by=by)


@for_superusers
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """As a file that the command takes; whoever was met and is named nowhere stands in it as a remark."""
    transfer = get_object_or_404(Transfer, pk=pk, kind__in=who_kept.PARTS, forgotten_at=None)
    try:
        text = who_kept.as_file(transfer)
    except Refused as refused:
        raise Http404 from refused
    named = {"Content-Disposition": f'attachment; filename="{transfer.kind}-{transfer.pk}-who.toml"'}
    return HttpResponse(text, content_type="application/toml; charset=utf-8", headers=named)
