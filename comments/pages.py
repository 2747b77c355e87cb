"""Which comments one page of a discussion shows: chosen by key, read in two queries, whatever the size.

The address says where: `?before=` and `?newer=` a thread, `?comment=` the page on which a comment stands,
`?thread=` one thread alone with `&after=` for its later replies. What can't be understood is ignored.

The queries are written by hand: every reader waits for them, and Django's composing costs ten times their running.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.http import QueryDict

from articles.models import Article
from comments.markup import MARKUP
from comments.models import Comment

THREADS = 20
REPLIES = 10
REPLIES_ALONE = 100
HIGHEST = 2**63 - 1

_SHOWN = """
SELECT c.id, c.parent_id, c.root_id, c.status, c.badge, c.name, c.website, c.html,
    CASE WHEN c.markup = %s THEN '' ELSE c.text END, c.edited_by, c.created_at, c.edited_at, p.status, p.name, """
_FROM = " FROM comments_comment c LEFT JOIN comments_comment p ON p.id = c.parent_id "

# All that are shown less the tombstones, of each by an index alone: replies lie all over the table.
_REPLY_COUNT = """(SELECT COUNT(*) FROM comments_comment r WHERE r.root_id = c.id AND r.on_page)
    - (SELECT COUNT(*) FROM comments_comment t WHERE t.root_id = c.id AND t.on_page AND NOT (t.status = 'approved'))"""

# %s: article, lowest and highest key, how many
THREADS_QUERY = f"""{_SHOWN} {_REPLY_COUNT} {_FROM}
WHERE c.article_id = %s AND c.depth = 0 AND c.on_page AND c.id BETWEEN %s AND %s ORDER BY c.id DESC LIMIT %s"""

# {}: the first of each thread, of which no more is read than is shown. %s: two that are shown wherever they stand
REPLIES_QUERY = f"""{_SHOWN} 0 {_FROM} WHERE c.id IN (
    {{}} SELECT id FROM comments_comment WHERE id IN (%s, %s) AND root_id IS NOT NULL AND on_page
) ORDER BY c.id"""  # noqa: S608

# Once per thread. %s: the thread, how many
FIRST = """SELECT id FROM (
    SELECT id FROM comments_comment WHERE root_id = %s AND on_page ORDER BY id LIMIT %s
) AS first UNION ALL """

# Once for all threads, where the engine can: planning twenty of the above costs more than running them.
FIRST_OF_ALL = """SELECT first.id FROM unnest(%s::bigint[]) AS t(root) CROSS JOIN LATERAL (
    SELECT id FROM comments_comment WHERE root_id = t.root AND on_page ORDER BY id LIMIT %s
) AS first UNION ALL """

# %s: the thread, the key before the first, how many
LATER_QUERY = f"{_SHOWN} 0 {_FROM} WHERE c.root_id = %s AND c.on_page AND c.id > %s ORDER BY c.id LIMIT %s"


class Row(NamedTuple):
    """What a page needs of one comment. `text` is there only where `html` is of an older markup."""

    pk: int
    parent: int | None
    root: int | None
    status: str
    badge: str
    name: str
    website: str
    html: str
    text: str
    edited_by: int | None  # the moderator whose words these are
    created_at: datetime
    edited_at: datetime | None
    parent_status: str | None
    parent_name: str | None
    replies: int  # approved ones in the whole thread; counted for its first comment only


@dataclass(frozen=True)
class Page:
    """`newer`, `older` and `later` are the queries of the pages around it; empty where there is none."""

    threads: list[Row]
    replies: list[Row]
    newer: str = ""
    older: str = ""
    later: str = ""
    alone: bool = False


def permalink(address: str, number: int | None) -> str:
    """Of a comment under the article at that address."""
    return f"{address}?comment={number}#comment-{number}"


def read_page(article: Article, query: QueryDict) -> Page:
    thread, target = _key(query, "thread"), _key(query, "comment")
    before, newer = _key(query, "before"), _key(query, "newer")
    page = None
    if thread:
        page = _one_thread(article, thread, _key(query, "after"))
    elif target:
        page = _around(article, target)
    elif before or newer:
        page = _threads(article, before - 1, moved=True) if before else _newer(article, newer)
    return page or _threads(article)


def _key(query: QueryDict, name: str) -> int:
    """0 for what is no key."""
    value = str(query.get(name, ""))
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0


def _newer(article: Article, than: int) -> Page | None:
    """The twenty threads right above; where there are fewer, the first page has them all."""
    above = Comment.objects.on_page().filter(article=article, depth=0, pk__gt=than).order_by("pk")
    keys = list(above.values_list("pk", flat=True)[:THREADS])
    return _threads(article, keys[-1], moved=True) if len(keys) == THREADS else None


def _around(article: Article, target: int) -> Page | None:
    """Opens with the comment's thread, in which the comment and the one that it answers always stand."""
    found = Comment.objects.on_page().filter(article=article, pk=target).values_list("pk", "parent", "root").first()
    if found is None:
        return None
    pk, parent, root = found
    return _threads(article, root or pk, moved=True, always=(pk, parent or pk))


def _threads(
    article: Article, highest: int = HIGHEST, *, moved: bool = False, always: tuple[int, int] = (0, 0)
) -> Page:
    found = _read(THREADS_QUERY, article.pk, 1, highest, THREADS + 1)
    threads = found[:THREADS]
    return Page(
        threads=threads,
        replies=_first_replies([row.pk for row in threads if row.replies], always),
        newer=f"newer={threads[0].pk}" if moved and threads else "",
        older=f"before={threads[-1].pk}" if len(found) > THREADS else "",
    )


def _first_replies(threads: Sequence[int], always: tuple[int, int]) -> list[Row]:
    if not threads:
        return []
    first, known = first_of(threads)
    return _read(REPLIES_QUERY.format(first), *known, *always)


def first_of(threads: Sequence[int]) -> tuple[str, list[Any]]:
    """The part of the query that finds the first replies in each, with what it has to be told."""
    if connection.vendor == "postgresql":
        return FIRST_OF_ALL, [list(threads), REPLIES]
    return FIRST * len(threads), [value for thread in threads for value in (thread, REPLIES)]


def _one_thread(article: Article, thread: int, after: int) -> Page | None:
    threads = _read(THREADS_QUERY, article.pk, thread, thread, 1)
    if not threads:
        return None
    found = _read(LATER_QUERY, thread, after, REPLIES_ALONE + 1)
    replies = found[:REPLIES_ALONE]
    later = f"thread={thread}&after={replies[-1].pk}" if len(found) > REPLIES_ALONE else ""
    return Page(threads, replies, later=later, alone=True)


def _read(query: str, *parameters: Any) -> list[Row]:
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(in_sqlite(query) if on_sqlite else query, [MARKUP, *parameters])
        found = cursor.fetchall()
    return [Row._make(_in_utc(values) if on_sqlite else values) for values in found]


def in_sqlite(query: str) -> str:
    """SQLite takes a partial index only for the condition as the index has it, letter by letter."""
    return query.replace("on_page", "on_page = 1")


def _in_utc(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """SQLite's times know no zone; Django keeps them in UTC."""
    *first, created_at, edited_at, parent_status, parent_name, replies = values
    edited_at = edited_at and edited_at.replace(tzinfo=UTC)
    return (*first, created_at.replace(tzinfo=UTC), edited_at, parent_status, parent_name, replies)
