"""The newest comments under an article, as its feed is handed them: see articles/discussion.py."""

from django.db.models import QuerySet

from articles.discussion import Answered, PublicComment
from articles.models import Article
from comments import markup
from comments.models import Comment, Status
from comments.pages import permalink

MOST = 50
SHOWN = ("name", "html", "markup", "text", "created_at", "edited_at", "parent__status")


def latest(article: Article) -> list[PublicComment]:
    address = article.get_absolute_url()
    return [_shown(comment, address) for comment in newest(article)]


def newest(article: Article) -> QuerySet[Comment]:
    approved = Comment.objects.filter(article=article, status=Status.APPROVED)
    return approved.order_by("-created_at").select_related("parent").only(*SHOWN)[:MOST]


def _shown(comment: Comment, address: str) -> PublicComment:
    parent = comment.parent
    answered = parent and parent.status == Status.APPROVED and Answered(parent.pk, permalink(address, parent.pk))
    return PublicComment(
        number=comment.pk,
        address=permalink(address, comment.pk),
        name=comment.name,
        html=markup.current(comment.html, comment.markup, comment.text),
        created_at=comment.created_at,
        edited_at=comment.edited_at,
        answers=answered or None,
    )
