from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.commenter import Commenter


class Removal(models.Model):
    """Comments of one person that the worker rejects, marks as spam or brings back, a portion at a time.

    `batch` is what the log calls all of it. `upto` is the highest comment that it was decided about: what comes later
    was seen by nobody. `at` is how far it has got: a comment, or an act of the log when it takes a batch back.
    """

    class Act(models.TextChoices):
        REJECT = "reject", _("reject")
        SPAM = "spam", _("spam")
        UNDO = "undo", _("undo")

    batch = models.UUIDField(unique=True)
    undoes = models.UUIDField(null=True)  # the batch that is taken back
    person = models.ForeignKey(Commenter, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=6, choices=Act)
    reason = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    upto = models.BigIntegerField()
    at = models.BigIntegerField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)  # as they are, since somebody else was faster
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("removal")
        verbose_name_plural = _("removals")

    def __str__(self) -> str:
        return f"{self.act}: {self.done} of {self.total}"
