"""What stands in each feed: the newest, in a fixed number of queries."""

from collections.abc import Sequence
from html import escape

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.discussion import PublicComment
from articles.feeds.content import content_of, with_absolute_addresses
from articles.feeds.entries import Answered, Enclosed, Entry, Feed, Person, absolute, identify, without_repeats
from articles.models import Article, Author, Byline, Correction, Label, Section, Tag, Tagging
from articles.models.article import ArticleQuerySet
from articles.models.picture import Rendition
from articles.picture_html import CUT

MOST = 20
JPEG = "image/jpeg"  # what articles/renditions.py writes for others


def of_site() -> Feed:
    title, description = settings.SITE_NAME, _("News, analysis and opinion from %(site_name)s.")
    entries = _entries(Article.objects.all())
    address = _address("feed")
    words = description % {"site_name": settings.SITE_NAME}
    return Feed(identify("articles"), title, words, absolute(reverse("articles:front")), address, entries)


def of_corrections() -> Feed:
    title, page = f"{_('Corrections')} – {settings.SITE_NAME}", absolute(reverse("articles:corrections"))
    newest = Correction.objects.public().select_related("article__section").newest_first()[:MOST]
    entries = [_entry_of_correction(correction) for correction in newest]
    return Feed(identify("corrections"), title, "", page, _address("corrections_feed"), entries)


def of_section(section: Section) -> Feed:
    """With what stands in the sections below it."""
    entries = _entries(Article.objects.in_section(section))
    address = _address("section_feed", section.slug)
    return _feed("section", section, section.name, section.description, address, entries)


def of_author(author: Author) -> Feed:
    address = _address("author_feed", author.slug)
    return _feed("author", author, author.name, author.bio, address, _entries(Article.objects.by(author)))


def of_tag(tag: Tag) -> Feed:
    address = _address("tag_feed", tag.slug)
    return _feed("tag", tag, tag.name, "", address, _entries(Article.objects.tagged(tag)))


def of_comments(article: Article, comments: Sequence[PublicComment]) -> Feed:
    title = _("Comments on “%(headline)s”") % {"headline": article.headline}
    entries = [_entry_of_comment(article, comment) for comment in comments]
    address = _address("comments_feed", article.section.slug, article.slug)
    home = absolute(f"{article.get_absolute_url()}#comments")
    return Feed(identify("article", article.pk, "comments"), title, article.standfirst, home, address, entries)


def _feed(
    kind: str, about: Section | Author | Tag, name: str, subtitle: str, address: str, entries: list[Entry]
) -> Feed:
    title = f"{name} – {settings.SITE_NAME}"
    return Feed(identify(kind, about.pk), title, subtitle, absolute(about.get_absolute_url()), address, entries)


def _address(name: str, *about: str) -> str:
    return absolute(reverse(f"articles:{name}", args=[*about, "rss"]).removesuffix(".rss"))


def _entries(articles: ArticleQuerySet) -> list[Entry]:
    """Their numbers first: joined to what they stand in, articles would be sorted with all their words."""
    newest = list(articles.published().newest_first().values_list("pk", flat=True)[:MOST])
    bylines = Prefetch("bylines", Byline.objects.select_related("author"))
    taggings = Prefetch("taggings", Tagging.objects.select_related("tag"))
    found = Article.objects.filter(pk__in=newest).newest_first().select_related("section__parent", "picture")
    shown = list(found.defer("body").prefetch_related(bylines, taggings))
    lengths = _lengths([article.picture_id for article in shown if article.picture_id])
    return [_entry(article, lengths.get(article.picture_id or 0, 0)) for article in shown]


def _lengths(pictures: Sequence[int]) -> dict[int, int]:
    """Of the copies that others show beside a link, by picture."""
    return dict(Rendition.objects.filter(picture__in=pictures, format=CUT).values_list("picture", "bytes"))


def _entry(article: Article, length: int) -> Entry:
    assert article.published_at is not None
    authors = [byline.author for byline in article.bylines.all()]
    page = absolute(article.get_absolute_url())
    return Entry(
        identifier=identify("article", article.pk),
        title=article.headline,
        address=page,
        published=article.published_at,
        updated=max(article.published_at, article.updated_at),
        authors=[Person(author.name, absolute(author.get_absolute_url())) for author in authors],
        summary=article.standfirst,
        html=content_of(article),
        categories=_categories(article),
        comments=f"{page}#comments",
        comment_feed=_address("comments_feed", article.section.slug, article.slug),
        picture=_enclosed(article, length),
    )


def _enclosed(article: Article, length: int) -> Enclosed | None:
    """None of a picture of which there is no such copy, or not yet."""
    if article.picture is None or not length:
        return None
    return Enclosed(absolute(article.picture.shared.url), JPEG, length)


def _categories(article: Article) -> list[str]:
    label = "" if article.label == Label.NEWS else article.get_label_display()
    tags = [tagging.tag.name for tagging in article.taggings.all()]
    return without_repeats([article.section.name, label, *tags])


def _entry_of_correction(correction: Correction) -> Entry:
    return Entry(
        identifier=identify("correction", correction.pk),
        title=correction.article.headline,
        address=absolute(correction.get_absolute_url()),
        published=correction.at,
        updated=correction.at,
        authors=[Person(settings.SITE_NAME)],
        summary=correction.text,
        html=f"<p>{escape(correction.text)}</p>",
        categories=[],
    )


def _entry_of_comment(article: Article, comment: PublicComment) -> Entry:
    answered = comment.answers
    return Entry(
        identifier=identify("comment", comment.number),
        title=_("%(name)s on “%(headline)s”") % {"name": comment.name, "headline": article.headline},
        address=absolute(comment.address),
        published=comment.created_at,
        updated=comment.edited_at or comment.created_at,
        authors=[Person(comment.name)],
        summary="",
        html=with_absolute_addresses(comment.html, absolute(article.get_absolute_url())),
        categories=[],
        answers=answered and Answered(identify("comment", answered.number), absolute(answered.address)),
    )
