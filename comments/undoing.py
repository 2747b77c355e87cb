"""How each kind of act is taken back. What the log calls one act is one undo, whatever page it was asked from.

An act can be undone as long as it is the latest of its kind on its object: on the row that `subject` names, else on
the comment, else on the person. What takes it back is an act of the same kind on the same object, whose `before` holds
what it replaced; so an undo can be undone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accounts.models import User
from comments.models import Batch, Comment, DecisionRefused, Kind, ModerationAction

type Undo = Callable[[ModerationAction, User, Batch], ModerationAction]


class Overtaken(DecisionRefused):
    """Somebody has acted on the same since; `last` is what they did."""

    def __init__(self, last: ModerationAction) -> None:
        super().__init__("overtaken", _("Somebody has changed it since; it was left as it is now."))
        self.last = last


class Way(NamedTuple):
    """`right`: what somebody needs who takes back an act of this kind, be it their own."""

    undo: Undo
    right: str = "comments.moderate_comment"


def undo(action: ModerationAction, *, by: User, batch: Batch | None = None) -> ModerationAction:
    """Brings back the state before a person's act, exactly, and logs that.

    Raises StaleDecision or DecisionRefused when somebody has acted since, for what people did not do, and for what
    this person may not undo.
    """
    way = WAYS.get(action.kind)
    if way is None or action.actor is None:
        raise DecisionRefused("not_undoable", _("This can't be undone."))
    if not may_undo(action.kind, action.actor, by):
        raise DecisionRefused("not_yours", _("Only senior moderators undo what others did."))
    return way.undo(action, by, batch or Batch())


def may_undo(kind: str, actor: int | None, by: User) -> bool:
    """Whether such an act is theirs to undo, if nobody has acted since."""
    way = WAYS.get(kind)
    if way is None or actor is None or not by.has_perm(way.right):
        return False
    return actor == by.pk or by.has_perm("comments.undo_others")


def refuse_unless_latest(action: ModerationAction) -> None:
    """For whoever takes back an act that is no change of status, once the row that it changed is held."""
    names = ("subject",) if action.subject else ("comment",) if action.comment else ("person",)
    same = {name: getattr(action, name) for name in ("kind", *names)}
    last = ModerationAction.objects.filter(**same).order_by("-pk").first()
    if last and last.pk != action.pk:
        raise Overtaken(last)


def answer_to(action: ModerationAction, by: User, batch: Batch) -> dict[str, Any]:
    """The columns of the row that takes back `action`; `before` is its author's."""
    same = {name: getattr(action, name) for name in ("kind", "comment", "version", "person", "subject")}
    return {**same, "actor": by.pk, "batch": batch.number, "undoes": action.pk}


def _status(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    return Comment.objects.get(pk=action.comment or 0).undo(action, by=by, batch=batch)


WAYS: dict[str, Way] = {
    Kind.STATUS: Way(_status),
}
