"""What articles point at: authors, sections, tags. Each is looked up once, and made when the first article needs it."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Iterable
from functools import cached_property
from typing import Any

from articles.models import Author, Picture, Tag
from database import bulk
from database.numbers import reserve
from moving.imports import values
from moving.imports.cutting import FreeSlugs, cut, slug_of
from moving.imports.ledger import Entry, Ledger
from moving.imports.mapping import Mapping
from moving.imports.report import Report
from moving.imports.values import Finding
from moving.models import Kind

LONGEST_NAME = {Author: 80, Tag: 60}
LONGEST_SLUG = 80
LONGEST_BIO = 1_000


class Pointed[Value: (values.Author | values.Tag)](ABC):
    """Rows by the keys of the export. What makes one of ours the same as one of the export's is its `identity`."""

    kind: Kind
    model: type[Author | Tag]

    def __init__(self, surveyed: dict[str, Value], ledger: Ledger, report: Report, mapping: Mapping) -> None:
        self.surveyed, self.ledger, self.report, self.mapping = surveyed, ledger, report, mapping
        self.rows: dict[str, int] = {}
        self.missing: set[str] = set()
        self.slugs = FreeSlugs(LONGEST_SLUG, self._taken)

    def look_up(self, keys: Iterable[str]) -> None:
        wanted = {key for key in keys if key not in self.rows and key not in self.missing}
        known = self.ledger.known(self.kind, wanted) if wanted else {}
        self.rows |= {key: origin.row for key, origin in known.items()}
        self.missing |= wanted - known.keys()

    def rows_of(self, keys: Iterable[str]) -> list[int]:
        """In their order, none twice."""
        return list(dict.fromkeys(self.rows[key] for key in keys if key in self.rows))

    def take(self, keys: Iterable[str]) -> None:
        """What isn't known yet of these is found, or made, in few statements for all; in a transaction."""
        columns = {key: self.columns(key) for key in dict.fromkeys(keys) if key in self.missing}
        if not columns:
            return
        self.slugs.look_up(each["slug"] for each in columns.values())
        made: list[dict[str, Any]] = []
        for (key, wanted), number in zip(columns.items(), reserve(self.model, len(columns)), strict=True):
            found = self.here.get(self.identity(key, wanted))
            if found is None:
                made.append(wanted | {"id": number, "slug": self.slugs.take(wanted["slug"])})
                self.here.update(self.known_by(number, made[-1]["name"], made[-1]["slug"]))
            self.rows[key] = found or number
        bulk.write(self.model, made)
        ours = {each["id"]: self.state_of(each) for each in made}
        rows = [(key, self.rows[key]) for key in columns]
        self.ledger.note(self.kind, [Entry(key, row, ours.get(row, ""), is_ours=row in ours) for key, row in rows])
        self._lead_on({row: self.surveyed[key].former for key, row in rows if row in ours and key in self.surveyed})
        self.missing -= columns.keys()

    def state_of(self, columns: dict[str, Any]) -> str:
        """With which it comes, where somebody may say more of it later."""
        return ""

    def _lead_on(self, former: dict[int, tuple[str, ...]]) -> None:
        """From addresses that they had, unless these lead elsewhere."""
        address: Any = self.model._meta.get_field("former_addresses")
        slugs = {
            slug: row for row, former in former.items() for each in former if (slug := slug_of(LONGEST_SLUG, each))
        }
        leading = [address.related_model(slug=slug, **{address.field.attname: row}) for slug, row in slugs.items()]
        address.related_model._default_manager.bulk_create(leading, ignore_conflicts=True)

    @abstractmethod
    def columns(self, key: str) -> dict[str, Any]:
        """What a new row would have, its slug as it should be."""

    @abstractmethod
    def identity(self, key: str, columns: dict[str, Any]) -> Hashable: ...

    @abstractmethod
    def known_by(self, row: int, name: str, slug: str) -> dict[Hashable, int]:
        """Every identity that it answers to."""

    @cached_property
    def here(self) -> dict[Hashable, int]:
        """All there are, read once, when the first is missing; the oldest of those that are the same."""
        found: dict[Hashable, int] = {}
        for row, name, slug in self.model._default_manager.order_by("-pk").values_list("pk", "name", "slug"):
            found.update(self.known_by(row, name, slug))
        return found

    def _taken(self, slugs: Collection[str]) -> set[str]:
        """Former addresses included: those lead to others."""
        former: Any = self.model._meta.get_field("former_addresses").related_model
        models: list[Any] = [self.model, former]
        return {slug for each in models for slug in each.objects.filter(slug__in=slugs).values_list("slug", flat=True)}

    def _cut(self, text: str, longest: int, about: str, line: int) -> str:
        if len(text) > longest:
            self.report.add(Finding(line, about, "cut"))
        return cut(text, longest)


class Authors(Pointed[values.Author]):
    kind, model = Kind.AUTHOR, Author

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.portraits: dict[str, Picture] = {}

    def look_up(self, keys: Iterable[str]) -> None:
        super().look_up(key for key in keys if self.mapping.authors.get(key, key))

    def columns(self, key: str) -> dict[str, Any]:
        value = self.surveyed.get(key) or values.Author(key, key)
        about, portrait = f"author {key}", self.portraits.get(key)
        return {
            "name": self._cut(value.name, LONGEST_NAME[Author], about, value.line),
            "slug": self.mapping.authors.get(key) or slug_of(LONGEST_SLUG, value.slug, value.name, key) or "author",
            "job_title": self._cut(value.job_title, LONGEST_NAME[Author], about, value.line),
            "bio": self._cut(value.bio, LONGEST_BIO, about, value.line),
            "portrait_id": portrait.pk if portrait else None,
        }

    def state_of(self, columns: dict[str, Any]) -> str:
        return described(Author(**columns))

    def identity(self, key: str, columns: dict[str, Any]) -> Hashable:
        """The operator's word is enough, else name and address must be the same."""
        return columns["slug"] if key in self.mapping.authors else (columns["slug"], columns["name"])

    def known_by(self, row: int, name: str, slug: str) -> dict[Hashable, int]:
        return {slug: row, (slug, name): row}


class Tags(Pointed[values.Tag]):
    """Of the export's tags, and of the sections in which an article stood besides the first."""

    kind, model = Kind.TAG, Tag

    def columns(self, key: str) -> dict[str, Any]:
        value = self.surveyed.get(key) or values.Tag(key, key)
        name = self._cut(value.name, LONGEST_NAME[Tag], f"tag {key}", value.line)
        return {"name": name, "slug": slug_of(LONGEST_SLUG, key.removeprefix(SECTION_AS_TAG), name) or "tag"}

    def identity(self, key: str, columns: dict[str, Any]) -> Hashable:
        return str(columns["name"])

    def known_by(self, row: int, name: str, slug: str) -> dict[Hashable, int]:
        return {name: row}


SECTION_AS_TAG = "section "  # before its key, among those of tags


def described(author: Author) -> str:
    """In few characters; none while nothing is said of them."""
    said = [author.job_title, author.bio, author.portrait_id, author.user_id]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12] if any(said) else ""
