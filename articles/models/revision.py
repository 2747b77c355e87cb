from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RevisionQuerySet(models.QuerySet["Revision"]):
    def latest_first(self) -> Self:
        return self.order_by("-number")

    def before(self, number: int) -> Self:
        return self.filter(number__lt=number)

    def for_lists(self) -> Self:
        """Without the texts, which a list doesn't show."""
        return self.defer("content").select_related("by")


class Revision(models.Model):
    """What an article said after somebody saved it. It is written once, by `articles.revising`, and never changed,
    but for words of a reader that were erased."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(help_text="Counts from 1 within the article.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(_("note"), max_length=200, blank=True)
    changed = models.JSONField(default=list, help_text="Names of what differs from the revision before.")
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(help_text="See articles/content.py.")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_numbers_are_unique")]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")

    def __str__(self) -> str:
        return f"{self.article_id}, {self.number}"
