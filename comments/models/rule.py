"""What the editors' rules say, and since when; and where another mode is in force than the site's."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Section


class RuleVersion(models.Model):
    """One change of one rule. Rows are only ever added; the newest of a kind is in force."""

    kind = models.CharField(max_length=20)  # of comments/rules/kinds.py
    number = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)  # its latest is asked with each check

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="one_rule_per_version")]
        default_permissions = ()
        verbose_name = _("rule")
        verbose_name_plural = _("rules")

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @classmethod
    def in_force(cls) -> dict[str, RuleVersion]:
        """By kind; a rule that nobody has changed has no row."""
        newest = cls.objects.values("kind").annotate(newest=Max("pk")).values("newest")
        return {row.kind: row for row in cls.objects.filter(pk__in=newest)}


class Rules(RuleVersion):
    """Gives the rules their address in the admin, /admin/comments/rules/."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("rule")
        verbose_name_plural = _("rules")


class ModeQuerySet(models.QuerySet["Mode"]):
    def in_force(self, now: datetime | None = None) -> Self:
        """A mode with an end needs nobody to end it."""
        return self.filter(ended_at=None).filter(Q(ends_at=None) | Q(ends_at__gt=now or timezone.now()))

    def end_the_expired(self, now: datetime) -> None:
        """Nothing depends on it but the size of the index."""
        self.filter(ended_at=None, ends_at__lte=now).update(ended_at=F("ends_at"))


class Mode(models.Model):
    """Who is published at once under one article, in one section, or on the whole site if neither is named.

    The nearest in force decides, and of several for the same place the newest; without any, DiscussionSettings does.
    """

    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="+", verbose_name=_("article"))
    section = models.ForeignKey(Section, models.CASCADE, null=True, related_name="+", verbose_name=_("section"))
    publish_after = models.PositiveSmallIntegerField(null=True)  # approved comments; null: everything waits
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begins_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # before its time, or when it was seen to be over

    objects = ModeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(article=None) | Q(section=None), name="mode_has_one_place"),
            models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gt=F("begins_at")), name="mode_ends_later"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(ended_at=None), name="mode_open")]
        default_permissions = ()
        verbose_name = _("mode")
        verbose_name_plural = _("modes")

    def __str__(self) -> str:
        return str(self.article or self.section or _("the whole site"))

    @property
    def is_expired(self) -> bool:
        return self.ends_at is not None and self.ends_at <= timezone.now()
