from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class State(models.TextChoices):
    OPEN = "open"
    DONE = "done"
    DEAD = "dead"


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> Self:
        return self.filter(state=State.OPEN)

    def due(self, at: datetime | None = None) -> Self:
        """Never claimed, put off until now, or claimed by a worker whose lease has run out; and not on hold."""
        return self.open().filter(held_at=None, due_at__lte=at or timezone.now())

    def on_hold(self) -> Self:
        """Restored from a backup; a person says when these may leave (outbox/holding.py)."""
        return self.open().exclude(held_at=None)


class Job(models.Model):
    """Something that must happen after a commit, written in that same transaction. It holds ids, never contents.

    `due_at` is when the job may be claimed: for a claimed job that is the end of the lease, so one
    index finds both what is due and what a dead worker left behind. `claims` numbers the claims; only
    the holder of the latest one may finish the job.
    """

    kind = models.CharField(max_length=60)
    ref = models.BigIntegerField(default=0)
    state = models.CharField(max_length=4, choices=State, default=State.OPEN)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_by = models.CharField(max_length=80, blank=True)
    claims = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "ref"], condition=Q(state="open"), name="one_open_job_per_ref")
        ]
        indexes = [
            models.Index(fields=["kind", "due_at"], condition=Q(state="open", held_at=None), name="job_due"),
            models.Index(fields=["finished_at"], condition=Q(finished_at__isnull=False), name="job_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Heartbeat(models.Model):
    """One row per worker process; a worker silent for 30 s counts as gone."""

    worker = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.worker

    @classmethod
    def last(cls) -> datetime | None:
        return cls.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
