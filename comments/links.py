"""The private link to a comment's state. It is derived when needed: the database holds a nonce that opens nothing."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from comments.keys import short_digest
from comments.models import Comment, Status
from comments.terms import STATUS_LINK_AFTER_DECISION


def status_token(comment: Comment) -> str:
    return f"{comment.pk}-{short_digest('status', comment.nonce)}"


def status_url(comment: Comment) -> str:
    return reverse("comments:status", args=[status_token(comment)])


def permalink(comment: Comment) -> str:
    """The page of the discussion on which the comment stands."""
    return f"{comment.article.get_absolute_url()}?comment={comment.pk}#comment-{comment.pk}"


def comment_behind(token: str) -> Comment:
    """Raises Http404 for everything that is no link of ours, or no longer one."""
    number = token.partition("-")[0]
    comment = Comment.objects.select_related("article__section", "parent").filter(pk=int(number)).first()
    if comment is None or not constant_time_compare(status_token(comment), token) or has_expired(comment):
        raise Http404
    return comment


def has_expired(comment: Comment) -> bool:
    """What was imported may have no time of its decision."""
    if comment.status in (Status.UNCHECKED, Status.PENDING):
        return False
    return timezone.now() - (comment.decided_at or comment.asked_at) > STATUS_LINK_AFTER_DECISION
