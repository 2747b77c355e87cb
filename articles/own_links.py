"""Links from one page of the site to another: which of them lead nowhere today."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import models
from django.urls import Resolver404, resolve
from django.utils import timezone

from articles.models.address import ArticleAddress, FormerSegment
from articles.models.article import Status
from articles.models.author import Author
from articles.models.section import FirstSegment
from articles.models.tag import Tag, TagAddress

_BY_SLUG: dict[str, tuple[type[models.Model], ...]] = {
    "section": (FirstSegment, FormerSegment),
    "author": (Author,),
    "tag": (Tag, TagAddress),
}
"""What an address of that name needs, one of them, to be a page."""


def broken(links: Iterable[str]) -> list[str]:
    """In their order, as they were written. One query for each kind of page that is linked, however many links."""
    targets = {link: path for link in links if (path := _own_path(link))}
    alive = _alive(set(targets.values()))
    return [link for link, path in targets.items() if path not in alive]


def _own_path(link: str) -> str:
    """Empty for links to elsewhere, and to places within the page."""
    own = link.removeprefix(settings.SITE_URL)
    if not own.startswith("/") or own.startswith("//"):
        return ""
    path = unquote(urlsplit(own).path)
    return path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/"


def _alive(paths: set[str]) -> set[str]:
    by_name: dict[str, dict[str, str]] = {}
    for path in paths:
        name, slug = _named(path)
        by_name.setdefault(name, {})[path] = slug
    by_name.pop("", None)
    found = [_alive_of(name, slugs) for name, slugs in by_name.items()]
    return set().union(*found)


def _named(path: str) -> tuple[str, str]:
    """The name of the address, and the slug in it; no name where the site has none."""
    try:
        match = resolve(path)
    except Resolver404:
        return "", ""
    return match.url_name or path, str(match.kwargs.get("slug", ""))


def _alive_of(name: str, slugs: dict[str, str]) -> set[str]:
    if name == "article":
        return _public_articles(slugs)
    if name not in _BY_SLUG:
        return set(slugs)
    there = set().union(*(_slugs_there(model, slugs.values()) for model in _BY_SLUG[name]))
    return {path for path, slug in slugs.items() if slug in there}


def _public_articles(paths: Iterable[str]) -> set[str]:
    """Under any address that they ever had."""
    now: dict[str, Any] = {"since__lte": timezone.now(), "article__published_at__lte": timezone.now()}
    public = ArticleAddress.objects.filter(path__in=paths, article__status=Status.PUBLISHED, **now)
    return set(public.order_by().values_list("path", flat=True))


def _slugs_there(model: type[models.Model], slugs: Iterable[str]) -> set[str]:
    return set(model._default_manager.filter(slug__in=list(slugs)).order_by().values_list("slug", flat=True))
