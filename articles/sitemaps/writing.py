"""The XML of sitemaps.org, and of Google for news."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

from django.conf import settings

from articles.feeds.entries import allowed

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


class Place(NamedTuple):
    path: str
    changed: datetime | None = None


class Story(NamedTuple):
    path: str
    headline: str
    published_at: datetime


def urlset(places: Iterable[Place]) -> str:
    urls = "".join(f"<url>{_located(place)}</url>\n" for place in places)
    return f'{_HEAD}<urlset xmlns="{_NAMESPACE}">\n{urls}</urlset>\n'


def index(files: Iterable[Place]) -> str:
    written = "".join(f"<sitemap>{_located(file)}</sitemap>\n" for file in files)
    return f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">\n{written}</sitemapindex>\n'


def newsset(stories: Iterable[Story]) -> str:
    name, language = escape(settings.SITE_NAME), _language()
    paper = (
        f"<news:publication><news:name>{name}</news:name><news:language>{language}</news:language></news:publication>"
    )
    urls = "".join(f"<url>{_located(Place(story.path))}{_news(story, paper)}</url>\n" for story in stories)
    return f'{_HEAD}<urlset xmlns="{_NAMESPACE}" xmlns:news="{_NEWS}">\n{urls}</urlset>\n'


def _located(place: Place) -> str:
    lastmod = f"<lastmod>{_moment(place.changed)}</lastmod>" if place.changed else ""
    return f"<loc>{escape(settings.SITE_URL + place.path)}</loc>{lastmod}"


def _news(story: Story, paper: str) -> str:
    published = f"<news:publication_date>{_moment(story.published_at)}</news:publication_date>"
    return f"<news:news>{paper}{published}<news:title>{escape(allowed(story.headline))}</news:title></news:news>"


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _language() -> str:
    """Google wants ISO 639, and of Chinese which script."""
    language = settings.LANGUAGE_CODE
    chinese = {"zh-hans": "zh-cn", "zh-hant": "zh-tw", "zh-cn": "zh-cn", "zh-tw": "zh-tw"}
    return chinese.get(language, language.partition("-")[0])
