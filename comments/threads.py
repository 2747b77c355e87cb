"""The discussion under an article, as the pages of articles are handed it: see articles/discussion.py."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.http import QueryDict
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.discussion import PublicComment, Rendered
from articles.models import Article
from articles.reading import corrections_of
from comments import structured, ways
from comments.fragments import Writer
from comments.latest import latest
from comments.markup import MARKUP
from comments.models import Discussion, DiscussionClock
from comments.pages import Page, read_page
from comments.refusals import slow_mode, why_closed
from comments.rules.current import HERE, MODE, NEAREST
from database import statements

HTMX = json.dumps(
    {
        "allowEval": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "ignoreTitle": True,
        "historyCacheSize": 0,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[234]..", "swap": True},
            {"code": "5..", "swap": False, "error": True},
        ],
    }
)
_HEAD = """<link rel="stylesheet" href="{style}">
<meta name="htmx-config" content="{config}">
<script type="module" src="{script}" data-htmx="{htmx}" data-styles="{form} {status} {report}"></script>"""

# By hand, as it is asked for every page, also one that the reader has: composing it would cost ten times its running.
FIGURES_QUERY = f"""
SELECT d.version, d.approved_count, t.slow_minutes,
    CASE WHEN m.id IS NULL THEN (SELECT publish_after FROM comments_discussionsettings WHERE id = 1)
        ELSE m.publish_after END,
    (SELECT COUNT(*) FROM comments_comment c WHERE c.article_id = %(article)s AND c.featured_at IS NOT NULL),
    COALESCE((SELECT recommendations FROM comments_discussionsettings WHERE id = 1), TRUE)
FROM {HERE} LEFT JOIN comments_discussion d ON d.article_id = here.id
LEFT JOIN comments_articleterms t ON t.article_id = here.id {MODE}
{NEAREST}
"""  # noqa: S608


class Threads:
    def version(self, article: Article) -> str:
        """Read before the page's rows are, so that a page is never older than the version it is kept under.

        The mode in force is in it, since one begins and ends without a change of any comment.
        """
        figures = _figures(article, anew=True)
        return f"{figures.version or 0}.{MARKUP}{'.held' if figures.is_held else ''}"

    def clock(self) -> str:
        return str(DiscussionClock.current())

    def count(self, article: Article) -> int:
        return _figures(article).approved_count or 0

    def busiest(self, articles: Sequence[int], most: int) -> list[int]:
        found = Discussion.objects.filter(pk__in=articles, approved_count__gt=0)
        return list(found.order_by("-approved_count", "-pk").values_list("pk", flat=True)[:most])

    def head(self) -> SafeString:
        return format_html(
            _HEAD,
            style=static("css/discussion.css"),
            script=static("js/discussion.js"),
            htmx=static("django_htmx/htmx-2.min.js"),
            form=static("css/form.css"),
            status=static("css/status.css"),
            report=static("css/report.css"),
            config=HTMX,
        )

    def render(self, article: Article, query: QueryDict) -> Rendered:
        figures = _figures(article)
        page = read_page(article, query, figures.featured_count)
        if not (article.takes_comments or page.threads):
            return Rendered(SafeString(""))
        known = _describe(article, page, figures)
        html = mark_safe(render_to_string("comments/discussion.html", known))
        return Rendered(html, structured.of_page(page, known["address"]))

    def latest(self, article: Article) -> Sequence[PublicComment]:
        return latest(article)


discussion = Threads()


def counts(articles: Iterable[Article]) -> dict[int, int]:
    """Public comments by article, in one query for a whole list; articles without any are missing."""
    shown = [article.pk for article in articles]
    return dict(Discussion.objects.filter(pk__in=shown).values_list("pk", "approved_count"))


class Figures(NamedTuple):
    """`publish_after` None: every comment waits."""

    version: int | None = None
    approved_count: int | None = None
    slow_minutes: int | None = None
    publish_after: int | None = None
    featured_count: int = 0
    recommends: bool = True

    @property
    def is_held(self) -> bool:
        return self.publish_after is None


def _figures(article: Article, *, anew: bool = False) -> Figures:
    """Read once per page: this instance lives as long as the request that shows it."""
    if anew or not hasattr(article, "_discussion"):
        with connection.cursor() as cursor:
            cursor.execute(FIGURES_QUERY, {"article": article.pk, "now": statements.moment(timezone.now())})
            article._discussion = Figures(*cursor.fetchone() or ())  # type: ignore[attr-defined]
    figures: Figures = article._discussion  # type: ignore[attr-defined]
    return figures


def _describe(article: Article, page: Page, figures: Figures) -> dict[str, Any]:
    address, place = article.get_absolute_url(), [article.section.slug, article.slug]
    form = reverse("comments:form", args=place) if article.accepts_comments() else ""
    count = figures.approved_count or 0
    corrected = [correction.at for correction in corrections_of(article)]
    writer = Writer(page, address, form, corrected, recommends=figures.recommends)
    return {
        "article": article,
        "address": address,
        "form": form,
        "feed": reverse("articles:comments_feed", args=[*place, "atom"]),
        "news": reverse("comments:news", args=[article.pk]),
        "told": _told(article, page, figures),
        "count": count,
        "page": page,
        "ways": ways.links(page, address, count, figures.featured_count),
        "akismet": _akismet(get_language()),
        "featured": writer.featured(),
        "threads": writer.threads(),
    }


@cache
def _akismet(language: str | None) -> SafeString:
    """It is the same under every article."""
    return mark_safe(render_to_string("comments/_akismet.html"))


def _told(article: Article, page: Page, figures: Figures) -> Iterator[str]:
    """How the section stands, in sentences. Times are absolute: the page is kept."""
    if page.missed:
        yield _("The comment to which this link leads is not public, or no longer.")
    if not article.accepts_comments():
        yield why_closed(article)
        return
    if not page.threads:
        yield _("Nobody has said anything yet. Be the first.")
    if figures.is_held:
        yield _("Comments appear here once a moderator has read them.")
    if figures.slow_minutes:
        yield slow_mode(figures.slow_minutes)
    if article.comments_close_at:
        at = date_format(localtime(article.comments_close_at), "DATETIME_FORMAT")
        yield _("Comments close on %(time)s.") % {"time": at}
