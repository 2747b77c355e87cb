"""The page of all corrections, newest first, and what becomes one."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from articles import caching, heads
from articles.caching import public_page
from articles.models import Article, Correction

PAGE_SIZE = 30
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)


@public_page
def show_corrections(request: HttpRequest) -> HttpResponse:
    """`before` is the number of the correction above which the page ends; anything else means the first page."""
    before = request.GET.get("before", "")
    before = before if _NUMBER.fullmatch(before) else ""

    def page() -> HttpResponse:
        newest = Correction.objects.public().select_related("article__section").newest_first()
        found = list((newest.filter(pk__lt=int(before)) if before else newest)[: PAGE_SIZE + 1])
        older = found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else None
        known = {"corrections": found[:PAGE_SIZE], "older": older, "before": before}
        return render(request, "articles/corrections.html", known | {"head": heads.of_corrections(before)})

    return caching.respond(request, caching.site_stamp(), render=page)


def correct(article: Article, text: str, *, by: User | None) -> Correction | None:
    """None for no words: a slip of the keyboard is mended without a note."""
    words = " ".join(text.split())
    return Correction.objects.create(article=article, text=words, by=by) if words else None
