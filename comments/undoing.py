"""How each kind of act is taken back. What the log calls one act is one undo, whatever page it was asked from."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.models import User
from comments.models import Batch, Comment, DecisionRefused, Kind, ModerationAction

type Undo = Callable[[ModerationAction, User, Batch], ModerationAction]


def undo(action: ModerationAction, *, by: User, batch: Batch | None = None) -> ModerationAction:
    """Brings back the state before a person's act, exactly, and logs that.

    Raises StaleDecision or DecisionRefused when somebody has acted since, and for what people did not do.
    """
    way = WAYS.get(action.kind)
    if way is None or action.actor is None:
        raise DecisionRefused("not_undoable", _("This can't be undone."))
    return way(action, by, batch or Batch())


def _status(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    return Comment.objects.get(pk=action.comment or 0).undo(action, by=by, batch=batch)


WAYS: dict[str, Undo] = {
    Kind.STATUS: _status,
}
