"""Articles of the export as rows, a portion at a time: made outside of the transaction, written in few statements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from articles import figures
from articles.models import (
    Article,
    ArticleAddress,
    Byline,
    Correction,
    Picture,
    SearchEntry,
    Section,
    SiteVersion,
    Status,
    Tagging,
)
from articles.models.search_entry import entries_of
from articles.search.text import plain
from database import bulk
from moving.imports import values
from moving.imports.cutting import FreeSlugs, cut, slug_of
from moving.imports.ledger import Entry, Ledger
from moving.imports.pictures import Pictures, words_of
from moving.imports.pointed import SECTION_AS_TAG, Authors, Tags
from moving.imports.report import Report
from moving.imports.sections import Sections
from moving.imports.values import Attachment, Finding
from moving.models import Kind

LONGEST_HEADLINE, LONGEST_STANDFIRST, LONGEST_SLUG, LONGEST_PATH = 160, 400, 120, 200
WORDS_OF_UNTITLED = 60


@dataclass
class Made:
    """An article that isn't written yet, and what is to be written beside it."""

    value: values.Article
    row: Article
    shown: list[Picture]


@dataclass
class Articles:
    ledger: Ledger
    report: Report
    sections: Sections
    authors: Authors
    tags: Tags
    pictures: Pictures
    attachments: Mapping[str, Attachment]
    slugs: dict[int, FreeSlugs] = field(default_factory=dict)  # by sections

    def make(self, value: values.Article) -> Made:
        """Everything that takes time: the body's HTML, pictures."""
        html = self._html(value)
        (source, rendered, markup, words), shown = figures.render(html)
        row = Article(
            headline=self._cut(value, value.headline, LONGEST_HEADLINE) or _untitled(source),
            standfirst=self._cut(value, value.standfirst, LONGEST_STANDFIRST),
            body=source,
            body_html=rendered,
            body_markup=markup,
            body_words=words,
            status=value.status,
            picture=self.picture_of(value.picture, f"post {value.key}", value.line),
            revision=1,
            **columns_of(value),
        )
        return Made(value, row, shown)

    def look_up(self, made: Iterable[Made]) -> None:
        """Before the transaction, what the portion points at."""
        listed = list(made)
        self.authors.look_up(author for each in listed for author in each.value.authors)
        self.tags.look_up(tag for each in listed for tag in tags_of(each.value))

    def write(self, made: Sequence[Made]) -> dict[str, Article]:
        """In a transaction; by the keys of the export."""
        for each in made:
            each.row.section_id = self.sections.row_of(each.value.sections)
        self._name(made)
        Article.objects.bulk_create(each.row for each in made)
        self._write_beside(made)
        self.ledger.note(Kind.ARTICLE, (Entry(each.value.key, each.row.pk, each.value.status) for each in made))
        bulk.write(SearchEntry, [entry.columns for entry in entries_of([each.row for each in made])])
        SiteVersion.advance()
        return {each.value.key: each.row for each in made}

    def _html(self, value: values.Article) -> str:
        body = value.write_body(self._found)
        for finding in body.findings:
            self.report.add(finding)
        return self.pictures.within(body.html, f"post {value.key}", value.line)

    def _found(self, keys: Iterable[str]) -> dict[str, Attachment]:
        return {key: self.attachments[key] for key in keys if key in self.attachments}

    def picture_of(self, key: str, about: str, line: int) -> Picture | None:
        attachment = self.attachments.get(key)
        return self.pictures.take(attachment.address, about, line, words_of(attachment)) if attachment else None

    def _cut(self, value: values.Article, text: str, longest: int) -> str:
        if len(text) > longest:
            self.report.add(Finding(value.line, f"post {value.key}", "cut"))
        return cut(text, longest)

    def _name(self, made: Sequence[Made]) -> None:
        """Addresses, each free in its section."""
        slugs = [
            slug_of(LONGEST_SLUG, each.value.slug, each.value.headline) or f"post-{each.value.key}" for each in made
        ]
        for section in {each.row.section_id for each in made}:
            self._slugs_in(section).look_up(
                slug for each, slug in zip(made, slugs, strict=True) if each.row.section_id == section
            )
        for each, slug in zip(made, slugs, strict=True):
            each.row.slug = self._slugs_in(each.row.section_id).take(slug)
            if each.row.slug != slug:
                self.report.add(Finding(each.value.line, f"post {each.value.key}", "other_address", each.row.slug))

    def _slugs_in(self, section: int) -> FreeSlugs:
        if section not in self.slugs:
            there = Article.objects.filter(section=section).order_by().values_list("slug", flat=True)
            self.slugs[section] = FreeSlugs(LONGEST_SLUG, lambda slugs: set(there.filter(slug__in=slugs)))
        return self.slugs[section]

    def _write_beside(self, made: Sequence[Made]) -> None:
        self.authors.take(author for each in made for author in each.value.authors)
        self.tags.take(tag for each in made for tag in tags_of(each.value))
        bylines: list[dict[str, Any]] = []
        taggings: list[dict[str, int]] = []
        for each in made:
            authors, tags = self.authors.rows_of(each.value.authors), self.tags.rows_of(tags_of(each.value))
            shared, titles = {"article_id": each.row.pk}, self._job_titles(each.value)
            bylines += [
                shared | {"author_id": row, "position": at, "job_title": titles.get(row, "")}
                for at, row in enumerate(authors)
            ]
            taggings += [shared | {"tag_id": row, "position": at} for at, row in enumerate(tags)]
        bulk.write(Byline, bylines)
        bulk.write(Tagging, taggings)
        Correction.objects.bulk_create(
            Correction(article=each.row, text=text, at=at) for each in made for at, text in each.value.corrections
        )
        _write_figures(made)
        self._write_addresses(made)

    def _job_titles(self, value: values.Article) -> dict[int, str]:
        """By the authors' rows; the mapping may have left one out."""
        pairs = zip(value.authors, value.job_titles, strict=False)
        return {self.authors.rows[key]: title for key, title in pairs if key in self.authors.rows}

    def _write_addresses(self, made: Sequence[Made]) -> None:
        sections = Section.objects.in_bulk({each.row.section_id for each in made})
        for each in made:
            each.row.section = sections[each.row.section_id]
        ArticleAddress.objects.keep(each.row for each in made)
        ArticleAddress.objects.bulk_create(
            (
                ArticleAddress(path=path, article=each.row, since=each.row.published_at)
                for each in made
                if each.row.published_at
                for path in self._paths(each)
            ),
            ignore_conflicts=True,
        )

    def _paths(self, made: Made) -> Iterator[str]:
        for path in made.value.paths:
            if len(path) <= LONGEST_PATH:
                yield path
            else:
                self.report.add(Finding(made.value.line, f"post {made.value.key}", "path_too_long", path))


def tags_of(value: values.Article) -> list[str]:
    """Sections besides the first become tags: an article stands in one."""
    return [*value.tags, *(f"{SECTION_AS_TAG}{section}" for section in value.sections[1:])]


def columns_of(value: values.Article) -> dict[str, Any]:
    """A page that has become an article, for its comments, has none of an article's own."""
    own = {} if value.is_page else value.columns
    return {"takes_comments": value.takes_comments, **dates_of(value), **own}


def dates_of(value: values.Article) -> dict[str, Any]:
    """A text that was changed before it was published was not changed for its readers."""
    now = timezone.now()
    written: datetime = min(value.created_at or now, now)
    updated = min(value.updated_at or written, now)
    if value.published_at and value.status == Status.PUBLISHED:
        updated = max(updated, value.published_at)
    return {"created_at": written, "published_at": value.published_at, "updated_at": updated}


def _untitled(source: str) -> str:
    return cut(" ".join(plain(source).split()), WORDS_OF_UNTITLED) or _("Untitled")


def _write_figures(made: Iterable[Made]) -> None:
    through = Article.figures.through
    shown = ((each.row.pk, picture.pk) for each in made for picture in each.shown)
    through._default_manager.bulk_create(through(article_id=article, picture_id=picture) for article, picture in shown)
