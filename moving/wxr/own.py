"""What WordPress has no place for, in fields of ours, so that our own import makes the same newspaper again."""

import json
from collections.abc import Iterator
from datetime import datetime

from articles.models import Article, Picture, StandingPage
from articles.models.article import Label
from comments.models import Comment, Status, Submission
from moving.wxr import content
from moving.xml.plain import comment_of

type Fields = Iterator[tuple[str, object]]


def of_picture(picture: Picture) -> Fields:
    yield "newsroom_credit", picture.credit
    yield "newsroom_focus", f"{picture.focus_x} {picture.focus_y}"


def of_page(page: StandingPage) -> Fields:
    yield "newsroom_role", page.role
    yield "newsroom_status", "unpublished" if page.public_since and not page.is_public else ""
    yield "newsroom_published_at", _exact(page.public_since)
    yield "newsroom_updated_at", _exact(page.updated_at)
    yield from (("newsroom_address", f"/{former.slug}/") for former in page.former_addresses.all())


def of_article(article: Article) -> Fields:
    yield "newsroom_label", "" if article.label == Label.NEWS else article.label
    yield from ((f"newsroom_{name}", getattr(article, name)) for name in ("picture_alt", "caption", "credit"))
    yield from _of_bylines(article)
    yield from _of_closing(article)
    for name in ("published_at", "updated_at", "created_at"):
        yield f"newsroom_{name}", _exact(getattr(article, name))
    yield from (("newsroom_address", address.path) for address in article.addresses.all())
    for correction in article.corrections.all():
        yield "newsroom_correction", json.dumps([_exact(correction.at), correction.text], ensure_ascii=False)


def _of_bylines(article: Article) -> Fields:
    """WordPress knows one author."""
    bylines = list(article.bylines.all())
    yield "newsroom_authors", ",".join(byline.author.slug for byline in bylines) if len(bylines) > 1 else ""
    titles = [byline.job_title for byline in bylines]
    yield "newsroom_job_titles", json.dumps(titles, ensure_ascii=False) if any(titles) else ""


def _of_closing(article: Article) -> Fields:
    yield "newsroom_takes_comments", "1" if article.takes_comments and article.comments_have_closed else ""
    yield "newsroom_comments_close_at", _exact(article.comments_close_at)
    yield "newsroom_comments_close_after", article.comments_close_after


def of_comment(comment: Comment, html: str, sent: Submission | None) -> Fields:
    """Its text as it was typed only where it would be another one after the way there and back."""
    yield "newsroom_status", comment.status if comment.status in (Status.UNCHECKED, Status.WITHDRAWN) else ""
    yield "newsroom_user_agent", sent.user_agent if sent else ""
    yield "newsroom_badge", comment.badge
    for name in ("decided_at", "edited_at", "featured_at", "emptied_at"):
        yield f"newsroom_{name}", _exact(getattr(comment, name))
    yield "newsroom_text", "" if comment_of(content.of_comment(html)) == comment.text else comment.text


def _exact(at: datetime | None) -> str:
    return at.isoformat() if at else ""
