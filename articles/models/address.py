from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from articles.models.article import Article


class ArticleAddressManager(models.Manager["ArticleAddress"]):
    def keep(self, article: Article) -> None:
        """Notes the address under which an article is, or will be, public; forgets one that never came to be public."""
        self.filter(article=article, since__gt=timezone.now()).delete()
        if article.status == "published":
            self._note(article)

    def _note(self, article: Article) -> None:
        row, made = self.get_or_create(
            path=article.get_absolute_url(), defaults={"article": article, "since": article.published_at}
        )
        if not made and row.article_id != article.pk:
            self.filter(pk=row.pk).update(article=article, since=article.published_at)


class ArticleAddress(models.Model):
    """An address that an article has, or once had, in public. It outlives the article, to answer 410."""

    path = models.CharField(max_length=200, unique=True)
    article = models.ForeignKey("articles.Article", models.SET_NULL, null=True, related_name="addresses")
    since = models.DateTimeField()

    objects = ArticleAddressManager()

    def __str__(self) -> str:
        return self.path
