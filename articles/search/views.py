"""The search page: the same for everybody who asks the same."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.network import block_of, client_address
from articles import caching, heads
from articles.caching import public_page
from articles.models import Label
from articles.search import filters, finding, pace
from articles.search.asking import LONGEST, Question, understood
from articles.search.filters import Choices, Filters
from articles.search.results import NOTHING, Results

PAGE_SIZE = 20


@public_page
def show_search(request: HttpRequest) -> HttpResponse:
    """The day is one of its versions, as periods begin at midnight. What has to be looked for anew is paced."""
    stamp = caching.site_stamp()

    def page() -> HttpResponse:
        pace.take(block_of(client_address(request)))
        return render(request, "articles/search.html", _describe(request))

    try:
        response = caching.respond(request, stamp, timezone.localdate(), render=page)
    except pace.TooFast as too_fast:
        response = _ask_for_patience(request, too_fast.retry_after)
    return response


def _ask_for_patience(request: HttpRequest, seconds: int) -> HttpResponse:
    response = render(request, "429.html", {"retry_after": seconds}, status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"], response.headers["Cache-Control"] = str(seconds), "no-store"
    return response


def _describe(request: HttpRequest) -> dict[str, Any]:
    choices = Choices.read()
    asked = filters.read(request.GET, choices)
    question = understood(asked.q) if len(asked.q) <= LONGEST else Question()
    return {
        "head": heads.of_search(asked.q if question.wanted else ""),
        "asked": asked,
        "question": question,
        "is_too_long": len(asked.q) > LONGEST,
        "longest": LONGEST,
        "choices": choices,
        "labels": Label.choices,
        "periods": [(name, words) for name, (words, _days) in filters.PERIODS.items()],
        "results": _results(request, asked, question, choices) if question.wanted else NOTHING,
    }


def _results(request: HttpRequest, asked: Filters, question: Question, choices: Choices) -> Results:
    marks = filters.marks_of(asked, choices)
    if asked.order == filters.NEWEST:
        before = filters.whole_number(request.GET.get("before", ""), filters.END)
        places = finding.newest(question, marks, asked.since, PAGE_SIZE + 1, before)
        return Results.newest(question, asked, places, PAGE_SIZE, before)
    page = filters.whole_number(request.GET.get("page", ""), filters.LAST_PAGE) or 1
    found = finding.best(question, marks, asked.since, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    return Results.best(question, asked, found, PAGE_SIZE, page)
