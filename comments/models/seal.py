from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class LogSeal(models.Model):
    """A block of rows of the moderation log, as they were when it was sealed. Append-only by triggers, as they are.

    `hash` covers the rows and `previous`, the seal before; comments/sealing.py says how. `marks` tells which row of a
    block differs when its hash does: for each row its number and a part of the hash up to there.
    """

    first = models.BigIntegerField()
    last = models.BigIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    form = models.PositiveSmallIntegerField()  # which columns, in which order
    marks = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["previous"], name="the_chain_of_seals_does_not_fork")]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"

    @classmethod
    def newest(cls) -> Self | None:
        return cls.objects.order_by("-pk").first()


class LogCheck(models.Model):
    """One row: when the whole log was last compared with its seals, and what was found; nothing when all was well."""

    ended_at = models.DateTimeField()
    found = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_log_check")]

    def __str__(self) -> str:
        return self.found or f"{self.ended_at:%Y-%m-%d %H:%M}"

    @classmethod
    def last(cls) -> LogCheck | None:
        return cls.objects.filter(pk=1).first()

    @classmethod
    def note(cls, found: str) -> None:
        cls.objects.update_or_create(pk=1, defaults={"ended_at": timezone.now(), "found": found[:200]})
