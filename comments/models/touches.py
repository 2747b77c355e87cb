"""Acts on a comment that change one column and no status: putting it off, featuring it.

Each is one compare-and-set on the row and one row in the log, whose `before` holds what the column was and what it
became. An undo compares the latter: what somebody, or a decision, has changed since is left alone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from comments.models import log
from comments.models.batch import Batch
from comments.models.discussion import Discussion
from comments.models.log import Kind, ModerationAction
from comments.models.moves import Seen, StaleDecision
from comments.models.undone import answer_to, refuse_unless_latest
from database import statements

if TYPE_CHECKING:
    from accounts.models import User
    from comments.models.comment import Comment


class Touch(NamedTuple):
    """`status`: the only one in which the column may hold a time; a constraint says the same."""

    column: str
    status: str


TOUCHES = {Kind.DEFER.value: Touch("deferred_until", "pending"), Kind.FEATURE.value: Touch("featured_at", "approved")}


def carry_out(
    comment: Comment,
    kind: Kind,
    at: datetime | None,
    *,
    by: User,
    seen: Seen | None = None,
    reason: str = "",
    note: str = "",
    batch: Batch | None = None,
) -> ModerationAction:
    """Raises StaleDecision when the comment is no longer as it was seen."""
    touch = TOUCHES[kind]
    with transaction.atomic():
        discussion = _lock_page(comment, kind)
        was = _hold(comment, touch, seen or comment.seen)
        action = ModerationAction(kind=kind, comment=comment.pk, version=comment.version, actor=by.pk, reason=reason)
        action.batch = (batch or Batch()).number
        _set(comment, touch, was, at, action)
        if discussion:
            discussion.recount()
        return log.write(action, note)


def undo(comment: Comment, action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    """`comment` is the one that the act names, freshly read. What it brings back may itself be brought back."""
    touch = TOUCHES[action.kind]
    with transaction.atomic():
        discussion = _lock_page(comment, action.kind)
        is_now = _hold(comment, touch, comment.seen)
        refuse_unless_latest(action)
        if comment.status != touch.status or _plain(is_now) != action.before["became"]:
            raise StaleDecision(comment)
        answer = ModerationAction(**answer_to(action, by, batch))
        _set(comment, touch, is_now, _time(action.before["was"]), answer)
        if discussion:
            discussion.recount()
        return log.write(answer)


def _lock_page(comment: Comment, kind: str) -> Discussion | None:
    """Only what is featured is seen by readers; the discussion is locked before any comment."""
    return Discussion.lock(comment.article_id) if kind == Kind.FEATURE else None


def _hold(comment: Comment, touch: Touch, seen: Seen) -> datetime | None:
    found = statements.locked(type(comment), (touch.column,), pk=comment.pk, status=seen.status, version=seen.version)
    if not found or seen.status != touch.status:
        raise StaleDecision(comment)
    was: datetime | None = getattr(found[0], touch.column)
    return was


def _set(
    comment: Comment, touch: Touch, was: datetime | None, becomes: datetime | None, action: ModerationAction
) -> None:
    statements.change(type(comment), {"pk": comment.pk}, {touch.column: becomes})
    setattr(comment, touch.column, becomes)
    action.before = {"was": _plain(was), "became": _plain(becomes)}


def _plain(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
