from collections.abc import Callable
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from articles import caching
from articles.caching import public_page
from articles.sitemaps import reading, writing
from articles.sitemaps.writing import Place


@public_page
def show_sitemap(request: HttpRequest) -> HttpResponse:
    return _respond(request, _whole)


def _whole() -> str:
    others = reading.other_places()
    if reading.fit_into_one(len(others)):
        return writing.urlset([*reading.all_articles(), *others])
    return writing.index([*reading.slices(), Place(reverse("articles:sitemap_places"))])


@public_page
def show_places(request: HttpRequest) -> HttpResponse:
    return _respond(request, lambda: writing.urlset(reading.other_places()))


@public_page
def show_slice(request: HttpRequest, number: str) -> HttpResponse:
    def written() -> str:
        places = reading.articles_in(int(number))
        if not places:
            raise Http404
        return writing.urlset(places)

    return _respond(request, written)


@public_page
def show_news(request: HttpRequest) -> HttpResponse:
    """Another every hour: what has become old leaves it."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    since = hour + timedelta(hours=1) - reading.NEWS_FOR
    return _respond(request, lambda: writing.newsset(reading.news(since)), hour)


@public_page
def show_robots(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/robots.txt", content_type="text/plain; charset=utf-8")


def _respond(request: HttpRequest, write: Callable[[], str], *versions: object) -> HttpResponse:
    stamp = caching.site_stamp()
    return caching.respond(
        request, stamp, *versions, render=lambda: HttpResponse(write(), content_type="application/xml")
    )
