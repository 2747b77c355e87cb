from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import caching, reading
from articles.caching import public_page
from articles.discussion import Discussion
from articles.feeds import reading as feeds
from articles.feeds.entries import Feed
from articles.feeds.writing import TYPES, WRITERS
from articles.models import Article, Author, Section, Tag
from articles.views import answer_for_author_of_the_past, answer_for_the_past, moved


@public_page
def show_site(request: HttpRequest, form: str) -> HttpResponse:
    return _respond(request, form, feeds.of_site, caching.site_stamp())


@public_page
def show_corrections(request: HttpRequest, form: str) -> HttpResponse:
    return _respond(request, form, feeds.of_corrections, caching.site_stamp())


@public_page
def show_section(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    stamp = caching.site_stamp()
    section = Section.objects.filter(slug=slug).first()
    if section is None:
        present = get_object_or_404(Section, former_addresses__slug=slug)
        return moved(request, reverse("articles:section_feed", args=[present.slug, form]))
    return _respond(request, form, lambda: feeds.of_section(section), stamp)


@public_page
def show_author(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    stamp = caching.site_stamp()
    author = Author.objects.filter(slug=slug).first()
    if author is None:
        return answer_for_author_of_the_past(
            request, slug, lambda present: reverse("articles:author_feed", args=[present.slug, form])
        )
    return _respond(request, form, lambda: feeds.of_author(author), stamp)


@public_page
def show_tag(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    stamp = caching.site_stamp()
    tag = Tag.objects.public().filter(slug=slug).first()
    if tag is None:
        present = get_object_or_404(Tag.objects.public(), former_addresses__slug=slug)
        return moved(request, reverse("articles:tag_feed", args=[present.slug, form]))
    return _respond(request, form, lambda: feeds.of_tag(tag), stamp)


@public_page
def show_comments(request: HttpRequest, section: str, slug: str, form: str, discussion: Discussion) -> HttpResponse:
    stamp = caching.site_stamp()
    article = reading.find_published(section, slug)
    if article is None:
        present = reverse("articles:article", args=[section, slug])
        return answer_for_the_past(request, present, lambda found: _comments_feed(found, form))
    versions = stamp, article.revision, discussion.version(article)
    return _respond(request, form, lambda: feeds.of_comments(article, discussion.latest(article)), *versions)


def _comments_feed(article: Article, form: str) -> str:
    return reverse("articles:comments_feed", args=[article.section.slug, article.slug, form])


def _respond(request: HttpRequest, form: str, feed: Callable[[], Feed], *versions: object) -> HttpResponse:
    def page() -> HttpResponse:
        return HttpResponse(WRITERS[form](feed()), content_type=f"{TYPES[form]}; charset=utf-8")

    return caching.respond(request, *versions, render=page)
