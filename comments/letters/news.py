"""What there is to tell one person now: decisions on their comments, replies, and what is new where they follow.

Read when the letter leaves. Nothing is in it that is not public then; nothing of one's own; nothing of people whose
words are held or turned away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import batched
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.text import Truncator

from comments import links, progress, restrictions
from comments.letters import published
from comments.letters.watching import DECIDED
from comments.models import Comment, Commenter, Follow, Kind, ModerationAction, Status
from comments.models.comment_rows import CommentQuerySet
from comments.models.log import ModerationActionQuerySet
from comments.progress import State

SHOWN, EXCERPT = 10, 300
PORTION = 100


class Decision(NamedTuple):
    """What the status page says, without the words of the comment: only their address is proven."""

    follow: Follow
    headline: str
    is_public: bool
    state: State
    status_address: str
    address: str


class Entry(NamedTuple):
    comment: Comment
    headline: str
    is_reply: bool
    text: str
    address: str


class News(NamedTuple):
    """`more` are new comments that have no room."""

    decisions: list[Decision]
    replies: list[Entry]
    others: list[Entry]
    more: bool

    def __bool__(self) -> bool:
        return bool(self.decisions or self.replies or self.others)


def for_person(person: Commenter, follows: Sequence[Follow], until: datetime) -> News:
    found = _found(person, follows, until)
    answered = {follow.comment_id for follow in follows if follow.kind == Follow.Kind.REPLIES}
    entries = [_entry(comment, is_reply=comment.parent_id in answered) for comment in found[:SHOWN]]
    replies = [entry for entry in entries if entry.is_reply]
    others = [entry for entry in entries if not entry.is_reply]
    return News(_decisions(follows, until), replies, others, more=len(found) > SHOWN)


def _decisions(follows: Iterable[Follow], until: datetime) -> list[Decision]:
    own = [follow for follow in follows if follow.kind == Follow.Kind.REPLIES and follow.comment]
    return [_decision(follow, follow.comment) for follow in own if follow.comment and _is_news(follow, until)]


def _is_news(follow: Follow, until: datetime) -> bool:
    """A decision that stands, was not told before, and whose time of undo is over; of what is theirs alone."""
    comment = follow.comment
    if comment is None or not _is_claimed(comment) or comment.status not in DECIDED:
        return False
    if (comment.status, comment.version) == (follow.told_status, follow.told_version):
        return False
    if comment.status == Status.APPROVED and not comment.article.is_public:
        return False
    last = ModerationAction.objects.about(comment.pk).values_list("at", flat=True).first()
    return last is None or last <= until


def _is_claimed(comment: Comment) -> bool:
    """Not what was typed under the address, which may be somebody else's; an account may have taken it over since."""
    writer = comment.commenter
    return writer is not None and (writer.of_owner or writer.user_id is not None)


def _decision(follow: Follow, comment: Comment) -> Decision:
    state = progress.state_of(comment)
    is_public = comment.status == Status.APPROVED
    status_address = settings.SITE_URL + links.status_url(comment)
    address = settings.SITE_URL + links.permalink(comment) if is_public else ""
    return Decision(follow, comment.article.headline, is_public, state, status_address, address)


def _found(person: Commenter, follows: Sequence[Follow], until: datetime) -> list[Comment]:
    """In the order of their publication, one more than there is room for."""
    found: dict[int, Comment] = {}
    themselves = _themselves(person, follows)
    for follow in follows:
        found |= {comment.pk: comment for comment in _new_to(follow, until, themselves)}
    in_order = sorted(found.values(), key=lambda comment: (comment.decided_at or comment.created_at, comment.pk))
    return [comment for comment in in_order if comment.article.is_public and not _is_restricted(comment)]


def _new_to(follow: Follow, until: datetime, themselves: Sequence[int]) -> list[Comment]:
    if follow.kind != Follow.Kind.ARTICLE:
        below = {"root": follow.comment_id, "on_page": True}
        where: dict[str, Any] = below if follow.kind == Follow.Kind.THREAD else {"parent": follow.comment_id}
        return list(_news(follow, until, themselves).filter(**where)[: SHOWN + 1])
    found: list[Comment] = []
    for portion in batched(published.between(follow.article_id or 0, follow.told_until, until), PORTION):
        found += _news(follow, until, themselves).filter(pk__in=portion)[: SHOWN + 1 - len(found)]
        if len(found) > SHOWN:
            break
    return found


def _news(follow: Follow, until: datetime, themselves: Sequence[int]) -> CommentQuerySet:
    approved = Comment.objects.approved().filter(decided_at__gt=follow.told_until, decided_at__lte=until)
    news = approved.filter(~Exists(_told_before(follow))).exclude(commenter__in=themselves)
    return news.select_related("article__section", "commenter").order_by("decided_at", "pk")


def _told_before(follow: Follow) -> ModerationActionQuerySet:
    """What its author changed comes once more through check and decision, and is nothing new."""
    earlier = {"comment": OuterRef("pk"), "version__lt": OuterRef("version"), "at__lte": follow.told_until}
    return ModerationAction.objects.filter(kind=Kind.STATUS, to_status=Status.APPROVED, **earlier)


def _themselves(person: Commenter, follows: Sequence[Follow]) -> list[int]:
    """Also as whom they typed their address, and under whatever name they wrote what they get replies to."""
    own = [follow.comment.commenter_id for follow in follows if follow.kind == Follow.Kind.REPLIES and follow.comment]
    typed = Q(email_key=person.email_key) if person.email_key else Q()
    return list(
        Commenter.objects.filter(Q(pk__in=[person.pk, *filter(None, own)]) | typed).values_list("pk", flat=True)
    )


def _is_restricted(comment: Comment) -> bool:
    last = comment.submissions.order_by("-version").first()
    return restrictions.of_comment(comment, last) is not None


def _entry(comment: Comment, *, is_reply: bool) -> Entry:
    text = Truncator(" ".join(comment.text.split())).chars(EXCERPT)
    address = settings.SITE_URL + links.permalink(comment)
    return Entry(comment, comment.article.headline, is_reply, text, address)
