"""What somebody moves in or out by the pages of the admin: what was asked for, how far it is, what came of it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moving.models.imported import Batch

KEPT = timedelta(days=7)  # files, after the last step


class Step(models.TextChoices):
    TRY = "try", _("trial")
    BRING = "bring", _("import")
    TAKE_BACK = "take_back", _("taking back")
    MAKE = "make", _("export")


class Course(models.TextChoices):
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")
    FAILED = "failed", _("failed")


class TransferQuerySet(models.QuerySet["Transfer"]):
    def running(self) -> Self:
        return self.filter(course=Course.RUNNING)

    def overdue(self, now: datetime) -> Self:
        """Whose files have been kept for long enough."""
        return self.filter(forgotten_at=None, moved_at__lt=now - KEPT).exclude(course=Course.RUNNING)


def new_folder() -> str:
    return secrets.token_hex(16)


class Transfer(models.Model):
    """One `step` is taken after the other, each by the worker; `course` is that of the present one.

    In `folder`, below `moving.desk.folders.root()`, lies what was uploaded and what is written, until `forgotten_at`.
    `fault` is a sentence and the values in it, so that it can be said in the language of whoever reads it.
    """

    kind = models.CharField(max_length=30)  # of `moving.desk.kinds`
    lane = models.CharField(max_length=10)  # of those with the same one at most one runs
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    options = models.JSONField(default=dict)
    files = models.JSONField(default=list)  # name, size, sha256, and the place in the folder
    folder = models.CharField(max_length=32, default=new_folder, unique=True)
    step = models.CharField(max_length=9, choices=Step)
    course = models.CharField(max_length=7, choices=Course, default=Course.RUNNING)
    is_asked_to_stop = models.BooleanField(default=False)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)  # of the present step, so far
    report = models.JSONField(default=dict)  # of each step that was done
    fault = models.JSONField(default=dict)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.UniqueConstraint(fields=["lane"], condition=Q(course="running"), name="one_transfer_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def path(self) -> Path:
        return Path(settings.DATA_DIR) / "transfers" / self.folder

    @property
    def is_running(self) -> bool:
        return self.course == Course.RUNNING

    @property
    def kept_until(self) -> datetime | None:
        return None if self.forgotten_at else self.moved_at + KEPT

    def is_at(self, step: str, *courses: str) -> bool:
        return self.step == step and self.course in courses

    def said(self) -> dict[str, Any]:
        """What the present or last step has to report."""
        return dict(self.report.get(self.step, {}))
