"""
Which addresses stand in which file.

A large paper's articles are parted by their numbers: such a file is a range of the primary key, has at most as many
addresses as the range has numbers, and never moves on to another file. Nothing has to be counted or kept for it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from articles.caching import now_in_sql
from articles.models import Article, Author, Byline, Label, Section, StandingPage, Status, Tag
from articles.models.article import ArticleQuerySet
from articles.sitemaps.writing import Place, Story

ALONE = 10_000  # addresses in the one file; the protocol allows five times as many, and nobody wants to wait for them
SLICE = 5_000  # numbers of articles in one of several files
MOST_FILES = 50_000  # of an index, by the protocol
CHANGES = 1_000  # latest changes that an index looks at
NEWS_FOR = timedelta(hours=48)  # as Google reads it, and no more than a thousand
MOST_NEWS = 1_000

LAST_OF_EACH_SLICE = """
WITH RECURSIVE slice(number) AS (
    SELECT CAST(%(first)s AS BIGINT) UNION ALL SELECT number + 1 FROM slice WHERE number < %(last)s
)
SELECT (
    SELECT a.id FROM articles_article a
    WHERE a.id >= slice.number * %(size)s AND a.id < (slice.number + 1) * %(size)s
        AND COALESCE(a.status, '') = %(published)s AND a.published_at <= %(now)s
    ORDER BY a.id DESC LIMIT 1
) FROM slice
"""  # COALESCE: else SQLite would read an index by status from its one end to the other, for each slice


def fit_into_one(others: int) -> bool:
    """Whether all articles and so many other addresses do."""
    room = ALONE - others
    return room > 0 and not Article.objects.published().newest_first().values_list("pk")[room : room + 1]


def all_articles() -> list[Place]:
    """By values, with addresses put together by hand: ten thousand objects would be a long wait."""
    rows = Article.objects.published().newest_first().values_list("section__slug", "slug", "updated_at")
    return [Place(f"/{section}/{slug}/", changed) for section, slug, changed in rows]


def articles_in(number: int) -> list[Place]:
    """The newest of the slice first."""
    now = timezone.now()
    rows = slice_of(number).values_list("section__slug", "slug", "updated_at", "status", "published_at")
    return [
        Place(f"/{section}/{slug}/", changed)
        for section, slug, changed, status, published_at in rows
        if status == Status.PUBLISHED and published_at and published_at <= now
    ]


def slice_of(number: int) -> ArticleQuerySet:
    """Whatever their status: asked for it, SQLite would read an index by status instead of the range of numbers."""
    return Article.objects.filter(pk__gte=number * SLICE, pk__lt=(number + 1) * SLICE).order_by("-pk")


def other_places() -> list[Place]:
    """All pages of ours that are no articles, as far as they have something to show."""
    sections = [Place(section.get_absolute_url()) for section in Section.objects.order_by("slug")]
    standing = StandingPage.objects.filter(is_public=True).order_by("slug")
    pages = [Place(page.get_absolute_url(), page.updated_at) for page in standing]
    tags = [Place(tag.get_absolute_url()) for tag in Tag.objects.public().order_by("slug")]
    own = [Place(reverse(f"articles:{name}")) for name in ("front", "archive", "corrections")]
    return [*own, *sections, *pages, *_authors(), *tags][:MOST_FILES]


def _authors() -> list[Place]:
    articles = {"article__status": Status.PUBLISHED, "article__published_at__lte": timezone.now()}
    public = Byline.objects.filter(author=OuterRef("pk"), **articles)
    return [Place(author.get_absolute_url()) for author in Author.objects.filter(Exists(public)).order_by("slug")]


def slices() -> list[Place]:
    """The files of articles, the newest first. Their dates are those of the last change among the latest thousand of
    the paper, else of their last article: what changed before, search engines have been told long since."""
    dates = dict(_last_of_each())
    for number, changed in _latest_changes():
        dates[number] = max(changed, dates.get(number, changed))
    return [Place(reverse("articles:sitemap_slice", args=[number]), dates[number]) for number in sorted(dates)[::-1]]


def _last_of_each() -> Iterable[tuple[int, datetime]]:
    highest = Article.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    last = highest // SLICE
    asked = {"first": max(0, last - MOST_FILES + 2), "last": last, "size": SLICE}
    with connection.cursor() as cursor:
        cursor.execute(LAST_OF_EACH_SLICE, asked | {"published": Status.PUBLISHED, "now": now_in_sql()})
        found = [pk for (pk,) in cursor.fetchall() if pk is not None]
    rows = Article.objects.filter(pk__in=found).values_list("pk", "updated_at")
    return [(pk // SLICE, changed) for pk, changed in rows]


def _latest_changes() -> Iterable[tuple[int, datetime]]:
    changes = latest_changes().values_list("pk", "updated_at")
    return [(pk // SLICE, changed) for pk, changed in changes]


def latest_changes() -> ArticleQuerySet:
    now = timezone.now()
    return Article.objects.published(now).filter(updated_at__lte=now).order_by("-updated_at")[:CHANGES]


def news(since: datetime) -> list[Story]:
    """What advertisers pay for is no news."""
    public = Article.objects.published().exclude(label=Label.SPONSORED).filter(published_at__gte=since)
    rows = public.newest_first().values_list("section__slug", "slug", "headline", "published_at")[:MOST_NEWS]
    return [Story(f"/{section}/{slug}/", headline, at) for section, slug, headline, at in rows if at]
