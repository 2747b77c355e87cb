"""Addresses that a site had before it was moved in, of shapes that none here has: by the numbers and names of then.

Asked where there is no page, and for a front page with a question, so that no other request pays for it.
"""

import re
from collections.abc import Collection, Mapping
from urllib.parse import quote

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from articles.models import Article, Author, FirstSegment, FormerSegment, StandingPage, Tag
from moving.models import Kind, Origin

SYSTEM = "wordpress"
LONGEST_QUESTION = 500
OF_NUMBERS = {"p": (Kind.ARTICLE, Kind.PAGE), "page_id": (Kind.PAGE, Kind.ARTICLE)}
BASES = {"category": Kind.SECTION, "tag": Kind.TAG, "author": Kind.AUTHOR}
_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


def of_question(request: HttpRequest) -> str:
    """Where "?p=17" and "?page_id=17" lead now; empty where nothing of that number was public.

    A long question is not read: Django refuses one of too many fields, also where it is about to say what is not there.
    """
    if not 0 < len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUESTION:
        return ""
    return _of_numbers(request.GET)


def _of_numbers(asked: Mapping[str, str]) -> str:
    for name, kinds in OF_NUMBERS.items():
        number = asked.get(name, "")
        if _NUMBER.fullmatch(number):
            found = _origins(kinds, [number])
            return next((path for kind in kinds if kind in found and (path := _path_of(kind, found[kind]))), "")
    return ""


def of_path(path: str) -> str:
    """Where pages below pages, categories, tags and authors lead now."""
    parts = path.strip("/").split("/")
    base = next((at for at, part in enumerate(parts[:-1]) if part in BASES), None)
    if base is not None and base <= 2:  # below the folder in which the former site lay, and "index.php"
        kind = BASES[parts[base]]
        found = _origins([kind], _names(kind, parts[-1]))
        if found:
            return _path_of(kind, found[kind])
    segment = FormerSegment.objects.filter(slug=path.strip("/")).select_related("segment").first()
    return segment.segment.get_absolute_url() if segment else ""


def _names(kind: Kind, name: str) -> list[str]:
    """As exports have them: what is not Latin in per cents, logins in any case."""
    names = [name, quote(name).lower()]
    return [*names, name.replace("-", " "), name.replace("-", ".")] if kind == Kind.AUTHOR else names


def _origins(kinds: Collection[Kind], names: list[str]) -> dict[Kind, int]:
    named = Q(name__in=names)
    for name in names if Kind.AUTHOR in kinds else []:
        named |= Q(name__iexact=name)
    found = Origin.objects.filter(named, source__system=SYSTEM, kind__in=list(kinds)).order_by("-pk")
    return {Kind(kind): row for kind, row in found.values_list("kind", "row")[:10]}


def _path_of(kind: Kind, row: int) -> str:
    if kind == Kind.ARTICLE:
        return _of_article(row)
    if kind == Kind.PAGE:
        page = StandingPage.objects.filter(pk=row).exclude(public_since=None).first()
        return page.get_absolute_url() if page else ""
    models: dict[Kind, type[FirstSegment | Author | Tag]] = {
        Kind.SECTION: FirstSegment,
        Kind.AUTHOR: Author,
        Kind.TAG: Tag,
    }
    there = models[kind]._default_manager.filter(pk=row).first()
    return there.get_absolute_url() if there else ""


def _of_article(row: int) -> str:
    """One that was taken down leads to where it was, which says so."""
    article = Article.objects.select_related("section").filter(pk=row).first()
    if article is None or article.is_public:
        return article.get_absolute_url() if article else ""
    last = article.addresses.filter(since__lte=timezone.now()).order_by("-since", "-pk").first()
    return last.path if last else ""
