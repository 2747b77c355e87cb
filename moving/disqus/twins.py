"""Comments that are here already: the plugin for WordPress kept those of Disqus and those of WordPress alike."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.db.models import Q, QuerySet

from comments.models import Comment
from comments.text import fold
from moving.disqus.posts import Post, moment
from moving.imports.ledger import AT_A_TIME
from moving.models import Batch, Kind, Origin

_NUMBERED = re.compile(r"wp_id=(\d+)")


COLUMNS = ("article", "pk", "created_at", "name", "status")


class Came(NamedTuple):
    """A comment from WordPress, by its number there."""

    article: int
    row: int
    at: datetime
    name: str
    status: str
    number: str


class Twin(NamedTuple):
    row: int
    status: str


class Twins:
    """Of one article."""

    def __init__(self, came: Iterable[Came] = ()) -> None:
        self.by_number: dict[str, Twin] = {}
        self.by_moment: dict[tuple[datetime, str], Twin] = {}
        for each in came:
            twin = Twin(each.row, each.status)
            self.by_number[each.number] = twin
            self.by_moment[each.at.replace(microsecond=0), fold(each.name)] = twin

    def of(self, post: Post) -> Twin | None:
        """The same number in WordPress; else the same name at the same second."""
        if not self.by_number:
            return None
        numbered = _NUMBERED.fullmatch(post.ident)
        found = self.by_number.get(numbered[1]) if numbered else None
        at = moment(post.at)
        return found or (self.by_moment.get((at.replace(microsecond=0), fold(post.name))) if at else None)


def of_articles(articles: Sequence[int]) -> Iterator[Twins]:
    """Of each, in the order of their numbers, which is theirs here, too; one after the other, as there may be many."""
    came = groupby(_from_wordpress(articles), lambda each: each.article)
    following = next(came, None)
    for article in articles:
        if following and following[0] == article:
            yield Twins(following[1])
            following = next(came, None)
        else:
            yield Twins()


def _from_wordpress(articles: Sequence[int]) -> Iterator[Came]:
    """By batches, as origins are found by a batch and a row."""
    batches = list(Batch.objects.filter(source__system="wordpress").values_list("pk", flat=True))
    came = Origin.objects.filter(batch__in=batches).order_by()
    of_articles = came.filter(kind=Kind.ARTICLE, row__in=articles).values_list("row", flat=True)
    there = sorted(of_articles.distinct()) if batches else []
    rows = Comment.objects.filter(article__in=there).order_by("article", "pk")
    last = (0, 0)
    while some := list(_after(rows, *last).values_list(*COLUMNS)[:AT_A_TIME]) if there else []:
        last = some[-1][:2]
        noted = came.filter(kind=Kind.COMMENT, row__in=[pk for _article, pk, *_rest in some])
        numbers = dict(noted.values_list("row", "name"))
        yield from (Came._make([*row, numbers[row[1]]]) for row in some if row[1] in numbers)


def _after(rows: QuerySet[Comment], article: int, pk: int) -> QuerySet[Comment]:
    return rows.filter(Q(article__gt=article) | Q(article=article, pk__gt=pk), article__gte=article)


def as_noted(forum: str, keys: list[str]) -> dict[str, str]:
    """With which status twins were noted by an earlier run: what people decided since is theirs."""
    noted = Origin.objects.filter(source__system="disqus", source__address=forum, kind=Kind.COMMENT, is_ours=False)
    return dict(noted.filter(name__in=keys).values_list("name", "state"))
