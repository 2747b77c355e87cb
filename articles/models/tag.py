from __future__ import annotations

from typing import Any, Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.addresses import path_of
from articles.models.article import Article, Status
from articles.models.search_entry import PartOfEntry, SearchEntry
from articles.models.version import ShownOnPages
from database import statements

# By hand for its CROSS JOIN: SQLite would else go through the newest articles of the paper, tag by tag.
HAS_PUBLIC_ARTICLE = """EXISTS (
    SELECT 1 FROM articles_tagging g CROSS JOIN articles_article a
    WHERE g.tag_id = articles_tag.id AND a.id = g.article_id AND a.status = %s AND a.published_at <= %s
)"""


class TagQuerySet(models.QuerySet["Tag"]):
    def public(self) -> Self:
        """Those with an article that readers can see; the others have no page, and nothing tells that they exist."""
        asked = [Status.PUBLISHED, statements.moment(timezone.now())]
        return self.extra(where=[HAS_PUBLIC_ARTICLE], params=asked)  # type: ignore[return-value]  # noqa: S610


class Tag(ShownOnPages):
    """What an article is about, across sections."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the old address when the slug changes, and has its articles found by another name, all at once."""
        before = Tag.objects.filter(pk=self.pk).first()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if before and before.slug != self.slug:
                TagAddress.objects.update_or_create(slug=before.slug, defaults={"tag": self})
            if before and before.name != self.name:
                SearchEntry.objects.keep_later(self.numbers())

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            SearchEntry.objects.keep_later(self.numbers())
            return super().delete(*args, **kwargs)

    def numbers(self) -> list[int]:
        """Of all articles that have it."""
        return list(self.taggings.values_list("article", flat=True))

    def get_absolute_url(self) -> str:
        return path_of("articles:tag", self.slug)

    def merge_into(self, other: Tag) -> None:
        """Its articles and addresses are the other's from now on; an article that had both keeps the other's place."""
        with transaction.atomic():
            SearchEntry.objects.keep_later(self.numbers())
            self.taggings.exclude(article__in=other.numbers()).update(tag=other)
            self.former_addresses.update(tag=other)
            slug = self.slug
            self.delete()
            TagAddress.objects.update_or_create(slug=slug, defaults={"tag": other})


class Tagging(PartOfEntry):
    """One tag of an article, in the order of choice: the first says best what it is about."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings", db_index=False, verbose_name=_("tag"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["tag", "article"], name="tag_once_per_article")]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return str(self.tag)


class TagAddress(models.Model):
    """The former slug of a tag, or that of one merged into it. A tag that takes it anew goes first."""

    slug = models.SlugField(max_length=80, unique=True)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="former_addresses")

    def __str__(self) -> str:
        return self.slug
