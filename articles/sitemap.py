"""The addresses that search engines should know, newest first."""

from datetime import datetime
from xml.sax.saxutils import escape

from django.urls import reverse

from articles.models import Article, Author, Section

MOST = 50_000  # of one file, by the protocol of sitemaps.org

type Entry = tuple[str, datetime | None]


def write(site_url: str) -> str:
    places = [(reverse("articles:front"), None), *_sections(), *_authors()]
    entries = [*_articles()[: MOST - len(places)], *places]
    urls = "".join(_url(site_url + path, changed) for path, changed in entries)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def _url(address: str, changed: datetime | None) -> str:
    lastmod = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
    return f"<url><loc>{escape(address)}</loc>{lastmod}</url>\n"


def _articles() -> list[Entry]:
    """By values: fifty thousand objects would be a long wait."""
    rows = Article.objects.published().newest_first().values_list("section__slug", "slug", "updated_at")[:MOST]
    return [(reverse("articles:article", args=[section, slug]), changed) for section, slug, changed in rows]


def _sections() -> list[Entry]:
    return [(section.get_absolute_url(), None) for section in Section.objects.order_by("slug")]


def _authors() -> list[Entry]:
    """Those who have something to show."""
    published = Article.objects.published().values("authors")
    return [(author.get_absolute_url(), None) for author in Author.objects.filter(pk__in=published).order_by("slug")]
