from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.keys import hex_digest
from database import statements


class Rule(models.TextChoices):
    """Who acted when it was no moderator."""

    POLICY = "policy", _("the policy, after the spam check")
    AUTHOR = "author", _("the comment's author")
    TIME = "time", _("the clock")
    IMPORT = "import", _("an import")


RULE_UNDONE = "rule_undone"  # the reason of what waits because somebody took back a rule's decision


class Kind(models.TextChoices):
    """What was done. All but changes of status leave the columns `from_status` and `to_status` empty."""

    STATUS = "status", _("change of status")
    DEFER = "defer", _("putting off")
    FEATURE = "feature", _("featuring")
    EDIT = "edit", _("edit by a moderator")
    NOTE = "note", _("note of a moderator")
    REASON = "reason", _("reason for rejections")
    RESTRICT = "restrict", _("restriction of a person")
    LIFT = "lift", _("end of a restriction")
    PERSON_NOTE = "person_note", _("note on a person")
    RULE = "rule_changed", _("change of a rule")
    MODE_SET = "mode_set", _("beginning of a mode")
    MODE_ENDED = "mode_ended", _("end of a mode")
    KEPT = "kept", _("dismissal of reports")
    DENIED = "denied", _("denial of an appeal")
    QUESTION = "question", _("question of an article from a comment")
    SETTINGS = "settings", _("change of the discussion settings")
    LEGAL = "legal", _("decision about a report of illegal content")


def is_of_rule(kind: str, rule: str, to_status: str) -> bool:
    return kind == Kind.STATUS and rule == Rule.POLICY and to_status in ("approved", "rejected", "spam")


class ModerationActionQuerySet(models.QuerySet["ModerationAction"]):
    def about(self, comment_id: int) -> Self:
        """Changes of a comment's status, latest first."""
        return self.filter(comment=comment_id, kind=Kind.STATUS).order_by("-pk")


class ModerationAction(models.Model):
    """One act at the desk. Append-only by database triggers; whatever it is about is named by number alone.

    An act on a comment names the comment, one on a commenter the person; `subject` is the number of the row that the
    kind is about: a restriction, a version of a rule, a report.
    """

    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=20, default=Kind.STATUS)  # without choices: a new kind is no new schema
    comment = models.BigIntegerField(null=True, db_index=True)  # null: one row for a whole imported batch
    version = models.PositiveIntegerField(default=0)
    person = models.BigIntegerField(null=True)  # a Commenter
    subject = models.BigIntegerField(null=True)
    actor = models.BigIntegerField(null=True)
    rule = models.CharField(max_length=12, choices=Rule, blank=True)
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    note_hmac = models.CharField(max_length=64, blank=True)
    batch = models.UUIDField(default=uuid.uuid4, db_index=True)
    undoes = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)  # what undo restores besides the status

    objects = ModerationActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["undoes"], condition=Q(undoes__isnull=False), name="an_act_is_undone_once")
        ]
        indexes = [  # each of a part only, since every decision and every check writes a row here
            models.Index(fields=["actor", "id"], condition=Q(actor__isnull=False), name="log_by_actor"),
            models.Index(fields=["person", "id"], condition=Q(person__isnull=False), name="log_by_person"),
            models.Index(fields=["subject", "id"], condition=Q(subject__isnull=False), name="log_by_subject"),
            models.Index(fields=["kind", "id"], condition=~Q(kind=Kind.STATUS), name="log_by_kind"),
        ]
        permissions = [("view_log", _("Can read the moderation log"))]
        verbose_name = _("row of the moderation log")
        verbose_name_plural = _("moderation log")

    def __str__(self) -> str:
        what = f"{self.from_status} → {self.to_status}" if self.kind == Kind.STATUS else self.kind
        return f"{self.comment or self.person or self.subject}: {what}"

    @property
    def is_of_rule(self) -> bool:
        """A decision of the policy, rather than that a person decides."""
        return is_of_rule(self.kind, self.rule, self.to_status)

    def restored_columns(self) -> dict[str, object]:
        """The comment's columns as they were before this act."""
        times = {name: _time(self.before.get(name)) for name in ("decided_at", "deferred_until", "featured_at")}
        if asked_at := _time(self.before.get("asked_at")):
            times["asked_at"] = asked_at
        return {"status": self.from_status, "reason": self.before.get("reason", ""), **times}


class ModerationNote(models.Model):
    """The words of a decision, apart from the log so that they can be erased; the log keeps their HMAC."""

    action = models.BigIntegerField(primary_key=True)
    text = models.TextField(max_length=1_000)

    def __str__(self) -> str:
        return self.text[:60]


def write(action: ModerationAction, note: str = "") -> ModerationAction:
    """The one way into the log, in the transaction of what it tells. The words go into a table that can be erased."""
    action.note_hmac = hex_digest("note", note) if note else ""
    statements.insert(action)
    if note:
        statements.insert(ModerationNote(action=action.pk, text=note))
    return action


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
