from __future__ import annotations

from django.db import models

from comments.models.comment import Comment


class Wording(models.Model):
    """The number of a comment's folded text, by which texts that are nearly the same find each other.

    Apart from the comment, so that no check and no decision has to write its index anew.
    """

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="+")
    number = models.BigIntegerField()  # comments/alike.py

    class Meta:
        indexes = [models.Index(fields=["number", "comment"], name="wording_number")]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.number}"
