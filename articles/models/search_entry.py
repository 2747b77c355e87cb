from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from articles.changes import WORDS_CHANGED
from articles.models.version import ShownOnPages
from articles.search.text import folded, plain
from outbox import jobs

if TYPE_CHECKING:
    from articles.models.article import Article

NUMBERS = 2**31
LATEST = 2**32 - 1  # second that has a place of its own, in 2106; what is promised for later stands there
# By hand, as every article that is saved asks all four: composing them took two thirds of what saving one cost.
ENTRY = "SELECT * FROM articles_searchentry WHERE article_id = %s"
ARTICLE = """SELECT id, status, published_at, headline, standfirst, body, section_id, label FROM articles_article
    WHERE id = %s"""
AUTHORS = """SELECT article_id, author_id, name FROM articles_byline
    JOIN articles_author ON articles_author.id = author_id WHERE article_id IN ({})
    ORDER BY article_id, position, articles_byline.id"""
TAGS = """SELECT article_id, tag_id, name FROM articles_tagging
    JOIN articles_tag ON articles_tag.id = tag_id WHERE article_id IN ({})
    ORDER BY article_id, position, articles_tagging.id"""
LABELED, IN_SECTION, BY = "\ue000l", "\ue000s", "\ue000a"  # no word of a text begins with such a character


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def keep(self, numbers: Iterable[int]) -> int:
        """Of articles, as the database has them now; says how many entries were not as they should be."""
        return sum(self._keep(number) for number in numbers)

    def is_wrong(self, number: int) -> bool:
        there, wanted = self._compared(number)
        return (there and there.columns) != (wanted and wanted.columns)

    def _keep(self, number: int) -> bool:
        there, wanted = self._compared(number)
        if (there and there.columns) == (wanted and wanted.columns):
            return False
        if wanted:
            wanted.save(using=self.db, force_insert=there is None, force_update=there is not None)
        elif there:
            there.delete()
        return True

    def _compared(self, number: int) -> tuple[SearchEntry | None, SearchEntry | None]:
        """What is there, and what should be."""
        there = self.using(self.db).raw(ENTRY, [number])
        article = apps.get_model("articles", "Article")._default_manager.using(self.db).raw(ARTICLE, [number])
        return next(iter(there), None), next(iter(entries_of(article, self.db)), None)

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
    def columns(self) -> dict[str, Any]:
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}


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


def entries_of(articles: Iterable[Article], using: str = DEFAULT_DB_ALIAS) -> list[SearchEntry]:
    """Of those that have a public date, in two queries for all of them."""
    public = {each.pk: each for each in articles if each.status == "published" and each.published_at}
    if not public:
        return []
    by, tagged = defaultdict[int, dict[int, str]](dict), defaultdict[int, list[str]](list)
    for article, author, name in _beside(public, AUTHORS, using):
        by[article][author] = name
    for article, _, name in _beside(public, TAGS, using):
        tagged[article].append(name)
    return [_entry_of(article, by[pk], tagged[pk]) for pk, article in public.items()]


def _beside(articles: Collection[int], statement: str, using: str) -> list[tuple[int, int, str]]:
    with connections[using].cursor() as cursor:
        cursor.execute(statement.format(", ".join(["%s"] * len(articles))), list(articles))
        found: list[tuple[int, int, str]] = cursor.fetchall()
    return found


def _entry_of(article: Article, authors: Mapping[int, str], tags: Iterable[str]) -> SearchEntry:
    assert article.published_at
    return SearchEntry(
        article_id=article.pk,
        place=min(int(article.published_at.timestamp()), LATEST) * NUMBERS + article.pk,
        headline=folded(article.headline),
        standfirst=folded(article.standfirst),
        body=folded(plain(article.body)),
        tags=folded(" / ".join(tags)),
        authors=folded(" / ".join(authors.values())),
        marks=" ".join(
            [IN_SECTION + str(article.section_id), LABELED + article.label, *(f"{BY}{author}" for author in authors)]
        ),
    )
