"""Whether somebody agrees that words of their comment become a question of the article. One request per comment."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments.models.comment import Comment

LONGEST_QUESTION = 600
GONE = ("rejected", "spam", "withdrawn")  # not what only waits to be checked or decided again


class Answer(models.TextChoices):
    ASKED = "asked", _("no answer yet")
    AGREED = "agreed", _("agreed")
    REFUSED = "refused", _("said no")
    WITHDRAWN = "withdrawn", _("took the consent back")
    RECALLED = "recalled", _("the editors took the request back")


class Credit(models.TextChoices):
    NAME = "name", _("by name")
    READER = "reader", _("as a reader")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def under(self, article: int) -> Self:
        return self.filter(comment__article=article)

    def to_be_used(self) -> Self:
        return self.filter(answer=Answer.AGREED, used_at=None, comment__status="approved")

    def lost(self) -> Self:
        """Used, and taken back since."""
        return self.filter(answer=Answer.WITHDRAWN, used_at__isnull=False).exclude(text="")

    def stranded(self) -> Self:
        """Used, though the comment has been taken off the page since."""
        return self.filter(answer=Answer.AGREED, used_at__isnull=False, comment__status__in=GONE)

    def erased_since(self, at: datetime) -> Self:
        """Used, and taken out of the article and its history since then, as its writer had all of it erased."""
        return self.filter(answer=Answer.WITHDRAWN, used_at__isnull=False, text="", answered_at__gte=at)


class Consent(models.Model):
    """`text` is the question as its writer was shown it; empty once its writer had it erased."""

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="consent")
    text = models.TextField(max_length=LONGEST_QUESTION)
    answer = models.CharField(max_length=9, choices=Answer, default=Answer.ASKED)
    credit = models.CharField(max_length=6, choices=Credit, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)  # when it was put into the article's text

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="consent_answer_is_known"),
            models.CheckConstraint(
                condition=~Q(answer=Answer.AGREED) | Q(credit__in=Credit.values), name="consent_says_how_to_credit"
            ),
        ]
        indexes = [models.Index(fields=["answer", "used_at"], name="consent_to_be_used")]
        default_permissions = ()
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def credited(self) -> str:
        """How its writer is named; empty for who wants no name."""
        return self.comment.name if self.credit == Credit.NAME else ""
