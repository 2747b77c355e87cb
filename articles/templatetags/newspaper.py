from datetime import datetime
from typing import Any, NamedTuple

from django import template
from django.db import connection
from django.template import RequestContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Section, StandingPage
from articles.models.article import ArticleQuerySet
from articles.models.page import Role

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

    sections: list[Entry]
    standing: list[Entry]

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
    places = Places([], [])
    with connection.cursor() as cursor:
        cursor.execute(PLACES)
        for kind, pk, name, slug, _position, role in cursor.fetchall():
            entry = Entry(name, reverse("articles:section", args=[slug]), _current(context, pk), role)
            places[kind - 1].append(entry)
    return places


def _current(context: dict[str, Any] | RequestContext, segment: int) -> str:
    """ "page" on its own page, "true" on one that lies in it."""
    here: Section | None = context.get("section")
    if here and segment == (here.parent_id or here.pk):
        return "page" if segment == here.pk and "article" not in context else "true"
    standing: StandingPage | None = context.get("standing")
    return "page" if standing and standing.pk == segment else ""


@register.simple_tag
def newest_articles() -> ArticleQuerySet:
    """A way on for somebody who found no page."""
    return Article.objects.published().newest_first().for_teasers()[:5]
