"""A post of an export as plain values: what was written and what became of it."""

from datetime import UTC, datetime
from ipaddress import ip_address
from typing import NamedTuple

from comments.models import Status
from comments.text import clean_line
from moving.disqus.stream import number_of, part, said
from moving.disqus.words import text_of
from moving.imports.values import Comment
from moving.xml.plain import line_of
from moving.xml.stream import Element

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class Post(NamedTuple):
    """As it is kept until its thread's turn comes; `ident` is the site's own name for it, beside Disqus's number."""

    line: int
    key: str
    ident: str
    thread: str
    thread_ident: str
    parent: str
    parent_ident: str
    status: str
    at: str
    name: str
    username: str
    email: str
    address: str
    message: str


def read(element: Element) -> Post:
    thread, parent = _pointed(element, "thread"), _pointed(element, "parent")
    author = part(element, "author") or Element("author", element.line, {})
    username = clean_line(author.child("username"))
    return Post(
        element.line,
        number_of(element),
        element.child("id"),
        *thread,
        *parent,
        status=status_of(element),
        at=element.child("createdAt"),
        name=line_of(author.child("name")) or username,
        username=username,
        email=clean_line(author.child("email")),
        address=_address(element.child("ipAddress")),
        message="" if any(child.is_too_long for child in element.children) else element.child("message"),
    )


def status_of(element: Element) -> Status:
    """Who deleted it isn't told: what its author may have taken back must never be made public by others."""
    if said(element, "isSpam"):
        return Status.SPAM
    if said(element, "isDeleted"):
        return Status.WITHDRAWN
    return Status.PENDING if said(element, "isApproved") is False else Status.APPROVED


def comment_of(post: Post, article: str, status: str, at: datetime) -> Comment:
    return Comment(
        key=post.key,
        article=article,
        status=status,
        name=post.name,
        text=text_of(post.message),
        created_at=at,
        parent=post.parent,
        email=post.email,
        address=post.address,
        account=post.username,
        line=post.line,
    )


def moment(written: str) -> datetime | None:
    """Disqus writes the world's time, in older exports without saying so."""
    try:
        found = datetime.fromisoformat(written)
        at = found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if at > EARLIEST else None


def _pointed(element: Element, name: str) -> tuple[str, str]:
    found = part(element, name)
    return (number_of(found), found.text.strip()) if found else ("", "")


def _address(written: str) -> str:
    try:
        return str(ip_address(written))
    except ValueError:
        return ""
