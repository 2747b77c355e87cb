"""The tick *Mail me the decision and replies* over an address that was typed: it is asked when the comment is no spam.

The wish waits with whoever typed the address. The moderation log, which is read on for all letters, says which comments
moved; a job for each of their wishes looks how the comment stands, and has the link mailed to the address's owner.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from comments import identity
from comments.letters import wishes
from comments.models import Check, Comment, Follow, ModerationAction, Status
from comments.spam import Verdict
from outbox import jobs
from outbox.jobs import Done, Outcome
from outbox.models import Job

ASK_JOB = "comments.ask_about_replies"


def waiting_about(comments: Collection[int]) -> list[int]:
    return list(Follow.objects.not_asked().filter(comment__in=comments).values_list("pk", flat=True))


def look_into(wishes: Collection[int]) -> None:
    """In the transaction that notes how far the log was read: none is forgotten."""
    for number in wishes:
        jobs.enqueue(ASK_JOB, number)


@jobs.handles(ASK_JOB)
def ask(job: Job) -> Outcome:
    return Done(partial(_ask, job.ref))


def _ask(number: int) -> None:
    """What was not cleared is looked into again when its comment moves."""
    wish = Follow.objects.not_asked().select_related("comment").filter(pk=number).first()
    if wish is None or wish.comment is None or not is_no_spam(wish.comment):
        return
    email = wish.comment.submissions.order_by("-version").values_list("email", flat=True).first()
    Follow.objects.filter(pk=number).delete()
    if email:
        wishes.let_wait(identity.ask(email, comment=wish.comment), wishes.replies_to(wish.comment))


def is_no_spam(comment: Comment) -> bool:
    """As Akismet says, or a person; what a rule turned away has nobody mailed."""
    if comment.status not in (Status.APPROVED, Status.PENDING, Status.REJECTED):
        return False
    if comment.status == Status.APPROVED or comment.reason == "not_spam":
        return True
    verdict = Check.in_force(comment.pk, comment.submitted_version)
    is_ham = verdict is not None and verdict.verdict in (Verdict.HAM, Verdict.PROVISIONAL)
    return is_ham and (comment.status == Status.PENDING or _was_a_person(comment))


def _was_a_person(comment: Comment) -> bool:
    last = ModerationAction.objects.about(comment.pk).first()
    return last is not None and last.actor is not None
