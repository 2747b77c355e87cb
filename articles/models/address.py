from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from articles.models.article import Article
    from articles.models.section import FirstSegment


class ArticleAddressQuerySet(models.QuerySet["ArticleAddress"]):
    def in_use(self, *paths: str) -> ArticleAddress | None:
        """Who was last public under one of these paths; an address whose time has not come does not exist yet."""
        return self.filter(path__in=paths, since__lte=timezone.now()).order_by("-since", "-pk").first()

    def ahead(self) -> Self:
        return self.filter(since__gt=timezone.now())

    def keep(self, articles: Iterable[Article]) -> None:
        """Notes the addresses under which these are, or will be, public; forgets those that never came to be public."""
        articles = list(articles)
        self.ahead().filter(article__in=articles).delete()
        self.bulk_create(
            [
                ArticleAddress(path=article.get_absolute_url(), article=article, since=article.published_at)
                for article in articles
                if article.published_at and article.status == "published"
            ],
            ignore_conflicts=True,
        )


class ArticleAddress(models.Model):
    """An address that an article has, or once had, in public. It outlives the article, to answer 410."""

    path = models.CharField(max_length=200)
    article = models.ForeignKey("articles.Article", models.SET_NULL, null=True, related_name="addresses")
    since = models.DateTimeField()

    objects = ArticleAddressQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "article"], name="address_once_per_article")]

    def __str__(self) -> str:
        return self.path


class FormerSegmentQuerySet(models.QuerySet["FormerSegment"]):
    def keep(self, slug: str, segment: FirstSegment) -> None:
        """Notes what the address was, if it is another now."""
        if slug != segment.slug:
            self.update_or_create(slug=slug, defaults={"segment_id": segment.pk})


class FormerSegment(models.Model):
    """The former slug of a section or standing page, or its path (without its outer slashes) on a site that was moved
    in. One that takes it anew goes first."""

    slug = models.SlugField(max_length=60, unique=True)
    segment = models.ForeignKey("articles.FirstSegment", models.CASCADE, related_name="former_addresses")

    objects = FormerSegmentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.slug
