from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models import Article
from database import statements


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def on(self) -> Self:
        return self.filter(ended_at=None)

    def within(self, sections: frozenset[int] | None) -> Self:
        """Without bursts beyond these sections; None: all. What is said of the whole desk is said to everybody."""
        if sections is None:
            return self
        return self.filter(Q(article=0) | Q(article__in=Article.objects.filter(section__in=sections).values("pk")))


class Alarm(models.Model):
    """Something that moderators should look at now, from when it was noticed until it was over."""

    class Kind(models.TextChoices):
        OLDEST = "oldest", _("somebody waits for long")
        SPAM = "spam", _("more spam than usual")
        BURST = "burst", _("many comments on one article")
        CHECK = "check", _("the spam check is down")

    kind = models.CharField(max_length=6, choices=Kind)
    article = models.BigIntegerField(default=0)  # of a burst; 0: of none
    figure = models.PositiveIntegerField()  # what was noticed: minutes, per cent, or comments in a quarter of an hour
    usual = models.PositiveIntegerField()  # what it is held against, in the same unit
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "article"], condition=Q(ended_at=None), name="one_alarm_of_a_kind")
        ]
        indexes = [models.Index(fields=["began_at"], name="alarm_began")]

    def __str__(self) -> str:
        return f"{self.kind} {self.figure} / {self.usual}"


class AlarmLimits(models.Model):
    """One row: from where on the desk calls somebody."""

    oldest_minutes = models.PositiveIntegerField(
        _("longest wait"),
        default=240,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        help_text=_("Minutes that a comment may wait for a person."),
    )
    spam_percent = models.PositiveIntegerField(
        _("share of spam"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Per cent of an hour's comments, if that is also twice as much as in the week before."),
    )
    burst_comments = models.PositiveIntegerField(
        _("comments on one article"),
        default=30,
        validators=[MinValueValidator(2), MaxValueValidator(1_000)],
        help_text=_("In a quarter of an hour, if that is also five times what the article had in the day before."),
    )
    check_minutes = models.PositiveIntegerField(
        _("spam check down"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        help_text=_("Minutes without an answer of the spam check."),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("limits of the alarms")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def load(cls) -> AlarmLimits:
        return statements.first(cls, pk=1) or cls(pk=1)


class Often(models.TextChoices):
    NEVER = "", _("never")
    HOURLY = "hourly", _("at most once an hour")
    DAILY = "daily", _("once a day, in the morning")


class MailWish(models.Model):
    """What somebody of the staff wants to be written about, and up to when they have been."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    alarms = models.CharField(_("alarms of the desk"), max_length=6, choices=Often, blank=True)
    articles = models.CharField(_("published comments on my articles"), max_length=6, choices=Often, blank=True)
    alarms_until = models.DateTimeField(default=timezone.now)
    articles_until = models.DateTimeField(default=timezone.now)
    trouble = models.CharField(max_length=200, blank=True)  # why the last mail was refused for good

    class Meta:
        verbose_name = _("mail to you")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.alarms or '–'}, {self.articles or '–'}"
