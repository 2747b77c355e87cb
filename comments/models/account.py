"""What Akismet says about our account with it: its messages, and what the month has used."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

NEW_EPISODE_AFTER = timedelta(days=1)


class AlertQuerySet(models.QuerySet["Alert"]):
    def unseen(self) -> Self:
        return self.filter(seen_at=None)


class Alert(models.Model):
    """A message about the account, one row per code. Once somebody has seen it, it is not shown over the desk again,
    unless it returns after a day without."""

    code = models.CharField(max_length=16, primary_key=True)
    text = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.BigIntegerField(null=True)

    objects = AlertQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()

    @classmethod
    def note(cls, code: str, text: str, now: datetime) -> None:
        Alert.objects.bulk_create([Alert(code=code, since=now, last_at=now)], ignore_conflicts=True)
        row = Alert.objects.filter(code=code)
        row.filter(last_at__lt=now - NEW_EPISODE_AFTER).update(since=now, seen_at=None, seen_by=None)
        row.update(text=text, last_at=now)


class Account(models.Model):
    """One row: what the daily question about usage brought. `fault` says why the last one brought nothing."""

    asked_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    limit = models.PositiveBigIntegerField(null=True)  # calls a month; none: the plan has no limit
    used = models.PositiveBigIntegerField(default=0)
    is_throttled = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_account")]

    def __str__(self) -> str:
        return f"{self.used} of {self.limit or '∞'}"

    @classmethod
    def current(cls) -> Account:
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(self.limit - self.used, 0)
