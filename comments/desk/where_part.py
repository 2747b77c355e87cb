"""Where a comment stands: the article, its section and byline, and the way to the thread as readers see it."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comments.desk.slots import Around
from comments.desk.words import Phrases
from comments.models import Status

WHERE = '<p class="card-where"><a href="{article}">{headline}</a> <small class="card-aside">{aside}</small></p>\n'
THREAD = '<a href="{article}?comment={number}#comment-{number}" class="card-thread">{label}</a>'

PHRASES = Phrases(by=_("by %(names)s"), own_thread=_("See it in its thread"), thread=_("See the thread"))


def html(_found: None, around: Around) -> str:
    row = around.card.row
    article = _address(row.section_slug, row.slug)
    by = PHRASES()["by"] % {"names": escape(row.bylines)} if row.bylines else ""
    aside = " · ".join(filter(None, (escape(row.section), by, _thread(around, article))))
    return WHERE.format(article=article, headline=escape(row.headline), aside=aside)


@lru_cache(maxsize=1_000)
def _address(section: str, article: str) -> str:
    return reverse("articles:article", args=[section, article])


def _thread(around: Around, article: str) -> str:
    """From the comment itself if it is public, else from the one that it answers."""
    row = around.card.row
    if row.status == Status.APPROVED:
        return THREAD.format(article=article, number=row.pk, label=PHRASES()["own_thread"])
    if row.parent and row.parent_status == Status.APPROVED:
        return THREAD.format(article=article, number=row.parent, label=PHRASES()["thread"])
    return ""
