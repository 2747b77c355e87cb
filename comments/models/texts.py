from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from database import statements

if TYPE_CHECKING:
    from comments.models.comment import Comment


class FormerText(models.Model):
    """What a comment said in an earlier version. `by` is the moderator who wrote that, null for its author."""

    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="former_texts")
    version = models.PositiveIntegerField()
    text = models.TextField()
    by = models.BigIntegerField(null=True)
    replaced_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "version"], name="one_former_text_per_version")]

    def __str__(self) -> str:
        return f"{self.comment_id}.{self.version}: {self.text[:40]}"

    @classmethod
    def keep(cls, comment: Comment, now: datetime) -> None:
        """What the comment says now, in the transaction that replaces it; a comment that is stale fails there."""
        former = cls(comment_id=comment.pk, version=comment.version, text=comment.text, by=comment.edited_by)
        former.replaced_at = now
        statements.insert(former)
