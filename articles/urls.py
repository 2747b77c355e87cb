from collections.abc import Callable

from django.http import HttpRequest
from django.urls import URLPattern, path

from articles import corrections, mistake_page, previewing, tags, views
from articles.discussion import Discussion
from articles.feeds import urls as feeds
from articles.search import urls as search
from articles.sitemaps import urls as sitemaps


def addresses(
    discussion: Discussion, former: Callable[[HttpRequest], str] = views.nowhere
) -> tuple[list[URLPattern], str]:
    """What `include()` takes. The pages show, under articles and as counts in lists, the discussion handed in here;
    `former` says where a question leads that was an address of another system (empty: nowhere)."""
    handed: dict[str, object] = {"discussion": discussion}
    patterns = [
        path("", views.show_front, handed | {"former": former}, name="front"),
        *sitemaps.addresses,
        path("corrections/", corrections.show_corrections, name="corrections"),
        path("authors/<slug:slug>/", views.show_author, handed, name="author"),
        path("tags/<slug:slug>/", tags.show_tag, handed, name="tag"),
        *search.addresses(discussion),
        *feeds.addresses(discussion),
        path("preview/<str:token>/", previewing.show_preview, name="preview"),
        path("<slug:slug>/", views.show_section, handed, name="section"),
        path("<slug:section>/<slug:slug>/", views.show_article, handed, name="article"),
        path("<slug:section>/<slug:slug>/mistake/", mistake_page.report_mistake, name="mistake"),
    ]
    return patterns, "articles"
