from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class Queue(Comment):
    """Comments as the admin lists them for moderators; it gives the desk its address, /admin/comments/queue/."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("comment in the queue")
        verbose_name_plural = _("moderation queue")


class SavedQueueQuerySet(models.QuerySet["SavedQueue"]):
    def of(self, user: Any) -> Self:
        """Their own, and those that all share."""
        return self.filter(Q(owner=user) | Q(owner=None))


class SavedQueue(models.Model):
    """A place in the queue that somebody has given a name; without an owner it is everybody's."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1_000)  # as in the address, without the page

    objects = SavedQueueQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(owner__isnull=False), name="own_queue_has_one_name"
            ),
            models.UniqueConstraint(fields=["name"], condition=Q(owner=None), name="shared_queue_has_one_name"),
        ]

    def __str__(self) -> str:
        return self.name
