from __future__ import annotations

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.version import ShownOnPages
from comments.models.log import ModerationAction
from comments.models.undone import as_after


class RejectionReasonQuerySet(models.QuerySet["RejectionReason"]):
    def offered(self) -> Self:
        return self.filter(is_active=True)


class RejectionReason(ShownOnPages):
    """Why a comment may be rejected. Kept by the editors, and never deleted: the log and old comments name its code."""

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"\A[a-z][a-z0-9_]*\Z", _("Small letters, digits and underscores."))],
        help_text=_("Stands in the log for ever, and can't be changed later."),
    )
    label = models.CharField(
        _("label"), max_length=80, help_text=_("What moderators choose, as the end of “Rejected: …”.")
    )
    sentence = models.CharField(
        _("sentence"), max_length=300, help_text=_("What the author reads on the page that only they can see.")
    )
    clause = models.CharField(
        _("guideline"),
        max_length=200,
        blank=True,
        help_text=_("The part of your guidelines that it goes against, if you want to name one: “3, insults”."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The lowest number stands first in the list.")
    )
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Without it, nobody can choose this reason any more. Old ones keep it.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RejectionReasonQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        default_permissions = ("add", "change", "view")
        verbose_name = _("reason for rejections")
        verbose_name_plural = _("reasons for rejections")

    def __str__(self) -> str:
        return self.label


class AuthorWords(models.Model):
    """What a moderator told an author with a rejection. Apart from the log, so that it can be erased."""

    action = models.BigIntegerField(primary_key=True)
    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="+")
    text = models.TextField(max_length=1_000)

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def standing(cls, comment: int) -> str:
        """Those that came with the rejection that is in force now; empty when it came without."""
        return cls.of(as_after(ModerationAction.objects.about(comment)))

    @classmethod
    def of(cls, action: int | None) -> str:
        return cls.objects.filter(action=action or 0).values_list("text", flat=True).first() or ""
