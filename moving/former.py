"""Addresses that a site had before it was moved in, of shapes that none here has: by the numbers and names of then.

Asked where there is no page, and for a front page with a question, so that no other request pays for it; a newspaper
that never was another site asks once a minute whether it still is none.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from time import monotonic
from typing import NamedTuple
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from articles import archive
from articles.models import Article, ArticleAddress, Author, FormerSegment, Picture, Section, StandingPage, Tag
from moving.former_shapes import DATE, date_in, form_in, without_ends
from moving.imports.pictures import candidates
from moving.models import Batch, Kind, Origin, Source, State

SYSTEM = "wordpress"
BELIEVED = 60  # times as long as a page's versions
LONGEST_QUESTION, LONGEST_WORDS = 500, 100
OF_NUMBERS = {"p": (Kind.ARTICLE, Kind.PAGE), "page_id": (Kind.PAGE, Kind.ARTICLE)}
OF_NAMES = {"category_name": Kind.SECTION, "tag": Kind.TAG, "author_name": Kind.AUTHOR}
ASKED = {*OF_NUMBERS, *OF_NAMES, "attachment_id", "m", "year", "monthnum", "day", "feed", "s"}
BASES = {"category": Kind.SECTION, "tag": Kind.TAG, "author": Kind.AUTHOR}
FEED = {Kind.SECTION: "section_feed", Kind.TAG: "tag_feed", Kind.AUTHOR: "author_feed"}
MODELS: dict[Kind, type[Section | Author | Tag]] = {Kind.SECTION: Section, Kind.AUTHOR: Author, Kind.TAG: Tag}
DEEPEST_BASE = 3  # below the folder in which the former site lay, and "index.php"
_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


class _Known(NamedTuple):
    at: float  # by the monotonic clock
    bases: Mapping[str, Kind]


_known: _Known | None = None


def of_question(request: HttpRequest) -> str:
    """Where "?p=17" or "?s=ships" lead now; empty where nothing of that number or name was public.

    A long question is not read: Django refuses one of too many fields, also where it is about to say what is not there.
    """
    if not 0 < len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUESTION:
        return ""
    asked = {name: value for name in ASKED if (value := request.GET.get(name))}
    if not asked or not _bases():
        return ""
    return next(filter(None, _answers(asked)), "")


def of_path(path: str) -> str:
    """Where sections, tags, authors, dates, feeds, pages below pages, and what stood below an article lead now."""
    if not (bases := _bases()):
        return ""
    rest, form = without_ends(path.strip("/"))
    if not rest:
        return reverse("articles:feed", args=[form]) if form else reverse("articles:front")
    found = (find(rest) for find in (_of_date, _of_segment, _of_upload))
    return _of_term(rest, form, bases) or next(filter(None, found), "") or _below_article(rest, form)


def _bases() -> Mapping[str, Kind]:
    """With what addresses of terms began on sites of which something is here; nothing where there is none."""
    global _known
    now = monotonic()
    if _known is None or now - _known.at >= BELIEVED * settings.BELIEVE_VERSIONS_FOR:
        _known = _Known(now, _read_bases())
    return _known.bases


def _read_bases() -> Mapping[str, Kind]:
    standing = Batch.objects.exclude(state=State.TAKEN_BACK)
    there = Source.objects.filter(system=SYSTEM, batches__in=standing).distinct()
    own = {base: Kind(kind) for source in there for base, kind in source.bases.items() if kind in Kind.values}
    return BASES | own if there else {}


def _answers(asked: Mapping[str, str]) -> Iterator[str]:
    form = form_in(asked.get("feed", ""))
    for name, kinds in OF_NUMBERS.items():
        if _NUMBER.fullmatch(number := asked.get(name, "")):
            found = _origins(kinds, [number])
            yield next((path for kind in kinds if kind in found and (path := _path_of(kind, found[kind], form))), "")
    if _NUMBER.fullmatch(number := asked.get("attachment_id", "")):
        address = ArticleAddress.objects.in_use(f"/?attachment_id={number}")
        yield _of_article(address.article_id, form) if address and address.article_id else ""
    for name, kind in OF_NAMES.items():
        yield _named(kind, asked[name].strip("/").rpartition("/")[2], form) if name in asked else ""
    parts = [asked[name].zfill(2) for name in ("year", "monthnum", "day") if name in asked]
    if day := date_in(asked.get("m", "") or "".join(parts)):
        yield archive.find_address(*day)
    if form:
        yield reverse("articles:feed", args=[form])
    if words := asked.get("s", "").strip()[:LONGEST_WORDS]:
        yield f"{reverse('articles:search')}?{urlencode({'q': words})}"


def _of_term(rest: str, form: str, bases: Mapping[str, Kind]) -> str:
    parts = rest.split("/")
    for at in range(min(DEEPEST_BASE, len(parts) - 1)):
        below = "/".join(parts[at:]).lower()
        kind = next((kind for base, kind in bases.items() if below.startswith(f"{base}/")), None)
        if kind and (path := _named(kind, parts[-1], form)):
            return path
    return ""


def _named(kind: Kind, name: str, form: str) -> str:
    found = _origins([kind], _names(kind, name))
    return _path_of(kind, found[kind], form) if found else ""


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


def _path_of(kind: Kind, row: int, form: str = "") -> str:
    if kind == Kind.ARTICLE:
        return _of_article(row, form)
    if kind == Kind.PAGE:
        page = StandingPage.objects.filter(pk=row).exclude(public_since=None).first()
        return page.get_absolute_url() if page else ""
    there = MODELS[kind]._default_manager.filter(pk=row).first()
    if there is None or not form:
        return there.get_absolute_url() if there else ""
    return reverse(f"articles:{FEED[kind]}", args=[there.slug, form])


def _of_article(row: int, form: str = "") -> str:
    """One that was taken down leads to where it was, which says so."""
    article = Article.objects.select_related("section").filter(pk=row).first()
    if article is None or article.is_public:
        return _address_of(article, form) if article else ""
    had = article.addresses.filter(since__lte=timezone.now()).exclude(path__startswith="/?")
    last = had.order_by("-since", "-pk").first()
    return last.path if last else ""


def _address_of(article: Article, form: str) -> str:
    """Of what is public; its feed is that of what is said about it."""
    slugs = [article.section.slug, article.slug, form]
    return reverse("articles:comments_feed", args=slugs) if form else article.get_absolute_url()


def _of_date(rest: str) -> str:
    day = date_in(rest.replace("/", "")) if DATE.fullmatch(rest) else None
    return archive.find_address(*day) if day else ""


def _of_segment(rest: str) -> str:
    segment = FormerSegment.objects.filter(slug=rest).select_related("segment").first()
    return segment.segment.get_absolute_url() if segment else ""


def _of_upload(rest: str) -> str:
    """A picture's own address, in whatever size."""
    if "uploads/" not in rest:
        return ""
    known = Origin.objects.filter(name__in=list(candidates(rest)), source__system=SYSTEM, kind=Kind.PICTURE)
    picture = Picture.objects.filter(pk__in=known.values("row")).first()
    return picture.url if picture else ""


def _below_article(rest: str, form: str) -> str:
    """What stood below an article: its feed, its later pages, pages of its pictures. Below an address of the shape that
    ours have nothing is guessed."""
    above = rest.rpartition("/")[0]
    paths = [f"/{each}{slash}" for each in (rest, above) if each for slash in ("/", "")]
    found = ArticleAddress.objects.filter(path__in=paths, since__lte=timezone.now(), article__isnull=False)
    there = {each.path.strip("/"): each.article for each in found.select_related("article__section").order_by("since")}
    article, upper = there.get(rest), there.get(above)
    if article is None and upper and upper.get_absolute_url().strip("/") != above:
        article = upper
    return _of_article(article.pk, form) if article else ""
