from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Rule(models.TextChoices):
    """Who acted when it was no moderator."""

    POLICY = "policy", _("the policy, after the spam check")
    AUTHOR = "author", _("the comment's author")
    TIME = "time", _("the clock")
    IMPORT = "import", _("an import")


class ModerationActionQuerySet(models.QuerySet["ModerationAction"]):
    def about(self, comment_id: int) -> Self:
        return self.filter(comment=comment_id).order_by("-pk")


class ModerationAction(models.Model):
    """One change of status. Append-only by database triggers; comments and people are named by number alone."""

    at = models.DateTimeField(default=timezone.now)
    comment = models.BigIntegerField(null=True, db_index=True)  # null: one row for a whole imported batch
    version = models.PositiveIntegerField()
    actor = models.BigIntegerField(null=True, db_index=True)
    rule = models.CharField(max_length=12, choices=Rule, blank=True)
    from_status = models.CharField(max_length=10)
    to_status = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, blank=True)
    note_hmac = models.CharField(max_length=64, blank=True)
    batch = models.UUIDField(default=uuid.uuid4, db_index=True)
    undoes = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)  # what undo restores besides the status

    objects = ModerationActionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["undoes"], name="an_act_is_undone_once")]
        permissions = [("view_log", _("Can read the moderation log"))]
        verbose_name = _("row of the moderation log")
        verbose_name_plural = _("moderation log")

    def __str__(self) -> str:
        return f"{self.comment}: {self.from_status} → {self.to_status}"

    def restored_columns(self) -> dict[str, object]:
        """The comment's columns as they were before this act."""
        times = {name: _time(self.before.get(name)) for name in ("decided_at", "deferred_until")}
        if asked_at := _time(self.before.get("asked_at")):
            times["asked_at"] = asked_at
        return {"status": self.from_status, "reason": self.before.get("reason", ""), **times}


class ModerationNote(models.Model):
    """The words of a decision, apart from the log so that they can be erased; the log keeps their HMAC."""

    action = models.BigIntegerField(primary_key=True)
    text = models.TextField(max_length=1_000)

    def __str__(self) -> str:
        return self.text[:60]


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
