"""What articles point at: authors, sections, tags. Each is looked up once, and made when the first article needs it."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from typing import Any

from articles.models import Author, AuthorAddress, Picture, Tag, TagAddress
from moving.imports import values
from moving.imports.cutting import cut, free_slug, slug_of
from moving.imports.ledger import Entry, Ledger
from moving.imports.mapping import Mapping
from moving.imports.report import Report
from moving.imports.values import Finding
from moving.models import Kind

LONGEST_NAME = {Author: 80, Tag: 60}
LONGEST_SLUG = 80
LONGEST_BIO = 1_000


class Pointed(ABC):
    """Rows by the keys of the export; `find_or_make` runs in a transaction."""

    kind: Kind

    def __init__(self, ledger: Ledger, report: Report, mapping: Mapping) -> None:
        self.ledger, self.report, self.mapping = ledger, report, mapping
        self.rows: dict[str, int] = {}
        self.missing: set[str] = set()

    def look_up(self, keys: Iterable[str]) -> None:
        wanted = {key for key in keys if key not in self.rows and key not in self.missing}
        known = self.ledger.known(self.kind, wanted) if wanted else {}
        self.rows |= {key: origin.row for key, origin in known.items()}
        self.missing |= wanted - known.keys()

    def rows_of(self, keys: Iterable[str]) -> list[int]:
        """In their order, none twice."""
        for key in keys:
            if key in self.missing:
                self._take(key)
        return list(dict.fromkeys(self.rows[key] for key in keys if key in self.rows))

    def _take(self, key: str) -> None:
        self.missing.discard(key)
        if found := self.find_or_make(key):
            row, is_ours = found
            self.rows[key] = row
            self.ledger.note(self.kind, [Entry(key, row, self.state_of(row), is_ours=is_ours)])

    def state_of(self, row: int) -> str:
        """With which it comes, where somebody may say more of it later."""
        return ""

    @abstractmethod
    def find_or_make(self, key: str) -> tuple[int, bool] | None:
        """The row, and whether it was made; None for what is not wanted here."""

    def _cut(self, text: str, longest: int, about: str, line: int) -> str:
        if len(text) > longest:
            self.report.add(Finding(line, about, "cut"))
        return cut(text, longest)


class Authors(Pointed):
    kind = Kind.AUTHOR

    def __init__(self, surveyed: dict[str, values.Author], *rest: object) -> None:
        super().__init__(*rest)  # type: ignore[arg-type]
        self.surveyed = surveyed
        self.portraits: dict[str, Picture] = {}

    def look_up(self, keys: Iterable[str]) -> None:
        super().look_up(key for key in keys if self.mapping.authors.get(key, key))

    def find_or_make(self, key: str) -> tuple[int, bool] | None:
        value = self.surveyed.get(key) or values.Author(key, key)
        slug = self.mapping.authors.get(key) or slug_of(LONGEST_SLUG, value.slug, value.name, key) or "author"
        name = self._cut(value.name, LONGEST_NAME[Author], f"author {key}", value.line)
        there = Author.objects.filter(slug=slug).first()
        if there and (key in self.mapping.authors or there.name == name):
            return there.pk, False
        free = free_slug(slug, _taken(Author, slug), LONGEST_SLUG)
        author = Author.objects.create(name=name, slug=free, **self._described(value))
        _lead_on(AuthorAddress, value.former, author=author)
        return author.pk, True

    def _described(self, value: values.Author) -> dict[str, Any]:
        about = f"author {value.key}"
        return {
            "job_title": self._cut(value.job_title, LONGEST_NAME[Author], about, value.line),
            "bio": self._cut(value.bio, LONGEST_BIO, about, value.line),
            "portrait": self.portraits.get(value.key),
        }

    def state_of(self, row: int) -> str:
        return described(Author.objects.get(pk=row))


class Tags(Pointed):
    """Of the export's tags, and of the sections in which an article stood besides the first."""

    kind = Kind.TAG

    def __init__(self, surveyed: dict[str, values.Tag], *rest: object) -> None:
        super().__init__(*rest)  # type: ignore[arg-type]
        self.surveyed = surveyed

    def find_or_make(self, key: str) -> tuple[int, bool] | None:
        value = self.surveyed.get(key) or values.Tag(key, key)
        name = self._cut(value.name, LONGEST_NAME[Tag], f"tag {key}", value.line)
        if there := Tag.objects.filter(name=name).order_by("pk").first():
            return there.pk, False
        slug = slug_of(LONGEST_SLUG, key.removeprefix(SECTION_AS_TAG), name) or "tag"
        tag = Tag.objects.create(name=name, slug=free_slug(slug, _taken(Tag, slug), LONGEST_SLUG))
        _lead_on(TagAddress, value.former, tag=tag)
        return tag.pk, True


SECTION_AS_TAG = "section "  # before its key, among those of tags


def described(author: Author) -> str:
    """In few characters; none while nothing is said of them."""
    said = [author.job_title, author.bio, author.portrait_id, author.user_id]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12] if any(said) else ""


def _lead_on(model: type[AuthorAddress | TagAddress], former: Iterable[str], **whom: Author | Tag) -> None:
    """From addresses that they had, unless these lead elsewhere."""
    slugs = {slug for each in former if (slug := slug_of(LONGEST_SLUG, each))}
    rows: list[Any] = [model(slug=slug, **whom) for slug in sorted(slugs)]
    model._default_manager.bulk_create(rows, ignore_conflicts=True)


def _taken(model: type[Author | Tag], slug: str) -> Collection[str]:
    """Addresses that begin like it, former ones included: those lead to others."""
    former = model._meta.get_field("former_addresses").related_model
    begins = {"slug__startswith": slug[: LONGEST_SLUG - 8]}
    found = [each._default_manager.filter(**begins).values_list("slug", flat=True) for each in (model, former)]
    return {*found[0], *found[1]}
