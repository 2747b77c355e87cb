"""The page that an article would have, for somebody who was given a link: not for the public, machines or caches."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import content, reading, revising
from articles.content import Content
from articles.models import Article, PreviewLink

PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


@require_safe
def show_preview(request: HttpRequest, token: str) -> HttpResponse:
    link = PreviewLink.objects.of_token(token)
    if link is None:
        raise Http404
    if not link.is_open:
        return _private(render(request, "articles/preview_ended.html", status=HTTPStatus.GONE))
    return show_working_copy(request, link.article, until=link.ends_at)


def show_working_copy(request: HttpRequest, article: Article, **told: Any) -> HttpResponse:
    """By the template of the public page, without its discussion and without what it tells machines."""
    return _private(render(request, "articles/preview.html", _describe(article) | told))


def _private(response: HttpResponse) -> HttpResponse:
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response


def _describe(article: Article) -> dict[str, Any]:
    text = revising.working_content(article)
    shown = content.show(article, text)
    shown.published_at = shown.published_at or timezone.now()
    return {
        "article": shown,
        "section": shown.section,
        "authors": content.authors(text),
        "tags": content.tags(text),
        "also_liked": _also_liked(shown, text),
        "comment_count": 0,
        "discussion": "",
    }


def _also_liked(article: Article, text: Content) -> list[Article]:
    """As `reading.also_liked` would choose, once this text is published."""
    picked = Article.objects.published().filter(pk__in=text.get("related", [])).exclude(pk=article.pk)
    chosen = {other.pk: other for other in picked.newest_first().for_teasers()[: reading.ALSO_LIKED]}
    chosen |= {other.pk: other for other in reading.also_liked(article) if other.pk not in chosen}
    return list(chosen.values())[: reading.ALSO_LIKED]
