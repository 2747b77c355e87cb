"""What is set for all discussions and decides about comments: each change is a line in the log, with a way back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.models import User
from comments.models import Batch, DiscussionSettings, Kind, ModerationAction, log
from comments.models.undone import answer_to, refuse_unless_latest

LOGGED = ("publish_after", "authors_decide")


def save(settings: DiscussionSettings, *, by: User) -> ModerationAction | None:
    """None where nothing has changed but words."""
    with transaction.atomic():
        before = _values(_held())
        settings.save()
        if before == _values(settings):
            return None
        reason = "hold_all" if settings.publish_after is None else "publish_known"
        return log.write(ModerationAction(kind=Kind.SETTINGS, subject=1, actor=by.pk, reason=reason, before=before))


def undo(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    with transaction.atomic():
        settings = _held()
        refuse_unless_latest(action)
        before = _values(settings)
        for name in LOGGED:
            setattr(settings, name, action.before[name])
        settings.save()
        return log.write(ModerationAction(**answer_to(action, by, batch), before=before))


def _held() -> DiscussionSettings:
    row, _made = DiscussionSettings.objects.get_or_create(pk=1)
    return DiscussionSettings.objects.select_for_update().get(pk=row.pk)


def _values(settings: DiscussionSettings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in LOGGED}
