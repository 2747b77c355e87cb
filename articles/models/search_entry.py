from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from articles.changes import WORDS_CHANGED
from articles.models.version import ShownOnPages
from articles.search.text import folded, plain
from outbox import jobs

if TYPE_CHECKING:
    from articles.models.article import Article

NUMBERS = 2**31
LABELED, IN_SECTION, BY = "\ue000l", "\ue000s", "\ue000a"  # no word of a text begins with such a character


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def keep(self, numbers: Iterable[int]) -> int:
        """Of articles, as the database has them now; says how many entries were not as they should be."""
        return sum(self._keep(number) for number in numbers)

    def is_wrong(self, number: int) -> bool:
        there, wanted = self._compared(number)
        return (there and there.values) != (wanted and wanted.values)

    def _keep(self, number: int) -> bool:
        there, wanted = self._compared(number)
        if (there and there.values) == (wanted and wanted.values):
            return False
        if wanted:
            wanted.save(using=self.db, force_insert=there is None, force_update=there is not None)
        elif there:
            there.delete()
        return True

    def _compared(self, number: int) -> tuple[SearchEntry | None, SearchEntry | None]:
        """What is there, and what should be."""
        articles: Any = self.model._meta.get_field("article").related_model
        article = articles._default_manager.using(self.db).filter(pk=number).first()
        return self.filter(pk=number).first(), entry_of(article)

    def keep_later(self, numbers: Iterable[int]) -> None:
        """By the worker: a name may stand over thousands of articles."""
        for number in numbers:
            jobs.enqueue(WORDS_CHANGED, number)


class SearchEntry(models.Model):
    """The words by which an article is found, from its publication (or the promise of it) until it is taken down.

    The database makes its full-text index of these rows by itself, see `articles.search.index`.
    """

    article = models.OneToOneField("articles.Article", models.CASCADE, primary_key=True, related_name="+")
    place = models.BigIntegerField(unique=True, help_text="Second of publication and number: newer ones are higher.")
    headline = models.TextField()
    standfirst = models.TextField()
    body = models.TextField()
    tags = models.TextField()
    authors = models.TextField()
    marks = models.TextField(help_text="Section, label and authors, as words that nobody types.")

    objects = SearchEntryQuerySet.as_manager()

    def __str__(self) -> str:
        return self.headline

    @property
    def values(self) -> list[Any]:
        return [getattr(self, field.attname) for field in self._meta.concrete_fields]


class PartOfEntry(ShownOnPages):
    """What an article is found by, beside its own text."""

    article_id: int

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            SearchEntry.objects.keep([self.article_id])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            deleted = super().delete(*args, **kwargs)
            SearchEntry.objects.keep([self.article_id])
        return deleted


def entry_of(article: Article | None) -> SearchEntry | None:
    """None for what has no public date."""
    if article is None or article.status != "published" or article.published_at is None:
        return None
    authors = dict(article.bylines.order_by("position", "pk").values_list("author", "author__name"))
    tags = article.taggings.order_by("position", "pk").values_list("tag__name", flat=True)
    return SearchEntry(
        article=article,
        place=int(article.published_at.timestamp()) * NUMBERS + article.pk,
        headline=folded(article.headline),
        standfirst=folded(article.standfirst),
        body=folded(plain(article.body)),
        tags=folded(" / ".join(tags)),
        authors=folded(" / ".join(authors.values())),
        marks=" ".join(
            [IN_SECTION + str(article.section_id), LABELED + article.label, *(f"{BY}{author}" for author in authors)]
        ),
    )
