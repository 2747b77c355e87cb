from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article, Status
from articles.models.version import ShownOnPages


class Place(models.IntegerChoices):
    """Of the top of the front page; what no pin holds goes to the newest."""

    LEAD = 0, _("Lead")
    SECOND = 1, _("Second column, first")
    THIRD = 2, _("Second column, second")
    FOURTH = 3, _("Second column, third")
    FIFTH = 4, _("Second column, fourth")
    SIXTH = 5, _("Second column, fifth")


class PinQuerySet(models.QuerySet["Pin"]):
    def in_force(self) -> Self:
        """Of articles that are public; one whose time has not come holds its place from then on."""
        now = timezone.now()
        is_public = Q(article__status=Status.PUBLISHED, article__published_at__lte=now)
        return self.filter(is_public, Q(until=None) | Q(until__gt=now))


class Pin(ShownOnPages):
    """A place on the front page that an editor has given to an article."""

    place = models.PositiveSmallIntegerField(_("place"), choices=Place, unique=True)
    article = models.OneToOneField(Article, models.CASCADE, related_name="+", verbose_name=_("article"))
    until = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Empty: until it is changed."))

    objects = PinQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        verbose_name = _("place on the front page")
        verbose_name_plural = _("front page")

    def __str__(self) -> str:
        return f"{self.get_place_display()}: {self.article}"
