"""A newspaper in words that do not depend on the numbers of its rows: all that readers, and those who run it, see."""

from operator import attrgetter
from typing import Any

from articles.models import Article, Author, FormerSegment, Picture, Section, StandingPage, Tag
from comments.models import Comment, Submission

PLAIN = (
    *("headline", "slug", "standfirst", "body", "label", "status", "published_at", "created_at", "updated_at"),
    *("picture_alt", "caption", "credit", "takes_comments", "comments_close_at", "comments_close_after"),
)
OF_PAGE = ("slug", "title", "description", "body", "role", "position", "is_public", "public_since", "updated_at")
OF_COMMENT = (
    *("name", "text", "html", "website", "badge", "depth", "created_at", "decided_at", "edited_at", "featured_at"),
    "emptied_at",
)


def paper() -> dict[str, list[Any]]:
    return {
        "articles": [_article(each) for each in Article.objects.order_by("slug")],
        "pages": [_columns(each, OF_PAGE) + _former(each) for each in StandingPage.objects.order_by("slug")],
        "sections": [_section(each) for each in Section.objects.order_by("slug")],
        "authors": [_author(each) for each in Author.objects.order_by("slug")],
        "tags": [(each.slug, each.name, *_former(each)) for each in Tag.objects.order_by("slug")],
        "pictures": [_picture(each) for each in Picture.objects.order_by("file")],
        "comments": sorted(_comment(each) for each in Comment.objects.all()),
    }


def _columns(row: object, names: tuple[str, ...]) -> list[Any]:
    return [attrgetter(name)(row) for name in names]


def _article(article: Article) -> list[Any]:
    bylines = article.bylines.order_by("position").values_list("author__slug", "job_title")
    tags = article.taggings.order_by("position").values_list("tag__slug", flat=True)
    paths = article.addresses.order_by("path").values_list("path", "since")
    corrections = article.corrections.order_by("pk").values_list("at", "text")
    said = [list(bylines), list(tags), list(paths), list(corrections)]
    return [*_columns(article, PLAIN), article.section.slug, article.picture and article.picture.url, *said]


def _section(section: Section) -> list[Any]:
    told = _columns(section, ("slug", "name", "description", "position", "on_front"))
    return [*told, section.parent and section.parent.slug, *_former(section)]


def _author(author: Author) -> list[Any]:
    portrait = author.portrait and author.portrait.url
    return [*_columns(author, ("slug", "name", "job_title", "bio")), portrait, *_former(author)]


def _former(named: Author | Section | StandingPage | Tag) -> list[str]:
    if isinstance(named, Section | StandingPage):
        return list(FormerSegment.objects.filter(segment=named.pk).order_by("slug").values_list("slug", flat=True))
    return list(named.former_addresses.order_by("slug").values_list("slug", flat=True))


def _picture(picture: Picture) -> list[Any]:
    return _columns(picture, ("url", "alt", "caption", "credit", "focus_x", "focus_y", "width", "height"))


def _comment(comment: Comment) -> str:
    """Nobody asks Akismet about what was imported, so what was unchecked waits for people."""
    status = "pending" if comment.status == "unchecked" else comment.status
    sent = Submission.objects.filter(comment=comment).values_list("ip", "email", "user_agent", "created_at")
    above = comment.parent and (comment.parent.created_at, comment.parent.text)
    return repr([comment.article.slug, status, above, list(sent), *_columns(comment, OF_COMMENT)])
