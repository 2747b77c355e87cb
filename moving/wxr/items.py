"""Articles as posts, standing pages as pages, pictures as attachments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.conf import settings
from django.db.models import Prefetch

from articles.models import Article, Byline, Correction, Picture, StandingPage, Status, Tagging
from moving.lists.listing import in_order
from moving.wxr import content, own
from moving.wxr.comments import comments_of
from moving.wxr.numbers import Numbers
from moving.wxr.xml import data, dates, meta, plain, published, words

STATUSES = {Status.DRAFT: "draft", Status.IN_REVIEW: "pending", Status.UNPUBLISHED: "private"}
NEEDED = (
    *("section", "picture", "addresses", Prefetch("corrections", Correction.objects.order_by("pk"))),
    Prefetch("bylines", Byline.objects.select_related("author").order_by("position", "pk")),
    Prefetch("taggings", Tagging.objects.select_related("tag").order_by("position", "pk")),
)


@dataclass(frozen=True)
class Item:
    number: int
    kind: str
    title: str
    address: str
    slug: str
    status: str
    at: datetime
    changed_at: datetime
    is_open: bool = False  # without a date of its own yet
    creator: str = ""
    body: str = ""
    excerpt: str = ""
    position: int = 0
    takes_comments: bool = False
    terms: str = ""
    attachment: str = ""
    meta: tuple[tuple[str, object], ...] = ()

    def head(self) -> str:
        return (
            f"<item>\n<title>{words(self.title)}</title>\n<link>{plain(self.address)}</link>\n"
            f"<pubDate>{published(self.at)}</pubDate>\n<dc:creator>{data(self.creator)}</dc:creator>\n"
            f'<guid isPermaLink="false">{plain(self.address)}</guid>\n<description></description>\n'
            f"<content:encoded>{data(self.body)}</content:encoded>\n"
            f"<excerpt:encoded>{words(self.excerpt)}</excerpt:encoded>\n<wp:post_id>{self.number}</wp:post_id>\n"
            + dates("post_date", self.at, is_open=self.is_open)
            + dates("post_modified", self.changed_at)
            + f"<wp:comment_status>{data('open' if self.takes_comments else 'closed')}</wp:comment_status>\n"
            f"<wp:ping_status>{data('closed')}</wp:ping_status>\n<wp:post_name>{data(self.slug)}</wp:post_name>\n"
            f"<wp:status>{data(self.status)}</wp:status>\n<wp:post_parent>0</wp:post_parent>\n"
            f"<wp:menu_order>{self.position}</wp:menu_order>\n<wp:post_type>{data(self.kind)}</wp:post_type>\n"
            f"<wp:post_password>{data('')}</wp:post_password>\n<wp:is_sticky>0</wp:is_sticky>\n"
            + self.attachment
            + self.terms
            + meta("postmeta", self.meta)
        )


def attachments(numbers: Numbers) -> Iterator[str]:
    """Before the posts that show them."""
    for picture in in_order(Picture.objects.all()):
        yield _attachment(picture, numbers).head() + "</item>\n"


def _attachment(picture: Picture, numbers: Numbers) -> Item:
    address, name = settings.SITE_URL + picture.url, str(picture.file.name)
    slug = name.rpartition("/")[2].partition(".")[0]
    return Item(
        number=numbers.pictures + picture.pk,
        kind="attachment",
        title=picture.alt or slug,
        address=address,
        slug=f"picture-{picture.pk}-{slug}"[:200],
        status="inherit",
        at=picture.uploaded_at,
        changed_at=picture.uploaded_at,
        body=picture.credit,
        excerpt=picture.caption,
        attachment=f"<wp:attachment_url>{data(address)}</wp:attachment_url>\n",
        meta=(("_wp_attached_file", name), ("_wp_attachment_image_alt", picture.alt), *own.of_picture(picture)),
    )


def pages(numbers: Numbers) -> Iterator[str]:
    for page in in_order(StandingPage.objects.all(), "former_addresses"):
        item = Item(
            number=numbers.pages + page.pk,
            kind="page",
            title=page.title,
            address=settings.SITE_URL + page.get_absolute_url(),
            slug=page.slug,
            status="publish" if page.is_public else "draft",
            at=page.public_since or page.updated_at,
            changed_at=page.updated_at,
            body=content.of_text(page.body),
            excerpt=page.description,
            position=page.position,
            meta=tuple(own.of_page(page)),
        )
        yield item.head() + "</item>\n"


def posts(numbers: Numbers) -> Iterator[str]:
    for article in in_order(Article.objects.all(), *NEEDED):
        yield from chain([_post(article, numbers).head()], comments_of(article), ["</item>\n"])


def _post(article: Article, numbers: Numbers) -> Item:
    authors = [byline.author.slug for byline in article.bylines.all()]
    return Item(
        number=article.pk,
        kind="post",
        title=article.headline,
        address=settings.SITE_URL + article.get_absolute_url(),
        slug=article.slug,
        status=_status(article),
        at=article.published_at or article.created_at,
        changed_at=article.updated_at,
        is_open=article.published_at is None,
        creator=authors[0] if authors else "",
        body=content.of_text(article.body),
        excerpt=article.standfirst,
        takes_comments=article.takes_comments and not article.comments_have_closed,
        terms="".join(_terms(article)),
        meta=tuple(_meta(article, numbers)),
    )


def _status(article: Article) -> str:
    return STATUSES.get(Status(article.status)) or ("future" if article.is_scheduled else "publish")


def _terms(article: Article) -> Iterator[str]:
    yield _term("category", article.section.slug, article.section.name)
    yield from (_term("post_tag", tagging.tag.slug, tagging.tag.name) for tagging in article.taggings.all())


def _term(domain: str, slug: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{plain(slug)}">{words(name)}</category>\n'


def _meta(article: Article, numbers: Numbers) -> Iterator[tuple[str, object]]:
    """By `_wp_old_slug` WordPress leads on from former addresses."""
    yield "_thumbnail_id", article.picture_id and numbers.pictures + article.picture_id
    former = {address.path.strip("/").rpartition("/")[2] for address in article.addresses.all()} - {article.slug}
    yield from (("_wp_old_slug", slug) for slug in sorted(former))
    yield from own.of_article(article)
