"""What a page of the desk reads: cards and attempts, in one query each however many there are.

By hand, since a page of 25 cards has a hundred rows: as models they cost more than all the rest of the page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection

from comments.desk.reading import Values, places, read_all
from comments.queue import moment

SHOWN = 20  # attempts on a card


class Row(NamedTuple):
    """A comment with what its card shows beside it. Addresses are there for those who may see them."""

    pk: int
    status: str
    version: int
    shelf: str
    priority: int
    reason: str
    badge: str
    name: str
    website: str
    html: str
    created_at: datetime
    edited_at: datetime | None
    asked_at: datetime
    deferred_until: datetime | None
    featured_at: datetime | None
    emptied_at: datetime | None
    section: str
    section_slug: str
    slug: str
    headline: str
    person: int | None
    approved: int
    rejected: int
    spam: int
    proof: str | None  # "account", or "address" of its owner
    written: int | None  # comments by this person, up to two, if nothing of it was ever decided
    parent: int | None
    parent_status: str
    parent_name: str
    parent_html: str
    parent_emptied_at: datetime | None
    root: int | None
    bylines: str | None
    came_as: int  # the version of the text that was submitted, and checked
    edited_by: int | None  # a moderator
    text: str | None  # as typed, with what it was before; only of what was edited
    former: str | None
    email: str | None
    ip: str | None


class Attempt(NamedTuple):
    """One row of `Check`."""

    comment: int
    version: int
    created_at: datetime
    took_ms: int
    verdict: str
    fault: str
    detail: str
    guid: str
    alert_code: str
    recheck_reason: str
    applied: bool
    trace: list[Any]


# Which comments is settled inside, as PostgreSQL plans a join of seven tables for 20 ms when it may choose; and each
# table is looked into for itself, as it else tries all orders of them, which takes as long as reading the cards.
_CARDS = """
SELECT c.id, c.status, c.version, c.shelf, c.priority, c.reason, c.badge, c.name, c.website, c.html,
    c.created_at, c.edited_at, c.asked_at, c.deferred_until, c.featured_at, c.emptied_at,
    s.name, f.slug, a.slug, a.headline,
    c.commenter_id, w.approved_count, w.rejected_count, w.spam_count,
    CASE WHEN w.user_id IS NOT NULL THEN 'account' WHEN w.of_owner AND w.email_key IS NOT NULL THEN 'address' END,
    CASE WHEN w.approved_count + w.rejected_count + w.spam_count = 0 THEN (SELECT COUNT(*) FROM (
        SELECT 1 FROM comments_comment e WHERE e.commenter_id = c.commenter_id LIMIT 2) AS written) END,
    c.parent_id, p.status, p.name, p.html, p.emptied_at, c.root_id,
    (SELECT {listed} FROM articles_byline b JOIN articles_author n ON n.id = b.author_id WHERE b.article_id = a.id),
    COALESCE(c.came_as, c.version), c.edited_by, CASE WHEN c.version > 1 THEN c.text END,
    CASE WHEN c.version > 1 THEN COALESCE(
        (SELECT t.text FROM comments_formertext t WHERE t.comment_id = c.id AND t.version = c.version - 1),
        (SELECT v.payload ->> 'comment_content' FROM comments_submission v
            WHERE v.comment_id = c.id AND v.version = c.version - 1)
    ) END,
    {addresses}
FROM (SELECT * FROM comments_comment c WHERE {where}) AS c
{joins}
"""
JOINS = (
    ("JOIN articles_article", "a", "a.id = c.article_id"),
    ("JOIN articles_section", "s", "s.firstsegment_ptr_id = a.section_id"),
    ("JOIN articles_firstsegment", "f", "f.id = a.section_id"),
    ("LEFT JOIN comments_commenter", "w", "w.id = c.commenter_id"),
    ("LEFT JOIN comments_comment", "p", "p.id = c.parent_id"),
)
SUBMISSION = (
    ("LEFT JOIN comments_submission", "u", "u.comment_id = c.id AND u.version = COALESCE(c.came_as, c.version)"),
)
JOINED = {
    "sqlite": "{how}JOIN {table} {name} ON {on}",
    "postgresql": "{how}JOIN LATERAL (SELECT * FROM {table} {name} WHERE {on} OFFSET 0) AS {name} ON TRUE",
}
LISTED = {
    "sqlite": "group_concat(n.name, ', ')",
    "postgresql": "string_agg(n.name, ', ' ORDER BY b.position, b.id)",
}

# numbers: one %s for each comment
ATTEMPTS = """
SELECT comment_id, version, created_at, took_ms, verdict, fault, detail, guid, alert_code, recheck_reason, applied,
    trace
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY comment_id ORDER BY id DESC) AS place
    FROM comments_check WHERE comment_id IN ({numbers})) AS attempt
WHERE place <= {most} ORDER BY id DESC
"""


def read_cards(where: str, values: Values, *, addresses: bool) -> list[Row]:
    """`where` is said of the comment `c`, and may end with an order and a limit. The rows come in any order."""
    query = _cards(connection.vendor, addresses).replace("{where}", where)
    return [_card(row) for row in read_all(query, values)]


@cache
def _cards(vendor: str, addresses: bool) -> str:
    joins = "\n".join(_join(vendor, *join) for join in (JOINS + SUBMISSION if addresses else JOINS))
    query = _CARDS.replace("{joins}", joins).replace("{listed}", LISTED[vendor])
    return query.replace("{addresses}", "u.email, u.ip" if addresses else "NULL, NULL")


def _join(vendor: str, table: str, name: str, on: str) -> str:
    how, table = table.split("JOIN ")
    return JOINED[vendor].format(how=how, table=table, name=name, on=on)


def read_shown(numbers: Sequence[int]) -> dict[int, Row]:
    """Those of these comments that are there, without addresses."""
    found = read_cards(f"c.id IN ({places(numbers)})", numbers, addresses=False) if numbers else []
    return {row.pk: row for row in found}


def read_attempts(comments: Sequence[int], most: int = SHOWN) -> list[Attempt]:
    """The last few at each, newest first."""
    found = read_all(ATTEMPTS.format(numbers=places(comments), most=most), comments) if comments else []
    return [_attempt(row) for row in found]


def _card(values: Sequence[Any]) -> Row:
    row = Row(*values)
    return row._replace(
        created_at=moment(row.created_at),
        edited_at=moment(row.edited_at),
        asked_at=moment(row.asked_at),
        deferred_until=moment(row.deferred_until),
        featured_at=moment(row.featured_at),
        emptied_at=moment(row.emptied_at),
        parent_emptied_at=moment(row.parent_emptied_at),
    )


def _attempt(values: Sequence[Any]) -> Attempt:
    row = Attempt(*values)
    return row._replace(created_at=moment(row.created_at), trace=json.loads(values[-1]))
