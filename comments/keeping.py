"""Keeping the list of reasons for rejections: every change is a new version in the log, and can be taken back.

The log holds the words that a change replaced; they are the house's own, and about nobody.
"""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from comments import rejections
from comments.models import Batch, Kind, ModerationAction, RejectionReason, log
from comments.models.undone import answer_to, refuse_unless_latest

WORDS = ("label", "sentence", "clause", "position", "is_active")
BEFORE_IT_WAS_ADDED = {"is_active": False}  # a reason is never deleted: whoever takes back an addition retires it


def keep(reason: RejectionReason, *, by: User) -> ModerationAction:
    """Stores a new reason, or a changed one as its next version."""
    with transaction.atomic():
        before = _words(_held(reason.pk)) if reason.pk else BEFORE_IT_WAS_ADDED
        reason.version += 1 if reason.pk else 0
        reason.save()
        action = ModerationAction(kind=Kind.REASON, subject=reason.pk, actor=by.pk, reason=reason.code, before=before)
        action.version = reason.version
        transaction.on_commit(rejections.forget)
        return log.write(action)


def undo(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    with transaction.atomic():
        reason = _held(action.subject)
        refuse_unless_latest(action)
        answer = ModerationAction(**answer_to(action, by, batch), before=_words(reason))
        for name, value in action.before.items():
            setattr(reason, name, value)
        reason.version = answer.version = reason.version + 1
        reason.save()
        transaction.on_commit(rejections.forget)
        return log.write(answer)


def _held(number: int | None) -> RejectionReason:
    return RejectionReason.objects.select_for_update(no_key=True).get(pk=number or 0)


def _words(reason: RejectionReason) -> dict[str, object]:
    return {name: getattr(reason, name) for name in WORDS}
