from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.version import ShownOnPages


class NewspaperSettings(ShownOnPages):
    """One row, which need not exist: what the editors decide for all articles."""

    adblock_note = models.CharField(
        _("note to readers who block advertising"),
        max_length=300,
        blank=True,
        help_text=_("Shown once below the first part of an article, where it can be dismissed. Empty: no note."),
    )

    most_discussed = models.BooleanField(
        _("most discussed on the front page"),
        default=True,
        help_text=_("The articles of the last seven days with the most comments, once there are three."),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("newspaper settings")

    def __str__(self) -> str:
        return str(_("newspaper settings"))

    @classmethod
    def load(cls) -> NewspaperSettings:
        return cls._default_manager.filter(pk=1).first() or cls(pk=1)
