from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.version import ShownOnPages
from database import statements


class DiscussionSettings(ShownOnPages):
    """One row: what the editors decide for all discussions."""

    publish_after = models.PositiveSmallIntegerField(
        _("publish at once after"),
        null=True,
        blank=True,
        help_text=_(
            "Signed-in commenters with this many approved comments are published as soon as the spam check says ham."
            " Empty: every comment waits for a person."
        ),
    )
    guideline = models.CharField(
        _("guideline"),
        max_length=300,
        default="Be kind, stay on the subject, and tell us what you know.",
        help_text=_("One sentence over the comment form."),
    )

    authors_decide = models.BooleanField(
        _("authors decide about themselves"),
        default=False,
        help_text=_(
            "Whether moderators who wrote the article decide about comments that name them. Otherwise a colleague does."
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("discussion settings")

    def __str__(self) -> str:
        return str(_("discussion settings"))

    @classmethod
    def load(cls) -> DiscussionSettings:
        return statements.first(cls, pk=1) or cls(pk=1)
