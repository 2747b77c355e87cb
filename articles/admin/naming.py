"""Things that are chosen by typing their names: how each kind is written, found, and offered while somebody types."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Model, Q, QuerySet, Value, When
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.models import Article, Author, Tag

OFFERED = 8
LONGEST = 200  # characters that are looked at


class Kind(NamedTuple):
    """`words` is the column of the name; `written` says it so that it means one thing alone; `numbered`: a number
    stands behind it in any case."""

    model: type[Model]
    words: str
    right: str
    unknown: Promise
    several: Promise
    numbered: bool = False

    @property
    def rows(self) -> QuerySet[Any]:
        return self.model._default_manager.all()

    def written(self, rows: Iterable[Any]) -> list[str]:
        if self.numbered:
            return [f"{getattr(row, self.words)} ({row.pk})" for row in rows]
        return [f"{row} ({row.slug})" if row.name in self._shared(rows) else str(row) for row in rows]

    def _shared(self, rows: Iterable[Any]) -> set[str]:
        """Names that several have."""
        names = [row.name for row in rows]
        found = list(self.rows.filter(name__in=names).values_list("name", flat=True))
        return {name for name in found if found.count(name) > 1}

    def resolve(self, text: str) -> list[Any]:
        """Those that are meant: one, if all is well."""
        name, _bracket, inside = text[:LONGEST].removesuffix(")").rpartition(" (")
        if text.endswith(")") and name and (found := self._in_brackets(name, inside)):
            return found
        called = list(self.rows.filter(**{f"{self.words}__iexact": text})[:2])
        return called or (list(self.rows.filter(pk=int(text))) if _is_number(text) else [])

    def _in_brackets(self, name: str, inside: str) -> list[Any]:
        known = {"pk": int(inside)} if self.numbered and _is_number(inside) else {"slug": inside}
        return list(self.rows.filter(**known, **{self.words: name}))

    def offers(self, text: str) -> list[str]:
        """What begins so, before what has it further on."""
        text = text.strip()[:LONGEST]
        found = self.rows.filter(Q(**{f"{self.words}__icontains": text})) if text else self.rows
        begins = Case(When(**{f"{self.words}__istartswith": text}, then=Value(0)), default=Value(1))
        order = ["-pk"] if self.numbered else [self.words, "pk"]
        return self.written(list(found.order_by(begins, *order)[:OFFERED]))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


KINDS = {
    "author": Kind(
        Author,
        "name",
        "articles.view_author",
        _("No author is called “%(text)s”."),
        _("Several authors are called “%(text)s”. Choose one: %(offers)s"),
    ),
    "tag": Kind(
        Tag,
        "name",
        "articles.view_tag",
        _("No tag is called “%(text)s”. A new one is made under “Tags” first."),
        _("Several tags are called “%(text)s”. Choose one: %(offers)s"),
    ),
    "article": Kind(
        Article,
        "headline",
        "articles.view_article",
        _("No article has the headline “%(text)s”."),
        _("Several articles have the headline “%(text)s”. Choose one: %(offers)s"),
        numbered=True,
    ),
}


@require_safe
def offer(request: HttpRequest, kind: str) -> JsonResponse:
    if not (request.user.has_perm(KINDS[kind].right) and request.user.has_perm("articles.change_article")):
        raise PermissionDenied
    return JsonResponse({"found": KINDS[kind].offers(request.GET.get("q", ""))})


def addresses(inside: Callable[..., Any]) -> list[URLPattern]:
    return [path(f"names/{kind}/", inside(offer), {"kind": kind}, name=f"articles_names_{kind}") for kind in KINDS]
