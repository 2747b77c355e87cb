"""What the editor's window for links offers: pages of our own, by the words of their titles."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles.models import Article, Section, StandingPage

MOST = 8
LONGEST_QUESTION = 100


def find(request: HttpRequest) -> JsonResponse:
    """Articles newest first; before them sections and standing pages that are called by the words."""
    if not request.user.has_perm("articles.change_article"):
        raise PermissionDenied
    words = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    return JsonResponse({"found": [*(_places(words) if words else []), *_articles(words)]})


def _places(words: str) -> list[dict[str, Any]]:
    sections = [(place, place.name, _("section")) for place in Section.objects.filter(name__icontains=words)[:MOST]]
    pages = StandingPage.objects.filter(title__icontains=words, is_public=True)[:MOST]
    places = [*sections, *((page, page.title, _("page")) for page in pages)]
    return [{"headline": name, "url": place.get_absolute_url(), "when": kind} for place, name, kind in places]


def _articles(words: str) -> list[dict[str, Any]]:
    found = Article.objects.published().filter(headline__icontains=words).newest_first().for_teasers()[:MOST]
    return [{"headline": each.headline, "url": each.get_absolute_url(), "when": _day(each)} for each in found]


def _day(article: Article) -> str:
    assert article.published_at is not None
    return date_format(localtime(article.published_at), "DATE_FORMAT")
