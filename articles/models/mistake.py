from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models.article import Article

LONGEST_QUOTE = 500
LONGEST_TEXT = 2_000
LONGEST_EMAIL = 254
EMAIL_AFTER_HANDLING = timedelta(days=30)
EMAIL_AFTER_COMING = timedelta(days=90)


class MistakeReportQuerySet(models.QuerySet["MistakeReport"]):
    def open(self) -> Self:
        """Oldest first."""
        return self.filter(handled_at=None).order_by("pk")

    def handled_since(self, moment: datetime) -> Self:
        """Latest first."""
        return self.filter(handled_at__gte=moment).order_by("-handled_at", "-pk")

    def with_overdue_email(self, now: datetime) -> Self:
        handled = Q(handled_at__lt=now - EMAIL_AFTER_HANDLING)
        return self.exclude(email="").filter(handled | Q(at__lt=now - EMAIL_AFTER_COMING))


class MistakeReport(models.Model):
    """What a reader tells the editors of an article: never public, and no comment."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="mistakes", verbose_name=_("article"))
    quote = models.CharField(_("sentence"), max_length=LONGEST_QUOTE, blank=True)
    text = models.TextField(_("what is wrong"), max_length=LONGEST_TEXT)
    email = models.EmailField(_("e-mail"), max_length=LONGEST_EMAIL, blank=True)
    at = models.DateTimeField(_("came at"), default=timezone.now)
    handled_at = models.DateTimeField(_("handled at"), null=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = MistakeReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a mistake")
        verbose_name_plural = _("reports of mistakes")
        indexes = [models.Index(fields=["handled_at", "id"], name="mistake_handled")]
        constraints = [
            models.CheckConstraint(
                condition=Q(handled_at__isnull=False) | Q(handled_by=None), name="mistake_handled_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.text[:60]}"

    def handle(self, *, by: User) -> bool:
        """False when somebody was faster."""
        still_open = MistakeReport.objects.filter(pk=self.pk, handled_at=None)
        return bool(still_open.update(handled_at=timezone.now(), handled_by=by))

    def reopen(self) -> bool:
        """Undoes `handle`, whoever did it. False when it is open already."""
        handled = MistakeReport.objects.filter(pk=self.pk, handled_at__isnull=False)
        return bool(handled.update(handled_at=None, handled_by=None))
