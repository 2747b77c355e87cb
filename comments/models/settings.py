from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.models.version import ShownOnPages
from database import statements


class DiscussionSettings(ShownOnPages):
    """One row: what the editors decide for all discussions."""

    publish_after = models.PositiveSmallIntegerField(
        _("publish at once after"),
        null=True,
        blank=True,
        help_text=_(
            "Who is signed in or has confirmed an address, and has this many approved comments, is published as soon as"
            " the spam check says ham. Empty: every comment waits for a person."
        ),
    )
    guideline = models.CharField(
        _("guideline"),
        max_length=300,
        default="Be kind, stay on the subject, and tell us what you know.",
        help_text=_("One sentence over the comment form."),
    )

    edit_minutes = models.PositiveSmallIntegerField(
        _("minutes to change a comment"),
        default=15,
        validators=[MaxValueValidator(1_440)],
        help_text=_(
            "So long after posting, commenters can change what they wrote; it is checked again. 0: they can't at all."
        ),
    )
    authors_decide = models.BooleanField(
        _("authors decide about themselves"),
        default=False,
        help_text=_(
            "Whether moderators who wrote the article decide about comments that name them. Otherwise a colleague does."
        ),
    )

    recommendations = models.BooleanField(
        _("readers can recommend comments"),
        default=True,
        help_text=_("Without an account, once for each browser. Switched off, pages show nothing of it."),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("discussion settings")

    def __str__(self) -> str:
        return str(_("discussion settings"))

    @classmethod
    def load(cls) -> DiscussionSettings:
        return statements.first(cls, pk=1) or cls(pk=1)


class ArticleTerms(ShownOnPages):
    """What the editors decide for the discussion of one article; without a row, nothing out of the usual."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="+")
    message = models.CharField(
        _("message to commenters"),
        max_length=300,
        blank=True,
        help_text=_("Over this article's comment form: a question to readers, or what they should know."),
    )
    slow_minutes = models.PositiveSmallIntegerField(
        _("slow mode"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1_440)],
        help_text=_("Minutes that each reader waits between two comments here. Empty: as everywhere."),
    )

    class Meta:
        default_permissions = ()
        verbose_name = _("terms of a discussion")
        verbose_name_plural = _("terms of discussions")

    def __str__(self) -> str:
        return self.message

    @classmethod
    def of(cls, article: int) -> ArticleTerms:
        return statements.first(cls, article_id=article) or cls(article_id=article)
