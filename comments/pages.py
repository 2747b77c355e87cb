"""Which comments one page of a discussion shows: chosen by key, read in two queries, whatever the size.

The address says where: `?sort=` an order with the key of the thread before or after (comments/orders.py), `?comment=`
the page on which a comment stands, `?thread=` one thread alone with `&after=` for its later replies, `?show=featured`
what the editors have set apart. What can't be understood is ignored.

The queries are written by hand: every reader waits for them, and Django's composing costs ten times their running.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.http import QueryDict

from articles.models import Article
from comments import orders
from comments.markup import MARKUP
from comments.orders import NEWEST, Order

THREADS = 20
REPLIES = 10
REPLIES_ALONE = 100
FEATURED = 3  # above the first page
HIGHEST_ABOVE = 20  # of what a comment answers, and what that answers, and so on

_SHOWN = """
SELECT c.id, c.parent_id, c.root_id, c.status, c.reason, c.badge, c.name, c.website, c.html,
    CASE WHEN c.markup = %s THEN '' ELSE c.text END, c.edited_by, c.reply_count, c.featured_at IS NOT NULL,
    COALESCE(n.count, 0), p.status, p.name, c.created_at, c.edited_at
FROM comments_comment c LEFT JOIN comments_comment p ON p.id = c.parent_id
LEFT JOIN comments_recommended n ON n.comment_id = c.id """

# {}: conditions by the key, and the order. %s: article, how many
THREADS_QUERY = f"{_SHOWN} WHERE c.article_id = %s AND c.depth = 0 AND c.on_page{{}} ORDER BY {{}} LIMIT %s"

# {}: the keys of what is shown
REPLIES_QUERY = f"{_SHOWN} WHERE c.id IN ({{}}) ORDER BY c.id"

# Of each thread no more is read than is shown. Once per thread. %s: the thread, how many
FIRST = """SELECT id FROM (
    SELECT id FROM comments_comment WHERE root_id = %s AND on_page ORDER BY id LIMIT %s
) AS first"""

# Once for all threads, where the engine can: planning twenty of the above costs more than running them.
FIRST_OF_ALL = """SELECT first.id FROM unnest(%s::bigint[]) AS t(root) CROSS JOIN LATERAL (
    SELECT id FROM comments_comment WHERE root_id = t.root AND on_page ORDER BY id LIMIT %s
) AS first"""

# %s: the thread, the key before the first, how many
LATER_QUERY = f"{_SHOWN} WHERE c.root_id = %s AND c.on_page AND c.id > %s ORDER BY c.id LIMIT %s"

# {}: where to go on. %s: article, how many
FEATURED_QUERY = f"""{_SHOWN} WHERE c.article_id = %s AND c.featured_at IS NOT NULL{{}}
ORDER BY c.featured_at DESC, c.id DESC LIMIT %s"""
BEYOND_FEATURED = """
    AND (c.featured_at, c.id) < (SELECT f.featured_at, f.id FROM comments_comment f WHERE f.id = %s)"""

# A comment, what it answers, and so on up. %s: the comment, article, how many
CHAIN_QUERY = """
WITH RECURSIVE above(id, parent_id, root_id, steps) AS (
    SELECT id, parent_id, root_id, 0 FROM comments_comment WHERE id = %s AND article_id = %s AND on_page
    UNION ALL SELECT c.id, c.parent_id, c.root_id, steps + 1
    FROM comments_comment c JOIN above ON c.id = above.parent_id WHERE steps < %s
) SELECT id, root_id FROM above ORDER BY steps"""


class Row(NamedTuple):
    """What a page needs of one comment. `text` is there only where `html` is of an older markup."""

    pk: int
    parent: int | None
    root: int | None
    status: str
    reason: str
    badge: str
    name: str
    website: str
    html: str
    text: str
    edited_by: int | None  # the moderator whose words these are
    replies: int  # approved ones in the whole thread; kept for its first comment only
    is_featured: bool
    recommended: int  # by so many browsers
    parent_status: str | None
    parent_name: str | None
    created_at: datetime
    edited_at: datetime | None


@dataclass(frozen=True)
class Page:
    """`back`, `onward` and `later` are the queries of the pages around it; empty where there is none."""

    threads: list[Row]
    replies: list[Row]
    order: Order = NEWEST
    back: str = ""
    onward: str = ""
    later: str = ""
    alone: bool = False
    is_first: bool = False
    is_featured: bool = False
    meant: int = 0  # the comment to which the address leads
    missed: bool = False  # it leads to none that is public
    featured: Sequence[Row] = ()  # shown above the threads

    @property
    def thread(self) -> int:
        """A comment of the one thread that the address leads to; 0 when it leads to none."""
        return self.threads[0].pk if self.alone and self.threads else self.meant


def permalink(address: str, number: int | None) -> str:
    """Of a comment under the article at that address."""
    return f"{address}?comment={number}#comment-{number}"


def read_page(article: Article, query: QueryDict, featured: int = 0) -> Page:
    """`featured`: how many there are."""
    page = _asked_for(article, query, featured) or _first(article, orders.chosen(query), featured)
    return replace(page, missed=True) if _number(query, "comment") and not page.meant and not page.alone else page


def _asked_for(article: Article, query: QueryDict, featured: int) -> Page | None:
    if thread := _number(query, "thread"):
        return _one_thread(article, thread, _number(query, "after"))
    if target := _number(query, "comment"):
        return _around(article, target)
    if featured and query.get("show") == "featured":
        return _featured(article, _number(query, "past"))
    order = orders.chosen(query)
    if key := order.read(query, order.onward):
        return _threads(article, order, key)
    if key := order.read(query, order.back):
        return _threads_before(article, order, key)
    return None


def _number(query: QueryDict, name: str) -> int:
    """0 for what is no key."""
    value = str(query.get(name, ""))
    return int(value) if orders.is_number(value) else 0


def _first(article: Article, order: Order, featured: int) -> Page:
    page = _threads(article, order) or Page([], [], order)
    above = _read(FEATURED_QUERY.format(""), article.pk, FEATURED) if featured and order is NEWEST else []
    return replace(page, back="", is_first=True, featured=above)


def _threads(article: Article, order: Order, key: tuple[int, ...] = ()) -> Page | None:
    query = THREADS_QUERY.format(f" AND {order.beyond}" if key else "", order.down)
    found = _read(query, article.pk, *key, THREADS + 1)
    return _page(order, found[:THREADS], has_more=len(found) > THREADS) if found else None


def _threads_before(article: Article, order: Order, key: tuple[int, ...]) -> Page | None:
    """The twenty threads right before; where there are fewer, the first page has them all."""
    found = _read(THREADS_QUERY.format(f" AND {order.ahead}", order.up), article.pk, *key, THREADS)
    return _page(order, found[::-1], has_more=True) if len(found) == THREADS else None


def _page(order: Order, threads: list[Row], *, has_more: bool, always: Sequence[int] = ()) -> Page:
    return Page(
        threads=threads,
        replies=_first_replies([row.pk for row in threads if row.replies], always),
        order=order,
        back=order.query(order.back, _key(order, threads[0])),
        onward=order.query(order.onward, _key(order, threads[-1])) if has_more else "",
    )


def _key(order: Order, row: Row) -> tuple[int, ...]:
    return order.key(row.replies, row.pk)


def _around(article: Article, target: int) -> Page | None:
    """Opens with the comment's thread, in which it always stands, with all that is between it and the first."""
    with connection.cursor() as cursor:
        cursor.execute(in_this_engine(CHAIN_QUERY), [target, article.pk, HIGHEST_ABOVE])
        chain = cursor.fetchall()
    if not chain:
        return None
    first = chain[0][1] or target
    found = _read(THREADS_QUERY.format(" AND c.id <= %s", NEWEST.down), article.pk, first, THREADS + 1)
    always = [pk for pk, root in chain if root]
    page = _page(NEWEST, found[:THREADS], has_more=len(found) > THREADS, always=always)
    return replace(page, meant=target)


def _first_replies(threads: Sequence[int], always: Sequence[int]) -> list[Row]:
    if not threads:
        return []
    keys, known = first_of(threads)
    if always:
        keys += f" UNION ALL VALUES {', '.join(['(%s)'] * len(always))}"
    return _read(REPLIES_QUERY.format(keys), *known, *always)


def first_of(threads: Sequence[int]) -> tuple[str, list[Any]]:
    """The part of the query that finds the first replies in each, with what it has to be told."""
    if connection.vendor == "postgresql":
        return FIRST_OF_ALL, [list(threads), REPLIES]
    return " UNION ALL ".join([FIRST] * len(threads)), [value for thread in threads for value in (thread, REPLIES)]


def _one_thread(article: Article, thread: int, after: int) -> Page | None:
    threads = _read(THREADS_QUERY.format(" AND c.id = %s", NEWEST.down), article.pk, thread, 1)
    if not threads:
        return None
    found = _read(LATER_QUERY, thread, after, REPLIES_ALONE + 1)
    replies = found[:REPLIES_ALONE]
    later = f"thread={thread}&after={replies[-1].pk}" if len(found) > REPLIES_ALONE else ""
    return Page(threads, replies, later=later, alone=True)


def _featured(article: Article, past: int) -> Page | None:
    """One by one, newest first, each with its thread behind its link."""
    where, key = (BEYOND_FEATURED, [past]) if past else ("", [])
    found = _read(FEATURED_QUERY.format(where), article.pk, *key, THREADS + 1)
    onward = f"show=featured&past={found[THREADS - 1].pk}" if len(found) > THREADS else ""
    return Page(found[:THREADS], [], onward=onward, is_featured=True) if found else None


def _read(query: str, *parameters: Any) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(in_this_engine(query), [MARKUP, *parameters])
        found = cursor.fetchall()
    on_sqlite = connection.vendor == "sqlite"
    return [Row._make(_in_utc(values) if on_sqlite else values) for values in found]


def in_this_engine(query: str) -> str:
    """SQLite takes a partial index only for the condition as the index has it, letter by letter."""
    return query.replace("on_page", "on_page = 1") if connection.vendor == "sqlite" else query


def _in_utc(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """SQLite's times know no zone; Django keeps them in UTC."""
    *first, created_at, edited_at = values
    return (*first, created_at.replace(tzinfo=UTC), edited_at and edited_at.replace(tzinfo=UTC))
