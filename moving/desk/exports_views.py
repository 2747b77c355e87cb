"""Asking for an export, and downloading it: both ask who sits there, and stand in the admin's log."""

from __future__ import annotations

import mimetypes
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms import Limited
from accounts.models import User
from accounts.second_factor import demand
from moving.desk import answers, exports, folders, moves
from moving.desk.exports import Export
from moving.desk.exports_forms import DownloadForm, ExportForm
from moving.models import Step, Transfer

PLAIN = "application/octet-stream"

methods = require_http_methods(["GET", "HEAD", "POST"])
kept_nowhere = cache_control(private=True, no_store=True)


@answers.for_superusers
@methods
@kept_nowhere
@sensitive_post_parameters("password")
def ask_for_export(request: HttpRequest, *, kind: str) -> HttpResponseBase:
    if demand.must_show(request):
        return demand.lead_to("accounts:second_factor_code", request)
    export, by = exports.BY_KIND[kind], answers.superuser(request)
    data = request.POST if request.method == "POST" else None
    initial = {"name": f"{export.name}-{timezone.localdate()}"}
    form = export.form(data, request=request, user=by, initial=initial)
    if not form.is_valid():
        return _page_of_export(request, export, form)
    try:
        return answers.to(_begin(export, form, by))
    except moves.Busy:
        form.add_error(None, ValidationError(_("An export is being made: wait until it is done, or stop it."), "busy"))
        return _page_of_export(request, export, form, status=409)


def _begin(export: Export, form: ExportForm, by: User) -> Transfer:
    """Its folder first: without one the worker takes it for another machine's. Raises Busy."""
    transfer = Transfer(kind=export.kind, lane=exports.OUT, step=Step.MAKE, by=by, options=form.options())
    folders.made(transfer.path)
    try:
        return moves.start(transfer, by=by)
    except moves.Busy:
        folders.remove(transfer.path)
        raise


def _page_of_export(request: HttpRequest, export: Export, form: ExportForm, status: int = 0) -> HttpResponse:
    known = {"title": export.title, "export": export, "form": form}
    return with_form(request, "export.html", form, known, status)


@answers.for_superusers
@methods
@kept_nowhere
@sensitive_post_parameters("password")
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """By a form alone: an address that a browser remembers, or somebody is sent, opens nothing."""
    if demand.must_show(request):
        return demand.lead_to("accounts:second_factor_code", request)
    transfer = get_object_or_404(Transfer, pk=pk)
    if not exports.is_there(transfer):
        return answers.to(transfer) if request.method == "POST" else redirect("moving:transfer", pk)
    by, data = answers.superuser(request), request.POST if request.method == "POST" else None
    form = DownloadForm(data, request=request, user=by)
    if data is None or not form.is_valid():
        known = {"title": _("Download %(name)s") % transfer.options, "transfer": transfer, "form": form}
        return with_form(request, "download.html", form, known | exports.shown(transfer))
    return _sent(transfer, by)


def _sent(transfer: Transfer, by: User) -> FileResponse:
    """Opened first: what is deleted from now on is sent to its end."""
    name = transfer.options["name"]
    try:
        file = exports.file_of(transfer).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    moves.note(transfer, by, lazystr(_("Downloaded %(name)s.") % {"name": name}))
    kind = mimetypes.guess_type(PurePath(name))[0] or PLAIN
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)


def with_form(
    request: HttpRequest, template: str, form: Limited, known: dict[str, Any], status: int = 0
) -> HttpResponse:
    refused = 429 if form.retry_after else 422
    status = status or (refused if request.method == "POST" else 200)
    response = answers.page(request, template, status=status, **known)
    if form.retry_after:
        response.headers["Retry-After"] = str(form.retry_after)
    return response
