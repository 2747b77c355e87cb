"""Each comment knows the section of its article, by which the queue finds it; when the article moves, so do they."""

from collections.abc import Iterator
from functools import partial

from django.db.models import OuterRef, Subquery

from articles.changes import ARTICLE_MOVED
from articles.models import Article
from comments.models import Comment
from outbox.jobs import Done, Later, Outcome, handles
from outbox.models import Job

BATCH = 500  # then whoever writes has their turn

SECTION = Subquery(Article.objects.filter(pk=OuterRef("article")).values("section")[:1])


@handles(ARTICLE_MOVED)
def follow(job: Job) -> Outcome:
    behind = list(
        Comment.objects.filter(article=job.ref)
        .exclude(section=SECTION)
        .order_by("pk")[:BATCH]
        .values_list("pk", flat=True)
    )
    move = partial(_move, behind)
    return Later(0, move) if len(behind) == BATCH else Done(move)


def _move(behind: list[int]) -> None:
    Comment.objects.filter(pk__in=behind).update(section=SECTION)


def differences(*, repair: bool) -> Iterator[str]:
    """For `manage.py recount`."""
    for pk in Comment.objects.exclude(section=SECTION).order_by("pk").values_list("pk", flat=True):
        yield f"comment {pk} stands in another section than its article"
        if repair:
            _move([pk])
