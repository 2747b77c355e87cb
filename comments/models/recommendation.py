from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from comments.terms import RECOMMENDATION_MARK_KEPT


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def with_overdue_mark(self, now: datetime) -> Self:
        return self.filter(at__lt=now - RECOMMENDATION_MARK_KEPT, mark__gt="")


class Recommendation(models.Model):
    """One browser's of one comment. The mark is another for each comment, so that rows of a browser don't know each
    other; once it is gone the row still counts."""

    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="recommendations", db_index=False)
    mark = models.CharField(max_length=22, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "mark"], condition=Q(mark__gt=""), name="one_recommendation_per_browser"
            )
        ]
        indexes = [
            models.Index(fields=["comment"], name="recommendation_of_comment"),
            models.Index(fields=["at"], condition=Q(mark__gt=""), name="recommendation_mark"),
        ]

    def __str__(self) -> str:
        return f"of comment {self.comment_id}"


class Recommended(models.Model):
    """How many there are, kept so that pages need not count. The page shows it as it was when it was last made."""

    comment = models.OneToOneField("comments.Comment", models.CASCADE, primary_key=True, related_name="+")
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.count}"
