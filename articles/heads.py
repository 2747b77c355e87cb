"""What each page says of itself to machines: its one address, how it looks when shared, its feeds, structured data."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from articles import structured
from articles.addresses import path_of
from articles.discussion import Rendered
from articles.models import Article, Author, Section, StandingPage, Tag
from articles.paging import Page
from articles.shots import Shot, shared_shot

LONGEST_ASKED = 60  # characters of what was looked for, as in the title


class Head(NamedTuple):
    """Read by templates/base.html; a page without one is not for machines. `feed` is an address without its form."""

    kind: str
    title: str
    description: str
    path: str
    structured: SafeString
    shot: Shot | None = None
    article: Article | None = None
    feed: str = ""
    feed_title: str = ""

    @property
    def locale(self) -> str:
        return to_locale(settings.LANGUAGE_CODE)


def of_front() -> Head:
    name, path = settings.SITE_NAME, path_of("articles:front")
    words = _("News, analysis and opinion from %(site_name)s.") % {"site_name": name}
    return Head("website", name, words, path, structured.write(structured.website()))


def of_article(
    article: Article, authors: Iterable[Author], tags: Iterable[Tag], comment_count: int, discussion: Rendered
) -> Head:
    names = [tag.name for tag in tags]
    scripts = structured.write(
        structured.news_article(article, authors, names, comment_count, discussion.comments),
        structured.breadcrumb(article.headline, structured.above(article.headline, article.section)),
        structured.questions(article.html),
    )
    described = article.standfirst or article.headline
    feed = path_of("articles:comments_feed", article.section.slug, article.slug, "rss") if discussion.html else ""
    return Head(
        "article",
        article.headline,
        described,
        article.get_absolute_url(),
        scripts,
        shared_shot(article),
        article,
        feed.removesuffix(".rss"),
        _("Comments on “%(headline)s”") % {"headline": article.headline},
    )


def of_section(section: Section, page: Page) -> Head:
    path = section.get_absolute_url()
    return _of_list(section.name, section.description, path, "section", section.slug, page, section)


def of_tag(tag: Tag, page: Page) -> Head:
    return _of_list(tag.name, "", tag.get_absolute_url(), "tag", tag.slug, page)


def of_author(author: Author, page: Page) -> Head:
    scripts = structured.write(structured.profile(author), structured.breadcrumb(author.name))
    head = _of_list(author.name, author.bio, author.get_absolute_url(), "author", author.slug, page)
    return head._replace(kind="profile", structured=scripts)


def of_archive(path: str, title: str, description: str, crumbs: Sequence[tuple[str, str]]) -> Head:
    """`crumbs` are names and paths; the last is where the reader is."""
    scripts = structured.write(structured.breadcrumb(crumbs[-1][0], crumbs[:-1]))
    return Head("website", title, description, path, scripts)


def of_page(title: str, description: str, path: str) -> Head:
    """Of one that is neither kept by editors nor a list."""
    return Head("website", title, description, path, SafeString(""))


def of_search(asked: str = "") -> Head:
    """Of the form, and of what is found by it: to search engines they are one address."""
    words = _("Search everything that %(site_name)s has published, by words, section, kind, author and time.")
    if asked:
        words = _("Articles of %(site_name)s in which “%(words)s” was looked for, best or newest first.")
    told = {"site_name": settings.SITE_NAME, "words": Truncator(asked).chars(LONGEST_ASKED)}
    return of_page(_("Search"), words % told, path_of("articles:search"))


def of_standing(standing: StandingPage) -> Head:
    path = standing.get_absolute_url()
    scripts = structured.write(structured.breadcrumb(standing.title))
    return Head("website", standing.title, standing.description, path, scripts)


def of_corrections(before: str) -> Head:
    title = _("Corrections")
    path = path_of("articles:corrections")
    described = _("Where %(site_name)s was wrong, and what is right.") % {"site_name": settings.SITE_NAME}
    feed = path_of("articles:corrections_feed", "rss").removesuffix(".rss")
    here = f"{path}?before={before}" if before else path
    scripts = structured.write(structured.breadcrumb(title))
    return Head("website", title, described, here, scripts, feed=feed, feed_title=f"{title} – {settings.SITE_NAME}")


def _of_list(
    name: str, description: str, path: str, kind: str, slug: str, page: Page, section: Section | None = None
) -> Head:
    """A later page of a list is a page of its own, not another copy of the first."""
    here = f"{path}?before={page.before}" if page.before else path
    scripts = structured.write(
        structured.collection(name, description, here, page.articles),
        structured.breadcrumb(name, structured.above(name, section) if section else ()),
    )
    feed = path_of(f"articles:{kind}_feed", slug, "rss").removesuffix(".rss")
    return Head("website", name, description, here, scripts, feed=feed, feed_title=f"{name} – {settings.SITE_NAME}")
