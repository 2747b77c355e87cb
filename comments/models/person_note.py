from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments.models.commenter import Commenter


class People(Commenter):
    """Commenters as the admin lists them for moderators; it gives their pages the address /admin/comments/people/."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("person")
        verbose_name_plural = _("people")


class PersonNoteQuerySet(models.QuerySet["PersonNote"]):
    def standing(self) -> Self:
        return self.filter(removed_at=None)


class PersonNote(models.Model):
    """What moderators tell each other about a person. It is kept for a time only."""

    person = models.ForeignKey(Commenter, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    text = models.TextField(max_length=1_000)
    removed_at = models.DateTimeField(null=True)  # by undo, which can itself be undone

    objects = PersonNoteQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text[:60]
