"""Comments that wait for the spam check, as intake leaves them, and what has become of them."""

from typing import Any

from comments.models import Check, Comment, ModerationAction
from comments.models.comment import CHECK_JOB
from outbox import jobs
from outbox.worker import Worker
from tests.comments.submitted import make_payload
from tests.factories import make_article, make_comment, make_submission

PASSING_COMMENT = "An ordinary remark."


def make_waiting(text: str = PASSING_COMMENT, submission: dict[str, Any] | None = None, **columns: Any) -> Comment:
    """Unchecked, with its submission and its job."""
    comment = make_comment(status="unchecked", text=text, **columns)
    make_submission(comment, **{"payload": make_payload(content=text)} | (submission or {}))
    jobs.enqueue(CHECK_JOB, comment.pk)
    return comment


def make_many(number: int, text: str = PASSING_COMMENT) -> list[Comment]:
    article = make_article()
    return [make_waiting(f"{text} No. {count}", article=article) for count in range(number)]


def work() -> None:
    Worker().drain()


def standing(comment: Comment) -> tuple[str, str]:
    comment.refresh_from_db()
    return comment.status, comment.reason


def attempts(comment: Comment) -> list[Check]:
    return list(comment.checks.order_by("pk"))


def last_attempt(comment: Comment) -> Check:
    return attempts(comment)[-1]


def log_of(comment: Comment) -> list[tuple[str, str, str, str]]:
    rows = ModerationAction.objects.filter(comment=comment.pk).order_by("pk")
    return [(row.from_status, row.to_status, row.reason, row.rule) for row in rows]
