from datetime import datetime
from typing import Any, NamedTuple

from django import template
from django.template import RequestContext
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


@register.simple_tag(takes_context=True)
def navigation(context: RequestContext) -> list[Entry]:
    """The top sections in their order; the one that the page's `section` is, or lies in, is marked as current."""
    here: Section | None = context.get("section")
    top = here and (here.parent_id or here.pk)
    return [
        Entry(s.name, s.get_absolute_url(), _current(context, s) if s.pk == top else "") for s in Section.objects.top()
    ]


def _current(context: dict[str, Any] | RequestContext, section: Section) -> str:
    """ "page" on the section's own page, "true" on one that lies in it."""
    return "page" if section == context["section"] and "article" not in context else "true"


@register.simple_tag
def newest_articles() -> ArticleQuerySet:
    """A way on for somebody who found no page."""
    return Article.objects.published().newest_first().for_teasers()[:5]
