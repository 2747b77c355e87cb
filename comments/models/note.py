from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone


class NoteQuerySet(models.QuerySet["Note"]):
    def standing(self) -> Self:
        return self.filter(removed_at=None)


class Note(models.Model):
    """What moderators tell each other about a comment. No comment itself: nothing public reads or counts it."""

    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="notes")
    by = models.BigIntegerField()  # a moderator's number
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(max_length=1_000)
    removed_at = models.DateTimeField(null=True)  # by undo, which can itself be undone

    objects = NoteQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text[:60]
