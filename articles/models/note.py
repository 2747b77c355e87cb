from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Act(models.TextChoices):
    SUBMITTED = "submitted", _("submitted for review")
    SENT_BACK = "sent_back", _("sent back")


class NoteQuerySet(models.QuerySet["Note"]):
    def latest_first(self) -> Self:
        return self.order_by("-pk")

    def for_person(self, user: User) -> Self:
        return self.filter(to=user)


class Note(models.Model):
    """What was said when an article was handed on, and to whom; to the desk, where nobody is named."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="notes")
    act = models.CharField(max_length=12, choices=Act)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(max_length=2_000, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return f"{self.article_id}, {self.act}"
