from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone


class RetentionRun(models.Model):
    """One row: when all that was overdue had gone the last time, and how much of which kind that was."""

    ended_at = models.DateTimeField()
    removed = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_retention_run")]

    def __str__(self) -> str:
        return f"{self.ended_at:%Y-%m-%d %H:%M}"

    @classmethod
    def last(cls) -> RetentionRun | None:
        return cls.objects.filter(pk=1).first()

    @classmethod
    def last_end(cls) -> datetime | None:
        last = cls.last()
        return last.ended_at if last else None

    @classmethod
    def note(cls, removed: Mapping[str, int]) -> None:
        cls.objects.update_or_create(pk=1, defaults={"ended_at": timezone.now(), "removed": dict(removed)})
