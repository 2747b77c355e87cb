from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.commenter import Commenter


class Erasure(models.Model):
    """Somebody's wish that all that is kept about them goes: the worker grants it, a portion of comments at a time.

    It outlives what it erases, so it names nobody but by the number of the person, which the log has as well.
    """

    person = models.ForeignKey(Commenter, models.PROTECT, related_name="+")
    batch = models.UUIDField(unique=True)  # what the log calls all of it
    with_account = models.BooleanField(default=False)
    total = models.PositiveIntegerField()  # comments, when it was asked for
    done = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(ended_at=None), name="one_erasure_at_a_time")
        ]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.done} of {self.total}"
