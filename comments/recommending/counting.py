"""Giving and taking back, and the count, which moves in the same transaction.

A click changes no page: it asks the worker to, who raises the discussion's version a minute later, once for all clicks
until then. So however many there are, a discussion's page is made anew for them at most once a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import limits
from accounts.limits import Limit
from accounts.network import block_of, network_of
from comments.models import Comment, Recommendation, Recommended
from database import statements
from outbox.jobs import Done, Outcome, handles
from outbox.models import Job

SHOW_JOB = "comments.recommended"
AFTER = timedelta(minutes=1)
PER_COMMENT = Limit("recommend.comment", burst=8, every=1_800)  # browsers behind one address
PER_ADDRESS = Limit("recommend.address", burst=30, every=5)
PER_NETWORK = Limit("recommend.network", burst=300, every=0.5)

ONE_MORE = """INSERT INTO comments_recommended (comment_id, count) VALUES (%s, 1)
ON CONFLICT (comment_id) DO UPDATE SET count = comments_recommended.count + 1"""
ONE_LESS = "UPDATE comments_recommended SET count = count - 1 WHERE comment_id = %s"
TAKE_BACK = "DELETE FROM comments_recommendation WHERE comment_id = %s AND mark = %s AND mark > ''"
# One that waits stays as it is, yet held: the worker can't finish it before the click that it shall show is there.
ASK = """INSERT INTO outbox_job (kind, ref, state, due_at, claimed_by, claims, failures, error, created_at)
VALUES (%(kind)s, %(ref)s, 'open', %(due)s, '', 0, 0, '', %(now)s)
ON CONFLICT (kind, ref) WHERE state = 'open' DO UPDATE SET kind = excluded.kind"""
RAISE = "UPDATE comments_discussion SET version = version + 1 WHERE article_id = %s"


def give(comment: Comment, mark: str, address: str) -> None:
    """Counts once. Raises LimitReached; then nothing is written."""
    with transaction.atomic():
        if not statements.insert(Recommendation(comment_id=comment.pk, mark=mark), unless_there=True):
            return
        if settings.COMMENT_LIMITS != "off":
            of_comment = (PER_COMMENT, f"{comment.pk} {block_of(address)}")
            limits.take([of_comment, (PER_ADDRESS, block_of(address)), (PER_NETWORK, network_of(address))])
        _run(ONE_MORE, comment.pk)
        _ask_to_show(comment.article_id)


def take_back(comment: Comment, mark: str) -> None:
    with transaction.atomic():
        if _run(TAKE_BACK, comment.pk, mark):
            _run(ONE_LESS, comment.pk)
            _ask_to_show(comment.article_id)


def has_given(comment: int, mark: str) -> bool:
    return statements.first(Recommendation, ("id",), comment_id=comment, mark=mark) is not None


def count_of(comment: int) -> int:
    kept = statements.first(Recommended, comment_id=comment)
    return kept.count if kept else 0


@handles(SHOW_JOB)
def show(job: Job) -> Outcome:
    return Done(partial(_raise_version, job.ref))


def _raise_version(article: int) -> None:
    _run(RAISE, article)


def _ask_to_show(article: int) -> None:
    now = timezone.now()
    told = {"kind": SHOW_JOB, "ref": article, "due": statements.moment(now + AFTER), "now": statements.moment(now)}
    with connection.cursor() as cursor:
        cursor.execute(ASK, told)


def _run(statement: str, *values: int | str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def differences(*, repair: bool) -> Iterator[str]:
    """For `manage.py recount`."""
    for pk in _that_differ():
        yield from _settle(pk, repair)


def _that_differ() -> list[int]:
    rows = Recommendation.objects.filter(comment=OuterRef("pk")).order_by().values("comment")
    counted = Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0)
    kept = Recommended.objects.filter(comment=OuterRef("pk")).values("count")
    both = Comment.objects.annotate(counted=counted, kept=Coalesce(Subquery(kept), 0))
    return list(both.exclude(counted=F("kept")).order_by("pk").values_list("pk", flat=True))


def _settle(pk: int, repair: bool) -> list[str]:
    """Looked at again while nobody can recommend it."""
    with transaction.atomic():
        row = statements.ensure(Recommended, comment_id=pk)
        kept = Recommended.objects.select_for_update(no_key=True).get(pk=row.pk).count
        real = Recommendation.objects.filter(comment=pk).count()
        if kept != real and repair:
            Recommended.objects.filter(pk=pk).update(count=real)
            _raise_version(Comment.objects.values_list("article_id", flat=True).get(pk=pk))
        if kept == real == 0:
            Recommended.objects.filter(pk=pk).delete()
    return [f"comment {pk}: {kept} recommendations kept, {real} counted"] if kept != real else []
