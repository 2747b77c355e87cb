"""What is kept about people, threads and discussions, moved by so many as were written or taken away.

To count anew for each portion would read what one person, or one article, has again and again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import batched

from django.db import connection
from django.utils import timezone

from comments.models import Commenter, Status
from comments.models.discussion import DiscussionClock
from database import statements
from moving.imports.ledger import AT_A_TIME

TALLIED = (Status.APPROVED, Status.REJECTED, Status.SPAM)
OF_PEOPLE = """
WITH more(id, approved, rejected, spam) AS (VALUES {rows})
UPDATE comments_commenter SET approved_count = approved_count + more.approved,
    rejected_count = rejected_count + more.rejected, spam_count = spam_count + more.spam
FROM more WHERE comments_commenter.id = more.id
"""
OF_THREADS = """
WITH more(id, count) AS (VALUES {rows})
UPDATE comments_comment SET reply_count = reply_count + more.count FROM more WHERE comments_comment.id = more.id
"""
OF_DISCUSSION = """
UPDATE comments_discussion SET version = version + 1, approved_count = approved_count + %(count)s,
    last_activity = COALESCE(
        (SELECT MAX(created_at) FROM comments_comment WHERE article_id = %(article)s AND status = 'approved'), %(now)s)
WHERE article_id = %(article)s
"""

type Change = Counter[tuple[int, str]]


def less[T](gone: Iterable[T]) -> Counter[T]:
    change: Counter[T] = Counter()
    change.subtract(gone)
    return change


def of_people(change: Change) -> None:
    """By person and status; the rows are locked in their order, as everywhere."""
    people = sorted({person for person, _status in change})
    for some in batched(people, AT_A_TIME):
        held = Commenter.objects.filter(pk__in=some).order_by("pk").select_for_update(no_key=True)
        there = list(held.values_list("pk", flat=True))
        _change(OF_PEOPLE, [[person, *(change[person, status] for status in TALLIED)] for person in there])


def of_threads(change: Counter[int]) -> None:
    """Approved answers, by the first comment of the thread; the caller holds the discussions' locks."""
    for some in batched(change.items(), AT_A_TIME):
        _change(OF_THREADS, some)


def of_discussion(article: int, change: int) -> None:
    """Approved comments; the caller holds its lock."""
    with connection.cursor() as cursor:
        cursor.execute(OF_DISCUSSION, {"article": article, "count": change, "now": statements.moment(timezone.now())})
    DiscussionClock.advance()


def _change(statement: str, rows: Sequence[Sequence[int]]) -> None:
    places = ", ".join(f"({', '.join(['%s'] * len(row))})" for row in rows)
    params: Iterable[int] = (number for row in rows for number in row)
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(rows=places), list(params))
