"""Comments that are here already: the plugin for WordPress kept those of Disqus and those of WordPress alike."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from comments.models import Comment
from comments.text import fold
from moving.disqus.posts import Post, moment
from moving.imports.ledger import AT_A_TIME
from moving.models import Kind, Origin

_NUMBERED = re.compile(r"wp_id=(\d+)")


class Twin(NamedTuple):
    row: int
    status: str


class Twins:
    """Of one article; asked of the database only where something has come from WordPress."""

    def __init__(self, article: int) -> None:
        self.by_number: dict[str, Twin] = {}
        self.by_moment: dict[tuple[datetime, str], Twin] = {}
        for number, at, name, twin in _from_wordpress(article):
            self.by_number[number] = twin
            self.by_moment[at.replace(microsecond=0), fold(name)] = twin

    def of(self, post: Post) -> Twin | None:
        """The same number in WordPress; else the same name at the same second."""
        numbered = _NUMBERED.fullmatch(post.ident)
        found = self.by_number.get(numbered[1]) if numbered else None
        at = moment(post.at)
        return found or (self.by_moment.get((at.replace(microsecond=0), fold(post.name))) if at else None)


def _from_wordpress(article: int) -> Iterator[tuple[str, datetime, str, Twin]]:
    if not Origin.objects.filter(kind=Kind.ARTICLE, row=article, source__system="wordpress").exists():
        return
    came = Origin.objects.filter(kind=Kind.COMMENT, source__system="wordpress").order_by()
    columns = ("pk", "created_at", "name", "status")
    rows = Comment.objects.filter(article=article).order_by("pk").values_list(*columns)
    last = 0
    while some := list(rows.filter(pk__gt=last)[:AT_A_TIME]):
        last = some[-1][0]
        numbers = dict(came.filter(row__in=[row[0] for row in some]).values_list("row", "name"))
        yield from ((numbers[pk], at, name, Twin(pk, status)) for pk, at, name, status in some if pk in numbers)


def as_noted(forum: str, keys: list[str]) -> dict[str, str]:
    """With which status twins were noted by an earlier run: what people decided since is theirs."""
    noted = Origin.objects.filter(source__system="disqus", source__address=forum, kind=Kind.COMMENT, is_ours=False)
    return dict(noted.filter(name__in=keys).values_list("name", "state"))
