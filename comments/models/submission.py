from __future__ import annotations

from django.db import models
from django.utils import timezone

from comments.models.comment import Comment


class Submission(models.Model):
    """The request by which one version of a text came. The only place of raw addresses; kept for a limited time."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="submissions")
    version = models.PositiveIntegerField(default=1)
    token = models.CharField(max_length=32, unique=True)  # the form's single-use number
    fingerprint = models.CharField(max_length=64, unique=True)  # of who says what where, per ten minutes
    ip = models.GenericIPAddressField()
    email = models.CharField(max_length=254, blank=True)
    user_agent = models.CharField(max_length=254, blank=True)
    referrer = models.CharField(max_length=500, blank=True)
    trap = models.CharField(max_length=200, blank=True)
    seconds_to_post = models.PositiveIntegerField(null=True)
    payload = models.JSONField(default=dict)  # exactly what the spam check is sent
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "version"], name="one_submission_per_text")]

    def __str__(self) -> str:
        return f"{self.comment_id}.{self.version}"
