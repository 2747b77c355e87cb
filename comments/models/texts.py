from __future__ import annotations

from django.db import models


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
