"""What a search page is asked beside the words, and how it asks on: plain fields of a GET form, each with few values.

A value that no form of ours sends is as good as none.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Author, Label, Section
from articles.models.search_entry import BY, IN_SECTION, LABELED
from articles.search.asking import LONGEST

PERIODS: dict[str, tuple[Promise, int]] = {
    "day": (_("Since yesterday"), 1),
    "week": (_("Past week"), 7),
    "month": (_("Past month"), 30),
    "year": (_("Past year"), 365),
}
"""Names and days, from midnight in the site's time zone."""
NEWEST = "newest"
LAST_PAGE = 50
END = 2**63 - 1
MOST_AUTHORS = 300


class Filters(NamedTuple):
    q: str
    section: str
    label: str
    author: str
    period: str
    order: str

    @property
    def is_narrowed(self) -> bool:
        return any((self.section, self.label, self.author, self.period))

    @property
    def since(self) -> datetime | None:
        if not self.period:
            return None
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        return midnight - timedelta(days=PERIODS[self.period][1])

    @property
    def everywhere(self) -> str:
        return self.address(section="", label="", author="", period="")

    @property
    def apart(self) -> str:
        """The same words, wherever they stand."""
        return self.address(q=self.q.replace('"', " ").strip()) if '"' in self.q else ""

    def address(self, **changed: str) -> str:
        """Of the same search, but for what is changed; fields that say nothing are left out."""
        fields = self._asdict() | changed
        return f"?{urlencode({name: value for name, value in fields.items() if value})}"


class Choices(NamedTuple):
    sections: list[Section]
    authors: list[tuple[str, str]]

    @classmethod
    def read(cls) -> Choices:
        authors = Author.objects.order_by("name").values_list("slug", "name")[:MOST_AUTHORS]
        return cls(list(Section.objects.order_by("position", "name")), list(authors))


def read(query: QueryDict, choices: Choices) -> Filters:
    return Filters(
        q=query.get("q", "").replace("\0", "").strip()[: LONGEST + 1],
        section=_one_of({section.slug for section in choices.sections}, query.get("section")),
        label=_one_of(set(Label.values), query.get("label")),
        author=_one_of({slug for slug, _name in choices.authors}, query.get("author")),
        period=_one_of(set(PERIODS), query.get("period")),
        order=_one_of({NEWEST}, query.get("order")),
    )


def _one_of(known: set[str], value: str | None) -> str:
    return value if value is not None and value in known else ""


def marks_of(filters: Filters, choices: Choices) -> list[list[str]]:
    """Of each list, an article must have one."""
    asked = [
        [f"{IN_SECTION}{section.pk}" for section in _with_those_below(filters.section, choices.sections)],
        [LABELED + filters.label] if filters.label else [],
        [f"{BY}{pk}" for pk in Author.objects.filter(slug=filters.author).values_list("pk", flat=True)]
        if filters.author
        else [],
    ]
    return [marks for marks in asked if marks]


def _with_those_below(slug: str, sections: list[Section]) -> list[Section]:
    named = [section for section in sections if section.slug == slug]
    return named + [section for section in sections if named and section.parent_id == named[0].pk]


def whole_number(text: str, most: int) -> int:
    """Zero for anything else."""
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 20 else 0
