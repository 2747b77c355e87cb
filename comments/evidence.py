"""The request as it came: what the spam check is told, and what tells two posts of the same text apart."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.network import client_address
from articles.models import Article
from comments.forms import CommentForm
from comments.keys import hex_digest
from comments.models import Comment, Commenter, Submission
from comments.spam import SubmittedRequest, build_payload
from comments.text import clean_line, fold
from comments.tokens import Token

LONGEST_AGENT = 254
LONGEST_REFERRER = 500
SLOT = 600  # seconds


class Writer(NamedTuple):
    """An account, the owner of a confirmed address, or a guest by what they typed."""

    user: User | None
    name: str
    email: str
    website: str
    owner: Commenter | None = None

    @property
    def identity(self) -> str:
        if self.owner:
            return f"owner {self.owner.pk}"
        return f"account {self.user.pk}" if self.user else f"guest {fold(self.email)}"


def record(
    request: HttpRequest, form: CommentForm, token: Token, comment: Comment, writer: Writer, fingerprint: str
) -> Submission:
    """The row for the text that the comment now has."""
    seen = SubmittedRequest(
        user_ip=client_address(request),
        created_at=comment.edited_at or comment.created_at,
        content=comment.text,
        permalink=settings.SITE_URL + comment.article.get_absolute_url(),
        user_agent=_header(request, "User-Agent", LONGEST_AGENT),
        referrer=_header(request, "Referer", LONGEST_REFERRER),
        author=writer.name,
        author_email=writer.email,
        author_url=writer.website,
        article_modified_at=_modified_at(comment.article),
        recheck_reason="edit" if comment.version > 1 else "",
        trap_value=form.trapped,
    )
    return Submission(
        comment=comment,
        version=comment.version,
        token=token.number,
        fingerprint=fingerprint,
        ip=seen.user_ip,
        email=writer.email,
        user_agent=seen.user_agent,
        referrer=seen.referrer,
        trap=seen.trap_value,
        seconds_to_post=token.age,
        payload=build_payload(seen),
    )


def fingerprints(article: Article, parent: Comment | None, writer: Writer, text: str) -> tuple[str, str]:
    """Of this ten-minute slot, which the database keeps unique, and of the one before."""
    slot = int(timezone.now().timestamp()) // SLOT
    said = [str(article.pk), str(parent.pk if parent else 0), writer.identity, fold(text)]
    now, before = (hex_digest("fingerprint", "\0".join([*said, str(number)])) for number in (slot, slot - 1))
    return now, before


def fingerprint_of_edit(comment: Comment) -> str:
    """An edit repeats nobody's comment; two edits at once are the same one."""
    return hex_digest("fingerprint", f"edit\0{comment.pk}\0{comment.version}")


def _header(request: HttpRequest, name: str, longest: int) -> str:
    return clean_line(request.headers.get(name, ""))[:longest]


def _modified_at(article: Article) -> datetime:
    return max(article.updated_at, article.published_at or article.updated_at)
