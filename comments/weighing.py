"""What speaks for and against a comment that has been checked, read when it is settled: see comments/judging.py."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import restrictions
from comments.judging import Evidence
from comments.models import Check, Comment, Commenter, Status
from comments.questions import Question
from comments.rules.current import RuleSet, situation
from comments.spam import Verdict
from database import statements

# Bounded: of somebody with thousands of comments the last ones tell enough.
RECENT = """
SELECT COUNT(*), COUNT(*) FILTER (WHERE status <> 'approved') FROM (
    SELECT status, decided_at FROM comments_comment
    WHERE commenter_id = %(person)s AND status IN ('approved', 'rejected', 'spam') ORDER BY id DESC LIMIT 200) AS theirs
WHERE decided_at >= %(since)s
"""


def evidence(question: Question, attempt: Check, not_checked: str) -> Evidence:
    """A provisional verdict that has been waited for long enough counts as the ham that it was."""
    comment, submission = question.comment, question.submission
    now = situation(comment.article_id)
    person = _proven(comment) if now.publish_after is not None or now.rules.settings["first"]["comments"] else None
    provisional = attempt.verdict == Verdict.PROVISIONAL
    return Evidence(
        verdict=Verdict.HAM if provisional else Verdict(attempt.verdict),
        not_checked=not_checked,
        detail=_("It was provisional, and nothing came after it.") if provisional else attempt.detail,
        rules=now.rules,
        said=question.said,
        restriction=_restriction(question) if now.restricts else "",
        recent=_recent(comment, now.rules),
        trap=bool(submission and submission.trap),
        seconds_to_post=submission.seconds_to_post if submission else None,
        links=comment.html.count("<a "),
        parent_is_public=_is_public(comment.parent_id) if comment.parent_id else None,
        publish_after=now.publish_after,
        place=now.place,
        is_proven=person is not None,
        approved_count=person.approved_count if person else 0,
    )


def _proven(comment: Comment) -> Commenter | None:
    """Read anew: while Akismet was asked, approvals may have been taken back, or the account closed.

    Nobody for a changed text: the status link, by which it comes, proves neither an account nor an address.
    """
    if comment.submitted_version > 1:
        return None
    return Commenter.objects.proven().filter(comments=comment).first()


def _restriction(question: Question) -> str:
    found = restrictions.of_comment(question.comment, question.submission)
    return "" if found is None else "restricted" if found.refuses else "on_hold"


def _recent(comment: Comment, rules: RuleSet) -> tuple[int, int] | None:
    """How many of this person's comments were decided of late, and how many of these rejected or marked as spam."""
    chosen = rules.settings["rejections"]
    if not chosen["percent"] or comment.commenter_id is None:
        return None
    since = timezone.now() - timedelta(days=chosen["days"])
    with connection.cursor() as cursor:
        cursor.execute(RECENT, {"person": comment.commenter_id, "since": statements.moment(since)})
        decided, rejected = cursor.fetchone()
    return decided, rejected


def _is_public(number: int) -> bool:
    parent = statements.first(Comment, ("status",), pk=number)
    return parent is not None and parent.status == Status.APPROVED
