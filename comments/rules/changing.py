"""How rules and modes change: each change a row that stays, a line in the log, and a way back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from articles.models import Article, Section
from comments.models import Batch, DecisionRefused, ModerationAction, RuleVersion, log
from comments.models.log import Kind
from comments.models.rule import Mode
from comments.models.undone import answer_to, refuse_unless_latest
from comments.reach import sections_of
from comments.rules.kinds import KIND_OF, KINDS
from database import statements


def change(kind: str, values: Mapping[str, Any], *, by: User, seen: int) -> ModerationAction:
    """A new version after the one that was `seen`. Raises DecisionRefused when there is a newer one, or no change."""
    with transaction.atomic():
        if values == values_of(kind, seen):
            raise DecisionRefused("unchanged", _("Nothing has been changed."))
        row = _add(kind, values, by, seen + 1)
        columns = {"kind": Kind.RULE, "subject": KINDS[kind].number, "version": row.number, "actor": by.pk}
        return log.write(ModerationAction(**columns, reason=kind, before={"version": seen}))


def undo_change(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    """The version before comes back as a new one."""
    with transaction.atomic():
        refuse_unless_latest(action)
        kind = KIND_OF[action.subject or 0]
        row = _add(kind, values_of(kind, action.before["version"]), by, _newest(kind) + 1)
        columns = answer_to(action, by, batch) | {"version": row.number, "before": {"version": action.version}}
        return log.write(ModerationAction(**columns))


def values_of(kind: str, number: int) -> dict[str, Any]:
    """What a version of a rule was set to; 0: as shipped."""
    row = RuleVersion.objects.filter(kind=kind, number=number).first()
    return KINDS[kind].complete(row.values if row else {})


def _add(kind: str, values: Mapping[str, Any], by: User, number: int) -> RuleVersion:
    """Of two people who change the same version the database lets one through."""
    row = RuleVersion(kind=kind, number=number, values=dict(values), by=by)
    if _newest(kind) != number - 1 or not statements.insert(row, unless_there=True):
        raise DecisionRefused("overtaken", _("Somebody has changed this rule meanwhile. Look at it again."))
    return row


def _newest(kind: str) -> int:
    return RuleVersion.objects.filter(kind=kind).order_by("-number").values_list("number", flat=True).first() or 0


def begin(
    place: Article | Section | None, publish_after: int | None, *, by: User, until: datetime | None = None
) -> ModerationAction:
    """For the whole site without a place. Whatever is in force there comes back when this one ends."""
    now = timezone.now()
    with transaction.atomic():
        Mode.objects.end_the_expired(now)
        there = {"article": place} if isinstance(place, Article) else {"section": place}
        mode = Mode.objects.create(publish_after=publish_after, by=by, begins_at=now, ends_at=until, **there)
        return _log_mode(Kind.MODE_SET, mode, by, {"is_over": True})


def end(mode: Mode, *, by: User) -> ModerationAction:
    with transaction.atomic():
        if not Mode.objects.in_force().filter(pk=mode.pk).update(ended_at=timezone.now()):
            raise DecisionRefused("over", _("This is over already."))
        return _log_mode(Kind.MODE_ENDED, mode, by, {"is_over": False})


def undo_mode(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    """What began ends, and what was ended goes on unless its time is over."""
    with transaction.atomic():
        mode = Mode.objects.select_for_update().get(pk=action.subject or 0)
        refuse_unless_latest(action)
        _refuse_beyond(mode, by)
        was_over = action.before["is_over"]
        if mode.is_expired or (was_over and mode.ended_at):
            raise DecisionRefused("over", _("This is over already."))
        mode.ended_at = timezone.now() if was_over else None
        mode.save(update_fields=["ended_at"])
        return log.write(ModerationAction(**answer_to(action, by, batch), before={"is_over": not was_over}))


def _refuse_beyond(mode: Mode, by: User) -> None:
    """Who moderates some sections sets modes nowhere else."""
    reach = sections_of(by)
    if reach is not None and (mode.article.section_id if mode.article else mode.section_id) not in reach:
        raise DecisionRefused("not_yours", _("This is of a section that is not yours."))


def _log_mode(kind: Kind, mode: Mode, by: User, before: dict[str, Any]) -> ModerationAction:
    reason = "hold_all" if mode.publish_after is None else "publish_known"
    return log.write(ModerationAction(kind=kind, subject=mode.pk, actor=by.pk, reason=reason, before=before))
