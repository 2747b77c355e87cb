from datetime import datetime
from typing import Any, NamedTuple

from django import template
from django.db import connection
from django.template import RequestContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Section
from articles.models.article import ArticleQuerySet

register = template.Library()


@register.filter
def timestamp(moment: datetime) -> str:
    """For machines: HTML knows no microseconds."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


class Entry(NamedTuple):
    name: str
    url: str
    current: str  # the value of aria-current


# By hand, as it is asked for every page: composing it would cost ten times its running.
TOP_SECTIONS = """
SELECT s.firstsegment_ptr_id, s.name, f.slug
FROM articles_section s JOIN articles_firstsegment f ON f.id = s.firstsegment_ptr_id
WHERE s.parent_id IS NULL ORDER BY s.position, s.name
"""


@register.simple_tag(takes_context=True)
def navigation(context: RequestContext) -> list[Entry]:
    """The top sections in their order; the one that the page's `section` is, or lies in, is marked as current."""
    here: Section | None = context.get("section")
    top = here and (here.parent_id or here.pk)
    with connection.cursor() as cursor:
        cursor.execute(TOP_SECTIONS)
        rows = cursor.fetchall()
    return [
        Entry(name, reverse("articles:section", args=[slug]), _current(context, pk) if pk == top else "")
        for pk, name, slug in rows
    ]


def _current(context: dict[str, Any] | RequestContext, section: int) -> str:
    """ "page" on the section's own page, "true" on one that lies in it."""
    return "page" if section == context["section"].pk and "article" not in context else "true"


@register.simple_tag
def newest_articles() -> ArticleQuerySet:
    """A way on for somebody who found no page."""
    return Article.objects.published().newest_first().for_teasers()[:5]
