"""Who and what is here, as somebody types it in the form of who is who: found by what is typed, offered, guessed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models import Article, Author, Section
from moving.desk.noted import ACCOUNTS, ARTICLES, AUTHORS, SECTIONS, TAXONOMIES, TYPES, Met
from moving.disqus import matching
from moving.disqus.addresses import paths_of
from moving.imports import pointed, sections
from moving.imports.cutting import slug_of
from moving.imports.mapping import ARTICLE, PAGE, SECTION, TAG
from moving.models import Kind

OFFERED = 1_000

type Offers = Iterable[tuple[str, Promise | str]]  # what is put into the field, and what is said of it


class Here(ABC):
    """`tick`: what else may be said than a name; `keeps_unknown`: an import makes what is not here yet."""

    tick: Promise | str = ""
    options: Offers = ()  # all there are, where one is chosen of a few
    both: Promise | str = ""
    unknown: Promise
    keeps_unknown = False
    kind: Kind | None = None  # of what an earlier import may have brought

    @abstractmethod
    def values(self, texts: Collection[str]) -> dict[str, str]:
        """What the mapping says for what is typed, where that is here."""

    @abstractmethod
    def offers(self) -> Offers: ...

    @abstractmethod
    def alike(self, met: Collection[Met]) -> dict[str, str]:
        """By the same name, for each key: perhaps the same, which only a person can tell."""

    def written(self, value: str) -> str:
        """As the form shows what the mapping says."""
        return value

    def is_same(self, met: Met) -> bool:
        """As an import sees it, where nothing is said."""
        return False

    def of_rows(self, rows: Collection[int]) -> dict[int, str]:
        """What is written for each of these."""
        return {}


class Named(Here):
    """All are read at once: newspapers have hundreds at most."""

    model: type[Model]
    keeps_unknown = True

    @abstractmethod
    def slug_there(self, met: Met) -> str:
        """Under which an import would make it."""

    @cached_property
    def rows(self) -> dict[str, tuple[int, str]]:
        """By their slugs."""
        rows = self.model._default_manager.order_by("name", "pk").values_list("slug", "pk", "name")
        return {slug: (pk, name) for slug, pk, name in rows}

    @cached_property
    def called(self) -> dict[str, str]:
        """Slugs by names that one alone has."""
        times = Counter(name.casefold() for _pk, name in self.rows.values())
        return {name.casefold(): slug for slug, (_pk, name) in self.rows.items() if times[name.casefold()] == 1}

    def values(self, texts: Collection[str]) -> dict[str, str]:
        return {text: slug for text in texts if (slug := self._slug_of(text))}

    def _slug_of(self, text: str) -> str:
        inside = text.removesuffix(")").rpartition(" (")[2] if text.endswith(")") else ""
        if inside in self.rows and self.written(inside).casefold() == text.casefold():
            return inside
        return text if text in self.rows else self.called.get(text.casefold(), "")

    def offers(self) -> Offers:
        return [(self.written(slug), "") for slug in list(self.rows)[:OFFERED]]

    def alike(self, met: Collection[Met]) -> dict[str, str]:
        found = {each.key: self._slug_like(each) for each in met}
        return {key: self.written(slug) for key, slug in found.items() if slug in self.rows}

    def _slug_like(self, met: Met) -> str:
        return self.slug_there(met) if self.is_same(met) else self.called.get(met.name.casefold(), met.key)

    def is_same(self, met: Met) -> bool:
        return self.rows.get(self.slug_there(met), (0, ""))[1] == met.name

    def written(self, value: str) -> str:
        return f"{self.rows[value][1]} ({value})" if value in self.rows else value

    def of_rows(self, rows: Collection[int]) -> dict[int, str]:
        return {pk: self.written(slug) for slug, (pk, _name) in self.rows.items() if pk in rows}


class Authors(Named):
    model, kind = Author, Kind.AUTHOR
    tick = _("no name")
    both = _("Either an author or no name: take one of them away.")
    unknown = _("No author here, or more than one, is called “%(text)s”. Choose one of those that are offered.")

    def slug_there(self, met: Met) -> str:
        return slug_of(pointed.LONGEST_SLUG, met.name, met.key)


class Sections(Named):
    model, kind = Section, Kind.SECTION
    tick = _("new section")
    unknown = _("No section here is called “%(text)s”. Choose one, or say that it is a new section.")

    def slug_there(self, met: Met) -> str:
        return slug_of(sections.LONGEST_SLUG, met.key, met.name)


class Accounts(Here):
    """Of readers there may be any number, so that those of staff alone are offered."""

    unknown = _("No account here has the username “%(text)s”.")

    def values(self, texts: Collection[str]) -> dict[str, str]:
        return {name: name for name in User.objects.filter(username__in=texts).values_list("username", flat=True)}

    def offers(self) -> Offers:
        staff = User.objects.filter(is_staff=True, is_active=True).order_by("username")[:OFFERED]
        return [(user.username, user.get_full_name()) for user in staff]

    def alike(self, met: Collection[Met]) -> dict[str, str]:
        there = self.values({name for each in met for name in (each.key, each.name)})
        found = {each.key: there.get(each.key) or there.get(each.name) for each in met}
        return {key: name for key, name in found.items() if name}


class Articles(Here):
    """By their addresses, whole or in part, of now or of old."""

    tick = _("leave out")
    both = _("Either an article or leave out: take one of them away.")
    unknown = _("No article here has or had the address “%(text)s”.")

    def __init__(self) -> None:
        self.guessed: dict[str, str] = {}

    def values(self, texts: Collection[str]) -> dict[str, str]:
        rows = matching.found_at(texts)
        there = Article.objects.select_related("section").in_bulk(rows.values())
        return {text: there[row].get_absolute_url() for text, row in rows.items() if row in there}

    def offers(self) -> Offers:
        """What was guessed for the threads of the page."""
        return sorted(self.guessed.items())

    def alike(self, met: Collection[Met]) -> dict[str, str]:
        """By the last part of the address, where that is the slug of one article alone."""
        slugs = {each.key: slug for each in met if (slug := _last_part(each.name))}
        there = Article.objects.filter(slug__in=slugs.values()).select_related("section")
        times = Counter(article.slug for article in there)
        found = {article.slug: article for article in there if times[article.slug] == 1}
        self.guessed = {each.get_absolute_url(): each.headline for each in found.values()}
        return {key: found[slug].get_absolute_url() for key, slug in slugs.items() if slug in found}


class Chosen(Here):
    """One of a few; what is not said is left out."""

    keeps_unknown = True  # "" in a file of names is kept
    unknown = _("“%(text)s” is none of those that can be chosen.")

    def values(self, texts: Collection[str]) -> dict[str, str]:
        return {value: value for value, _label in self.options if value in texts}

    def offers(self) -> Offers:
        return ()

    def alike(self, met: Collection[Met]) -> dict[str, str]:
        return {}


class Types(Chosen):
    options = (("", _("left out")), (ARTICLE, _("articles")), (PAGE, _("standing pages")))


class Taxonomies(Chosen):
    options = (("", _("left out")), (SECTION, _("sections")), (TAG, _("tags")))


def _last_part(address: str) -> str:
    path = next(iter(paths_of(address)), "").rstrip("/").rpartition("/")[2]
    return path.partition(".")[0].lower()[:200]


HERE: Mapping[str, type[Here]] = {AUTHORS: Authors, SECTIONS: Sections, ACCOUNTS: Accounts, ARTICLES: Articles} | {
    TYPES: Types,
    TAXONOMIES: Taxonomies,
}
