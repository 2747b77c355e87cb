from __future__ import annotations

from django.db import models
from django.db.models import F, Max
from django.utils import timezone

from articles.models import Article
from articles.models.version import RisingNumber


class DiscussionClock(RisingNumber):
    """Rises whenever any discussion changes, for the caches of lists with counts."""


class Discussion(models.Model):
    """What is kept about the comments under one article. Its row is the lock for whatever changes what is public."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="+")
    version = models.PositiveBigIntegerField(default=0)
    approved_count = models.PositiveIntegerField(default=0)
    last_activity = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.article_id}: {self.approved_count}"

    @classmethod
    def lock(cls, article_id: int) -> Discussion:
        """The article's row, made if need be, held until the transaction ends."""
        rows = Discussion.objects.select_for_update(no_key=True).filter(pk=article_id)
        row = rows.first()
        if row is None:
            Discussion.objects.bulk_create([Discussion(article_id=article_id)], ignore_conflicts=True)
            row = rows.get()
        return row

    def recount(self) -> None:
        """Counts anew and raises the version; the caller holds the lock."""
        from comments.models.comment import Comment

        approved = Comment.objects.approved().filter(article_id=self.article_id)
        tally = approved.aggregate(count=models.Count("pk"), last=Max("created_at"))
        Discussion.objects.filter(pk=self.pk).update(
            version=F("version") + 1, approved_count=tally["count"], last_activity=tally["last"] or timezone.now()
        )
        DiscussionClock.advance()
