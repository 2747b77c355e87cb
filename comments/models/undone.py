"""What every way of taking back an act has in common; comments/undoing.py has the ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from comments.models.batch import Batch
from comments.models.log import ModerationAction
from comments.models.moves import DecisionRefused

if TYPE_CHECKING:
    from accounts.models import User


SAME_ROWS: tuple[frozenset[str], ...] = (frozenset({"restrict", "lift"}), frozenset({"mode_set", "mode_ended"}))
"""Kinds whose acts change the same rows: of these only the latest can be undone, whichever it is."""


class Overtaken(DecisionRefused):
    """Somebody has acted on the same since; `last` is what they did."""

    def __init__(self, last: ModerationAction) -> None:
        super().__init__("overtaken", _("Somebody has changed it since; it was left as it is now."))
        self.last = last


def refuse_unless_latest(action: ModerationAction) -> None:
    """For whoever takes back an act that is no change of status, once the row that it changed is held."""
    name = "subject" if action.subject else "comment" if action.comment else "person"
    about = ModerationAction.objects.filter(**{name: getattr(action, name)})
    last = about.filter(kind__in=_of_same_rows(action.kind)).order_by("-pk").first()
    if last and last.pk != action.pk:
        raise Overtaken(last)


def _of_same_rows(kind: str) -> frozenset[str]:
    return next((kinds for kinds in SAME_ROWS if kind in kinds), frozenset({kind}))


def answer_to(action: ModerationAction, by: User, batch: Batch) -> dict[str, Any]:
    """The columns of the row that takes back `action`; `before` is its author's."""
    same = {name: getattr(action, name) for name in ("kind", "comment", "version", "person", "subject", "reason")}
    return {**same, "actor": by.pk, "batch": batch.number, "undoes": action.pk}
