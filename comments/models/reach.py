from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models import Section


class Reach(models.Model):
    """Somebody who moderates these sections alone, with the sections below them. Who has no row moderates all.

    A row without sections reaches nothing, so that nobody sees more because a section was deleted.
    """

    moderator = models.OneToOneField(
        User,
        models.CASCADE,
        related_name="reach",
        limit_choices_to={"is_staff": True, "is_active": True},
        verbose_name=_("moderator"),
    )
    sections = models.ManyToManyField(
        Section, related_name="+", verbose_name=_("sections"), help_text=_("With the sections below them.")
    )

    class Meta:
        ordering = ["moderator__username"]
        verbose_name = _("moderator limited to sections")
        verbose_name_plural = _("moderators limited to sections")

    def __str__(self) -> str:
        return self.moderator.name_shown
