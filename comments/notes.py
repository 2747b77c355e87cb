"""What moderators tell each other about a comment: written for all of them, taken back by undo alone."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from comments.keys import hex_digest
from comments.models import Batch, Comment, DecisionRefused, Kind, ModerationAction, Note, log
from comments.models.undone import answer_to, refuse_unless_latest


def write(comment: Comment, text: str, *, by: User) -> ModerationAction:
    with transaction.atomic():
        note = Note.objects.create(comment_id=comment.pk, by=by.pk, text=text)
        action = ModerationAction(kind=Kind.NOTE, comment=comment.pk, version=comment.version, actor=by.pk)
        action.subject, action.before = note.pk, {"words": hex_digest("note", text)}
        return log.write(action)


def undo(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    """Takes a note off the card, or brings it back."""
    with transaction.atomic():
        note = Note.objects.select_for_update(no_key=True).filter(pk=action.subject or 0).first()
        refuse_unless_latest(action)
        if note is None:
            raise DecisionRefused("note_gone", _("The note is no longer kept."))
        note.removed_at = None if note.removed_at else timezone.now()
        note.save(update_fields=["removed_at"])
        return log.write(ModerationAction(**answer_to(action, by, batch), before=action.before))
