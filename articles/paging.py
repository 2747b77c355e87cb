"""Long lists, read by key: the page after an article begins where that article stands, however far back it is."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from articles.models import Article
from articles.models.article import ArticleQuerySet

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARK = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)


class Page(NamedTuple):
    articles: list[Article]
    older: str  # the mark to go on from, empty at the end
    before: str  # the mark that this page came from, empty on the first


def take_page(articles: ArticleQuerySet, before: str, size: int) -> Page:
    """`before` is the mark of an earlier page; anything else means the first page."""
    mark = _MARK.fullmatch(before)
    if mark:
        articles = articles.before(_EPOCH + timedelta(microseconds=int(mark[1])), int(mark[2]))
    found = _in_order(articles, size + 1)
    return Page(found[:size], _mark_of(found[size - 1]) if len(found) > size else "", mark[0] if mark else "")


def _in_order(articles: ArticleQuerySet, most: int) -> list[Article]:
    """By number first: a database that has to sort would else carry every article's columns through it."""
    numbers = list(articles.prefetch_related(None).newest_first().values_list("pk", flat=True)[:most])
    found = articles.in_bulk(numbers)
    return [found[number] for number in numbers if number in found]


def _mark_of(article: Article) -> str:
    """Microseconds since 1970 and the number, so that articles of the same moment are told apart."""
    assert article.published_at is not None
    return f"{(article.published_at - _EPOCH) // timedelta(microseconds=1)}-{article.pk}"
