"""What the editors' desk knows of who is writing what just now; no reader ever sees any of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

HERE_FOR = timedelta(seconds=75)  # after the last sign of life, which a page in sight gives every 20 s
UNSAVED_KEPT_FOR = timedelta(days=30)


class UnsavedText(models.Model):
    """What somebody has typed into the form of an article, or of a new one, since it was last saved: one per form."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    article = models.ForeignKey("articles.Article", models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    fields: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        help_text="By name, as the form sends them."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "article"], name="one_unsaved_text_per_article"),
            models.UniqueConstraint(fields=["by"], condition=Q(article=None), name="one_unsaved_text_of_a_new_article"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id}, {self.article_id}"


class PresenceQuerySet(models.QuerySet["Presence"]):
    def now(self) -> PresenceQuerySet:
        return self.filter(seen_at__gt=timezone.now() - HERE_FOR).select_related("by").order_by("since", "pk")


class Presence(models.Model):
    """Somebody has the form of an article open, or had until a moment ago."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="present", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "by"], name="present_once_per_article")]

    def __str__(self) -> str:
        return f"{self.by_id}, {self.article_id}"


def unsaved_for_long(now: datetime) -> models.QuerySet[UnsavedText]:
    return UnsavedText.objects.filter(at__lt=now - UNSAVED_KEPT_FOR)
