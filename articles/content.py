"""What readers get of an article, as plain values: what a revision keeps, compares, and puts back.

It is told by names of columns, and by the numbers of what the article points at. What has been deleted since a content
was kept is passed by when it is put back; a section that is gone leaves the article where it is.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.changes import announce
from accounts.models import User
from articles import body, figures
from articles.models.article import Article
from articles.models.author import Author
from articles.models.byline import Byline
from articles.models.search_entry import SearchEntry
from articles.models.tag import Tag, Tagging

type Content = dict[str, Any]

WORDS = ("headline", "slug", "standfirst", "body", "label", "picture_alt", "caption", "credit")
LINKS = ("section", "picture")
NAMES = {
    "headline": _("headline"),
    "slug": _("slug"),
    "section": _("section"),
    "label": _("label"),
    "standfirst": _("standfirst"),
    "bylines": _("byline"),
    "picture": _("picture"),
    "picture_alt": _("alternative text"),
    "caption": _("caption"),
    "credit": _("credit"),
    "body": _("body"),
    "tags": _("tags"),
    "related": _("you may also like"),
}
"""All that a content holds, in the order in which people compare it."""


def of_row(article: Article) -> Content:
    """As the database has it, whatever stands on the object."""
    row: Content = Article.objects.values(*WORDS, *LINKS).get(pk=article.pk)
    bylines = article.bylines.order_by("position", "pk").values("author", "job_title")
    return row | {
        "bylines": list(bylines),
        "tags": list(article.taggings.order_by("position", "pk").values_list("tag", flat=True)),
        "related": sorted(article.related.order_by().values_list("pk", flat=True)),
    }


def cleaned(content: Content) -> Content:
    """As the row would give it back: a body that was typed is not yet the body that is kept."""
    return content | {"body": body.render(content["body"]).source}


def differing(one: Content, other: Content) -> list[str]:
    """Names of what is not the same in both. A content that was kept before something was added lacks that."""
    return [name for name in NAMES if name in one and name in other and one[name] != other[name]]


def show(article: Article, content: Content) -> Article:
    """Puts the words and links onto the object, and onto nothing else."""
    for name in WORDS:
        setattr(article, name, content.get(name, getattr(article, name)))
    for name in LINKS:
        setattr(article, _column(name), _still_there(article, name, content))
    rendered, _shown = figures.render(article.body)
    article.body_html, article.body_markup, article.body_words = rendered.html, rendered.markup, rendered.words
    return article


def _column(name: str) -> str:
    return str(Article._meta.get_field(name).attname)  # type: ignore[union-attr]


def _still_there(article: Article, name: str, content: Content) -> int | None:
    field: models.ForeignKey[Any, Any] = Article._meta.get_field(name)  # type: ignore[assignment]
    wanted: int | None = content.get(name, getattr(article, _column(name)))
    if wanted is None or field.related_model._default_manager.filter(pk=wanted).exists():
        return wanted
    return None if field.null else getattr(article, _column(name))


def write(article: Article, content: Content) -> None:
    """Makes it what readers get; the object has it afterwards."""
    with transaction.atomic():
        article.refresh_from_db()
        show(article, content).save()
        article.related.set(Article.objects.filter(pk__in=content.get("related", [])).exclude(pk=article.pk))
        _write_bylines(article, content["bylines"])
        _write_tags(article, content.get("tags", []))
        SearchEntry.objects.keep([article.pk])


def _write_bylines(article: Article, wanted: list[dict[str, Any]]) -> None:
    there = Author.objects.in_bulk([row["author"] for row in wanted])
    before = set(article.bylines.values_list("author", flat=True))
    article.bylines.all().delete()
    Byline.objects.bulk_create(
        Byline(article=article, author_id=row["author"], job_title=row["job_title"], position=position)
        for position, row in enumerate(row for row in wanted if row["author"] in there)
    )
    if changed := before ^ there.keys():
        announce(User.objects.filter(author__in=changed))


def _write_tags(article: Article, wanted: Iterable[int]) -> None:
    there = Tag.objects.in_bulk(list(wanted))
    article.taggings.all().delete()
    Tagging.objects.bulk_create(
        Tagging(article=article, tag_id=tag, position=position)
        for position, tag in enumerate(tag for tag in wanted if tag in there)
    )


def authors(content: Content) -> list[Author]:
    """In order; `byline_title` is what each is called in it."""
    there = Author.objects.in_bulk([row["author"] for row in content["bylines"]])
    found = [(there[row["author"]], row["job_title"]) for row in content["bylines"] if row["author"] in there]
    for author, title in found:
        author.byline_title = title  # type: ignore[attr-defined]  # as `reading.authors_of` has it
    return [author for author, _title in found]


def tags(content: Content) -> list[Tag]:
    """In the order of choice."""
    there = Tag.objects.in_bulk(content.get("tags", []))
    return [there[pk] for pk in content.get("tags", []) if pk in there]
