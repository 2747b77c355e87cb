"""The two answers that leave a comment where it stands: its reports are dismissed, its author's appeal is denied.

The other answers are decisions about the comment itself, which close reports and appeals on their way
(comments/models/matters.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from comments.models import (
    AuthorWords,
    Batch,
    Comment,
    DecisionRefused,
    Kind,
    ModerationAction,
    Outcome,
    Plea,
    Seen,
    Shelf,
    StaleDecision,
    log,
    matters,
)
from comments.models.undone import answer_to, as_after, refuse_unless_latest
from database import statements


def keep(comment: Comment, *, by: User, seen: Seen | None = None, batch: Batch | None = None) -> ModerationAction:
    """A public comment stays as it is: all its open reports are dismissed. Raises DecisionRefused, StaleDecision."""
    with transaction.atomic():
        _hold(comment, Shelf.REPORTED, seen)
        if comment.status != "approved":
            raise DecisionRefused("not_public", _("It is not public now: approve it, or reject it."))
        action = _log(comment, Kind.KEPT, by, batch)
        matters.close_reports(comment, action, Outcome.DISMISSED)
        _put(comment, Shelf.PLAIN)
    return action


def deny(
    comment: Comment, *, by: User, sentence: str, seen: Seen | None = None, batch: Batch | None = None
) -> ModerationAction:
    """The decision stands; `sentence` is what the author reads. Raises DecisionRefused, StaleDecision."""
    with transaction.atomic():
        appeal = matters.open_appeal(comment, _hold(comment, Shelf.APPEALED, seen).shelf)
        matters.refuse_unfit(appeal, by)
        assert appeal
        action = _log(comment, Kind.DENIED, by, batch)
        matters.close_appeal(appeal, action, Plea.DENIED)
        statements.insert(AuthorWords(action=action.pk, comment_id=comment.pk, text=sentence))
        _put(comment, Shelf(appeal.shelf_before))
    return action


def undo(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    """Of both kinds: what the act had closed is open again, and what its undo had opened is closed again.

    Raises StaleDecision when somebody has decided about the comment since.
    """
    comment = Comment.objects.get(pk=action.comment or 0)
    with transaction.atomic():
        held = _held(comment)
        refuse_unless_latest(action)
        if (as_after(ModerationAction.objects.about(comment.pk)) or 0) > action.pk:
            raise StaleDecision(comment)
        answer = log.write(ModerationAction(**answer_to(action, by, batch), before={"shelf": held.shelf}))
        if action.undoes:
            _close(comment, held.shelf, answer)
        matters.reopen(comment, action)
        _put(comment, Shelf(action.before["shelf"]))
    return answer


def _close(comment: Comment, shelf: str, action: ModerationAction) -> None:
    if shelf == Shelf.REPORTED:
        matters.close_reports(comment, action, Outcome.DISMISSED)
    elif appeal := matters.open_appeal(comment, shelf):
        matters.close_appeal(appeal, action, Plea.DENIED)


def _hold(comment: Comment, shelf: Shelf, seen: Seen | None) -> Comment:
    """Compare, and lock: what comes next is true until the transaction ends."""
    held = _held(comment)
    if seen and seen != held.seen:
        raise StaleDecision(comment)
    if held.shelf != shelf:
        raise DecisionRefused("nothing_open", NOTHING[shelf]())
    comment.status, comment.version, comment.shelf = held.status, held.version, held.shelf
    return held


NOTHING: dict[Shelf, Callable[[], str]] = {
    Shelf.REPORTED: lambda: _("No report of it is open any more."),
    Shelf.APPEALED: lambda: _("No appeal against it is open any more."),
}


def _held(comment: Comment) -> Comment:
    found = statements.locked(Comment, ("status", "version", "shelf"), pk=comment.pk)
    if not found:
        raise Comment.DoesNotExist
    return found[0]


def _log(comment: Comment, kind: Kind, by: User, batch: Batch | None) -> ModerationAction:
    told: dict[str, Any] = {"version": comment.version, "before": {"shelf": comment.shelf}}
    number = (batch or Batch()).number
    return log.write(ModerationAction(kind=kind, comment=comment.pk, actor=by.pk, batch=number, **told))


def _put(comment: Comment, shelf: Shelf) -> None:
    statements.change(Comment, {"pk": comment.pk}, {"shelf": shelf})
    comment.shelf = shelf
