"""The comments of an article, of every status, in the order in which they were written."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch

from articles.models import Article
from comments import markup
from comments.models import Comment, Status, Submission
from moving.lists.listing import in_order
from moving.wxr import content, own
from moving.wxr.xml import data, dates, meta, plain, words

STATUSES = {
    Status.APPROVED: "1",
    Status.PENDING: "0",
    Status.UNCHECKED: "0",
    Status.SPAM: "spam",
    Status.REJECTED: "trash",
    Status.WITHDRAWN: "trash",
}
NEEDED = ("commenter__user__author", Prefetch("submissions", Submission.objects.order_by("-version")))


def comments_of(article: Article) -> Iterator[str]:
    for comment in in_order(Comment.objects.filter(article=article), *NEEDED):
        yield _comment(comment)


def _comment(comment: Comment) -> str:
    sent = next(iter(comment.submissions.all()), None)
    html = markup.current(comment.html, comment.markup, comment.text)
    return (
        f"<wp:comment>\n<wp:comment_id>{comment.pk}</wp:comment_id>\n"
        f"<wp:comment_author>{words(comment.name)}</wp:comment_author>\n"
        f"<wp:comment_author_email>{data(sent.email if sent else '')}</wp:comment_author_email>\n"
        f"<wp:comment_author_url>{plain(comment.website)}</wp:comment_author_url>\n"
        f"<wp:comment_author_IP>{data(sent.ip if sent else '')}</wp:comment_author_IP>\n"
        + dates("comment_date", comment.created_at)
        + f"<wp:comment_content>{data(content.of_comment(html))}</wp:comment_content>\n"
        f"<wp:comment_approved>{data(STATUSES[Status(comment.status)])}</wp:comment_approved>\n"
        f"<wp:comment_type>{data('comment')}</wp:comment_type>\n"
        f"<wp:comment_parent>{comment.parent_id or 0}</wp:comment_parent>\n"
        f"<wp:comment_user_id>{_author(comment)}</wp:comment_user_id>\n"
        + meta("commentmeta", _meta(comment, html, sent))
        + "</wp:comment>\n"
    )


def _author(comment: Comment) -> int:
    """Of our authors, who are accounts there; 0 for everybody else."""
    user = comment.commenter.user if comment.commenter else None
    author = getattr(user, "author", None)
    return author.pk if author else 0


def _meta(comment: Comment, html: str, sent: Submission | None) -> Iterator[tuple[str, object]]:
    """WordPress empties its trash by a time, and looks there for the status before it."""
    if STATUSES[Status(comment.status)] == "trash":
        yield "_wp_trash_meta_status", "0"
        yield "_wp_trash_meta_time", int((comment.decided_at or comment.asked_at).timestamp())
    yield from own.of_comment(comment, html, sent)
