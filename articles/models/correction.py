from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article, Status
from articles.models.version import ShownOnPages


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def public(self) -> Self:
        return self.filter(article__status=Status.PUBLISHED, article__published_at__lte=timezone.now())

    def newest_first(self) -> Self:
        """In the order in which they were made: numbers rise with the time."""
        return self.order_by("-pk")


class Correction(ShownOnPages):
    """What an article said wrongly and says rightly now, in words that readers find on it for as long as it stands."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="corrections", verbose_name=_("article"))
    text = models.TextField(
        _("correction"),
        max_length=600,
        help_text=_("A sentence or two: what was wrong, and what is right."),
    )
    at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return f"{self.article}: {self.text[:60]}"

    def get_absolute_url(self) -> str:
        return f"{self.article.get_absolute_url()}#correction-{self.pk}"
