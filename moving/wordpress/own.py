"""What our own export says in fields of its own (`moving.wxr.own`), read again; what is none of ours says nothing."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from articles.models import Status
from articles.models.article import Label
from articles.models.page import Role
from comments.models import Badge
from comments.models import Status as CommentStatus
from comments.text import clean_line, clean_text
from moving.imports.values import Correction
from moving.wordpress.dates import EARLIEST
from moving.wordpress.meta import listed

GENERATOR = "Newsroom"
LONGEST_CLOSING = 3_650  # days
LONGEST_CORRECTION = 600
LONGEST_WORDS = {"picture_alt": 300, "caption": 300, "credit": 120}

type Meta = Mapping[str, list[str]]


def one(meta: Meta, name: str) -> str:
    return meta.get(f"newsroom_{name}", [""])[-1].strip()


def all_of(meta: Meta, name: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in meta.get(f"newsroom_{name}", ()) if value.strip())


def moment(meta: Meta, name: str) -> datetime | None:
    return _moment(one(meta, name))


def exact(meta: Meta, name: str, told: datetime | None) -> datetime | None:
    """WordPress knows seconds, and may have changed the date since: ours is taken where it is the same second."""
    own = moment(meta, name)
    return own if own and (told is None or own.replace(microsecond=0) == told) else told


def number(meta: Meta, name: str, most: int) -> int | None:
    written = one(meta, name)
    return int(written) if written.isascii() and written.isdecimal() and int(written[:9]) <= most else None


def focus(meta: Meta) -> tuple[int, int]:
    parts = one(meta, "focus").split()
    if len(parts) != 2 or not all(part.isascii() and part.isdecimal() and len(part) <= 3 for part in parts):
        return 50, 50
    return min(int(parts[0]), 100), min(int(parts[1]), 100)


def authors(meta: Meta, creator: str) -> tuple[str, ...]:
    """As long as the first of them is the one that WordPress knows; else none."""
    names = tuple(filter(None, one(meta, "authors").split(",")))
    return names if names[:1] == (creator,) else ()


def job_titles(meta: Meta) -> tuple[str, ...]:
    found = listed(one(meta, "job_titles"))
    return tuple(clean_line(title)[:80] for title in found if isinstance(title, str))


def corrections(meta: Meta) -> tuple[Correction, ...]:
    return tuple(filter(None, map(_correction, all_of(meta, "correction"))))


def of_article(meta: Meta, published_at: datetime | None) -> dict[str, Any]:
    """Columns of its row."""
    label = one(meta, "label")
    found: dict[str, Any] = {"label": label} if label in Label.values else {}
    for name, longest in LONGEST_WORDS.items():
        found[name] = clean_line(one(meta, name))[:longest]
    return found | dict(_closing(meta, published_at))


def _closing(meta: Meta, published_at: datetime | None) -> Iterator[tuple[str, Any]]:
    """Days are counted from a publication, so nothing but both can be kept of an article that had one."""
    closes_at, days = moment(meta, "comments_close_at"), number(meta, "comments_close_after", LONGEST_CLOSING)
    if closes_at:
        yield "comments_close_at", closes_at
    if days and (closes_at or published_at is None):
        yield "comments_close_after", days
    if closes_at and one(meta, "takes_comments"):
        yield "takes_comments", True


def of_page(meta: Meta, position: str) -> dict[str, Any]:
    role = one(meta, "role")
    found: dict[str, Any] = {"role": role} if role in Role.values else {}
    return found | ({"position": min(int(position[:6]), 32_000)} if position.isascii() and position.isdecimal() else {})


def status_of_page(meta: Meta, status: Status) -> Status:
    was_public = status == Status.DRAFT and one(meta, "status") == "unpublished"
    return Status.UNPUBLISHED if was_public else status


def status_of_comment(meta: Meta, status: str) -> tuple[str, dict[str, Any]]:
    """What was unchecked waits for people: nobody will ask Akismet about what was imported."""
    said = one(meta, "status")
    if said == CommentStatus.WITHDRAWN and status == CommentStatus.REJECTED:
        return said, {}
    unchecked = said == CommentStatus.UNCHECKED and status == CommentStatus.PENDING
    return status, {"reason": "not_checked"} if unchecked else {}


def of_comment(meta: Meta, status: str, text: str) -> dict[str, Any]:
    badge, emptied, featured = one(meta, "badge"), moment(meta, "emptied_at"), moment(meta, "featured_at")
    found: dict[str, Any] = {"badge": badge} if badge in Badge.values else {}
    found |= {"edited_at": moment(meta, "edited_at")} if one(meta, "edited_at") else {}
    found |= {"featured_at": featured} if featured and status == CommentStatus.APPROVED else {}
    can_be_empty = not text and status in (CommentStatus.SPAM, CommentStatus.WITHDRAWN)
    return found | ({"emptied_at": emptied} if emptied and can_be_empty else {})


def text_of_comment(meta: Meta, read: str) -> str:
    return clean_text(one(meta, "text")) or read


def _moment(written: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo and found > EARLIEST else None


def _correction(written: str) -> Correction | None:
    match listed(written):
        case [str(at), str(text)] if (found := _moment(at)) and clean_text(text):
            return Correction(found, clean_text(text)[:LONGEST_CORRECTION])
    return None
