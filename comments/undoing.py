"""How each kind of act is taken back. What the log calls one act is one undo, whatever page it was asked from.

An act can be undone as long as it is the latest of its kind on its object: on the row that `subject` names, else on
the comment, else on the person. What takes it back is an act of the same kind on the same object, whose `before` holds
what it replaced; so an undo can be undone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.models import User
from comments import amending, complaints, consents, keeping, notes
from comments.legal import deciding
from comments.models import Batch, Comment, DecisionRefused, Kind, ModerationAction, touches
from comments.models.undone import Overtaken, answer_to, refuse_unless_latest
from comments.restrictions import acts as restricting
from comments.rules import changing, site

__all__ = ["WAYS", "Overtaken", "Way", "answer_to", "may_undo", "refuse_unless_latest", "undo"]

type Undo = Callable[[ModerationAction, User, Batch], ModerationAction]


class Way(NamedTuple):
    """`right`: what somebody needs who takes back an act of this kind, be it their own; `others`: what lets them take
    back those of others, and is enough by itself."""

    undo: Undo
    right: str = "comments.moderate_comment"
    others: str = ""

    def lets(self, actor: int | None, by: User) -> bool:
        if self.others and by.has_perm(self.others):
            return True
        return by.has_perm(self.right) and (actor in (None, by.pk) or by.has_perm(UNDO_OTHERS))


UNDO_OTHERS = "comments.undo_others"


def undo(action: ModerationAction, *, by: User, batch: Batch | None = None) -> ModerationAction:
    """Brings back the state before a person's act, exactly, and logs that; what a rule decided waits for a person then.

    Raises StaleDecision or DecisionRefused when somebody has acted since, for what people did not do, and for what
    this person may not undo.
    """
    refuse_unless_allowed(action, by)
    return WAYS[action.kind].undo(action, by, batch or Batch())


def refuse_unless_allowed(action: ModerationAction, by: User) -> None:
    if action.kind not in WAYS or (action.actor is None and not action.is_of_rule):
        raise DecisionRefused("not_undoable", _("This can't be undone."))
    if not may_undo(action.kind, action.actor, by):
        raise DecisionRefused("not_yours", _("Only senior moderators undo what others did."))


def may_undo(kind: str, actor: int | None, by: User) -> bool:
    """Whether such an act is theirs to undo, if nobody has acted since. Without an actor: a decision of a rule, which
    anybody overrules who decides."""
    way = WAYS.get(kind)
    return way is not None and way.lets(actor, by)


def _status(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    return Comment.objects.get(pk=action.comment or 0).undo(action, by=by, batch=batch)


def _touch(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    return touches.undo(Comment.objects.get(pk=action.comment or 0), action, by, batch)


def _edit(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    return amending.undo(Comment.objects.get(pk=action.comment or 0), action, by, batch)


WAYS: dict[str, Way] = {
    Kind.STATUS: Way(_status),
    Kind.KEPT: Way(complaints.undo),
    Kind.DENIED: Way(complaints.undo, "comments.decide_appeals"),
    Kind.LEGAL: Way(deciding.undo, "comments.handle_legal_reports"),
    Kind.DEFER: Way(_touch),
    Kind.FEATURE: Way(_touch),
    Kind.EDIT: Way(_edit, "comments.edit_comment"),
    Kind.NOTE: Way(notes.undo),
    Kind.REASON: Way(keeping.undo, "comments.change_rejectionreason"),
    Kind.RESTRICT: Way(restricting.undo, "comments.restrict_people"),
    Kind.LIFT: Way(restricting.undo, "comments.restrict_people"),
    Kind.PERSON_NOTE: Way(restricting.undo_note),
    Kind.RULE: Way(changing.undo_change, "comments.keep_rules"),
    Kind.MODE_SET: Way(changing.undo_mode, others="comments.keep_rules"),
    Kind.MODE_ENDED: Way(changing.undo_mode, others="comments.keep_rules"),
    Kind.QUESTION: Way(consents.undo, "articles.publish_article"),
    Kind.SETTINGS: Way(site.undo, "comments.change_discussionsettings"),
}
