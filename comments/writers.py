"""Who writes: an account, the owner of a confirmed address, or a guest by what they typed; as whom they are kept, and
which badge they wear."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import User
from articles.models import Article
from comments.evidence import Writer
from comments.forms import CommentForm
from comments.models import Badge, Comment, Commenter
from comments.models.commenter import domain_key, email_key
from comments.text import clean_line
from database import statements

LONGEST_ACCOUNT_NAME = 80


def writer_of(form: CommentForm) -> Writer:
    if form.user:
        return Writer(form.user, name_of(form.user), form.user.email, "")
    if form.contact:
        typed = (form.cleaned_data["name"], form.contact.email, form.cleaned_data["website"])
        return Writer(None, *typed, owner=form.contact.commenter)
    return Writer(None, *(form.cleaned_data[name] for name in ("name", "email", "website")))


def name_of(user: User) -> str:
    return clean_line(user.name_shown)[:LONGEST_ACCOUNT_NAME]


def kept_as(writer: Writer) -> Commenter:
    return writer.owner or commenter_of(writer.user, writer.email)


def commenter_of(user: User | None, email: str) -> Commenter:
    """Accounts by themselves, guests by a code computed from their address, which proves nothing: see `Commenter`."""
    of_domain = {"domain_key": domain_key(email)}
    if user:
        return statements.ensure(Commenter, of_domain, user_id=user.pk)
    return statements.ensure(Commenter, of_domain, email_key=email_key(email), of_owner=False)


def badge_of(article: Article, user: User | None) -> str:
    if user is None:
        return ""
    if article.authors.filter(user=user).exists():
        return Badge.AUTHOR
    return Badge.STAFF if publishes_at_once(user) else ""


def publishes_at_once(user: User | None) -> bool:
    return user is not None and user.has_perm("comments.publish_comments")


def of_earlier(request: HttpRequest, comment: Comment) -> Writer:
    """The link proves who wrote it, yet an account's rights are only for those who are signed in to it."""
    last = comment.submissions.order_by("-version").first()
    owner = owner_of(comment)
    user = owner if owner and owner == request.user else None
    return Writer(user, comment.name, last.email if last else "", comment.website)


def owner_of(comment: Comment) -> User | None:
    return comment.commenter.user if comment.commenter else None
