from __future__ import annotations

from django.db import models


class Posting(models.Model):
    """In which comments of one segment, that is a range of their numbers, a word begins so: comments/search.

    `gram` is a number made of the letters; 0 stands for all comments of the segment.
    """

    pk = models.CompositePrimaryKey("gram", "segment")
    gram = models.BigIntegerField()
    segment = models.IntegerField()
    comments = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["segment"], name="posting_segment")]

    def __str__(self) -> str:
        return f"{self.gram} in {self.segment}"


class Reworded(models.Model):
    """A text that has changed, perhaps since the postings of its segment were made. As many rows as changes, so that
    whoever makes them anew takes away no later one."""

    comment = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.comment)
