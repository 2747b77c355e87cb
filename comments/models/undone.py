"""What every way of taking back an act has in common; comments/undoing.py has the ways."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from comments.models.batch import Batch
from comments.models.log import ModerationAction
from comments.models.refused import DecisionRefused

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
    acts = about.filter(kind__in=_of_same_rows(action.kind))
    if not stands(action, acts):
        raise Overtaken(acts.order_by("-pk")[0])


def stands(action: ModerationAction, acts: models.QuerySet[ModerationAction]) -> bool:
    """Whether it is the last of these acts; those that were taken back since, with what took them back, aside."""
    rows = _newest_first(acts)
    if rows and action.pk == rows[0][0]:
        return True
    return action.pk == _as_after(rows) and action.pk not in {undoes for _pk, undoes in rows}


def as_after(acts: models.QuerySet[ModerationAction]) -> int | None:
    """The act after which all was as it is now: the last one, unless that was taken back."""
    return _as_after(_newest_first(acts))


def _as_after(rows: Sequence[tuple[int, int | None]]) -> int | None:
    """After an undo all is as before the act that it took back: as after the act before that one."""
    before = inf
    for pk, undoes in rows:
        if pk < before and not undoes:
            return pk
        before = undoes if pk < before and undoes else before
    return None


def _newest_first(acts: models.QuerySet[ModerationAction]) -> list[tuple[int, int | None]]:
    return list(acts.order_by("-pk").values_list("pk", "undoes"))


def _of_same_rows(kind: str) -> frozenset[str]:
    return next((kinds for kinds in SAME_ROWS if kind in kinds), frozenset({kind}))


def answer_to(action: ModerationAction, by: User, batch: Batch) -> dict[str, Any]:
    """The columns of the row that takes back `action`; `before` is its author's."""
    same = {name: getattr(action, name) for name in ("kind", "comment", "version", "person", "subject", "reason")}
    return {**same, "actor": by.pk, "batch": batch.number, "undoes": action.pk}
