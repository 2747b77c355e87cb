"""The discussion under an article, as the pages of articles are handed it: see articles/discussion.py."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection
from django.http import QueryDict
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.discussion import PublicComment, Rendered
from articles.models import Article
from articles.reading import corrections_of
from comments import structured
from comments.fragments import Writer
from comments.latest import latest
from comments.markup import MARKUP
from comments.models import Discussion, DiscussionClock
from comments.pages import read_page
from comments.refusals import why_closed

# By hand, as it is asked for every page, also one that the reader has: composing it would cost ten times its running.
FIGURES_QUERY = "SELECT version, approved_count FROM comments_discussion WHERE article_id = %s"


class Threads:
    def version(self, article: Article) -> str:
        """Read before the page's rows are, so that a page is never older than the version it is kept under."""
        return f"{_figures(article, anew=True).version}.{MARKUP}"

    def clock(self) -> str:
        return str(DiscussionClock.current())

    def count(self, article: Article) -> int:
        return _figures(article).approved_count

    def busiest(self, articles: Sequence[int], most: int) -> list[int]:
        found = Discussion.objects.filter(pk__in=articles, approved_count__gt=0)
        return list(found.order_by("-approved_count", "-pk").values_list("pk", flat=True)[:most])

    def head(self) -> SafeString:
        return format_html('<link rel="stylesheet" href="{}">', static("css/discussion.css"))

    def render(self, article: Article, query: QueryDict) -> Rendered:
        page = read_page(article, query)
        address = article.get_absolute_url()
        is_open = article.accepts_comments()
        form = reverse("comments:form", args=[article.section.slug, article.slug]) if is_open else ""
        known = {
            "article": article,
            "address": address,
            "form": form,
            "feed": reverse("articles:comments_feed", args=[article.section.slug, article.slug, "atom"]),
            "closed": "" if is_open else why_closed(article),
            "closes_at": article.comments_close_at if is_open else None,
            "count": self.count(article),
            "page": page,
            "threads": Writer(page, address, form, [correction.at for correction in corrections_of(article)]).threads(),
        }
        html = mark_safe(render_to_string("comments/discussion.html", known))
        return Rendered(html, structured.of_page(page, address))

    def latest(self, article: Article) -> Sequence[PublicComment]:
        return latest(article)


discussion = Threads()


def counts(articles: Iterable[Article]) -> dict[int, int]:
    """Public comments by article, in one query for a whole list; articles without any are missing."""
    shown = [article.pk for article in articles]
    return dict(Discussion.objects.filter(pk__in=shown).values_list("pk", "approved_count"))


class Figures(NamedTuple):
    version: int = 0
    approved_count: int = 0


def _figures(article: Article, *, anew: bool = False) -> Figures:
    """Read once per page: this instance lives as long as the request that shows it."""
    if anew or not hasattr(article, "_discussion"):
        with connection.cursor() as cursor:
            cursor.execute(FIGURES_QUERY, [article.pk])
            article._discussion = Figures(*cursor.fetchone() or ())  # type: ignore[attr-defined]
    figures: Figures = article._discussion  # type: ignore[attr-defined]
    return figures
