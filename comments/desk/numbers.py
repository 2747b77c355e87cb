"""The page of figures that moderators look at, and each of them as CSV."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comments.desk import answers, pictures, spreadsheets
from comments.desk.answers import moderator
from comments.desk.views import for_moderators
from comments.numbers.figure import Figure
from comments.numbers.gathering import figures
from comments.reach import condition


@for_moderators
@require_GET
def show_numbers(request: HttpRequest) -> HttpResponse:
    shown = [_shown(figure) for figure in _figures(request)]
    return answers.page(request, "numbers", title=_("Numbers"), figures=shown, now=timezone.now())


@for_moderators
@require_GET
def export_numbers(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Numbers as they are: counts, seconds, and shares from 0 to 1."""
    figure = next((figure for figure in _figures(request) if figure.slug == slug), None)
    if figure is None:
        raise Http404
    heads = [figure.label, *(column.name for column in figure.columns)]
    return spreadsheets.answer(f"numbers-{slug}", [heads, *([label, *values] for label, values in figure.rows)])


def _figures(request: HttpRequest) -> list[Figure]:
    return figures(timezone.now(), condition(moderator(request), "c.section"))


def _shown(figure: Figure) -> dict[str, Any]:
    """The table with its numbers as people read them."""
    rows = [
        (label, [pictures.said(number, column) for number, column in zip(values, figure.columns, strict=True)])
        for label, values in figure.rows
    ]
    return {"figure": figure, "drawings": pictures.drawings(figure) if rows else [], "rows": rows}
