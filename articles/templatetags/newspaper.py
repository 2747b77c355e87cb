from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.db import connection
from django.template import RequestContext
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles.addresses import path_of
from articles.models import Article, Section, StandingPage
from articles.models.article import ArticleQuerySet
from articles.models.page import Role

FRAMES = 500

register = template.Library()


@register.filter
def timestamp(moment: datetime) -> str:
    """For machines: HTML knows no microseconds."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


class Entry(NamedTuple):
    name: str
    url: str
    current: str  # the value of aria-current
    role: str = ""  # of a standing page


class Places(NamedTuple):
    """Where every page leads: the top sections, and at its foot the standing pages."""

    sections: tuple[Entry, ...]
    standing: tuple[Entry, ...]

    @property
    def guidelines(self) -> Entry | None:
        return next((entry for entry in self.standing if entry.role == Role.GUIDELINES), None)


# By hand and at once, as it is asked for every page: composing it would cost ten times its running.
PLACES = """
SELECT 1 AS kind, s.firstsegment_ptr_id, s.name AS name, f.slug, s.position AS position, '' AS role
FROM articles_section s JOIN articles_firstsegment f ON f.id = s.firstsegment_ptr_id
WHERE s.parent_id IS NULL
UNION ALL SELECT 2, p.firstsegment_ptr_id, p.title, f.slug, p.position, p.role
FROM articles_standingpage p JOIN articles_firstsegment f ON f.id = p.firstsegment_ptr_id
WHERE p.is_public
ORDER BY kind, position, name
"""


@register.simple_tag(takes_context=True)
def navigation(context: RequestContext) -> Places:
    """In their order; the top section that the page's `section` is, or lies in, is marked as current, as is the page
    itself where it is a standing one."""
    places: tuple[list[Entry], list[Entry]] = [], []
    with connection.cursor() as cursor:
        cursor.execute(PLACES)
        for kind, pk, name, slug, _position, role in cursor.fetchall():
            entry = Entry(name, path_of("articles:section", slug), _current(context, pk), role)
            places[kind - 1].append(entry)
    return Places(*map(tuple, places))


def _current(context: dict[str, Any] | RequestContext, segment: int) -> str:
    """ "page" on its own page, "true" on one that lies in it."""
    here: Section | None = context.get("section")
    if here and segment == (here.parent_id or here.pk):
        return "page" if segment == here.pk and "article" not in context else "true"
    standing: StandingPage | None = context.get("standing")
    return "page" if standing and standing.pk == segment else ""


@register.simple_tag(takes_context=True)
def frame(context: RequestContext, part: str) -> SafeString:
    """A part of the frame around every page: rendered once for all pages that stand in the same place."""
    known = settings.ROOT_URLCONF, settings.SITE_NAME, settings.SITE_URL, context["places"]
    return _frame(part, get_language(), *known)


@lru_cache(FRAMES)
def _frame(part: str, language: str | None, urlconf: str, site_name: str, site_url: str, places: Places) -> SafeString:
    return render_to_string(part, {"site_name": site_name, "site_url": site_url, "places": places})


@register.simple_tag
def newest_articles() -> ArticleQuerySet:
    """A way on for somebody who found no page."""
    return Article.objects.published().newest_first().for_teasers()[:5]
