"""Every half a minute: what was decided, and is past the time of its undo, is news to somebody.

The moderation log is read on from where it was left, so that a decision itself costs nothing for letters, and what was
undone meanwhile is found undone. Rows of the log say only where to look: a letter tells what is true when it leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import takewhile
from typing import NamedTuple

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from comments.letters import typed
from comments.models import Comment, Follow, HowOften, LetterClock, ModerationAction, Status
from comments.models.follow import FollowQuerySet
from outbox import jobs, mail
from outbox.jobs import Done, Outcome
from outbox.models import Job

LETTER_JOB = "comments.letter"
ROWS = 2_000  # of the log, and people, at a time
SETTLED = timedelta(seconds=30)  # by then whoever wrote the row has committed
MORNING = time(8)  # of the site's clock
DECIDED = (Status.APPROVED, Status.REJECTED, Status.SPAM)


def delay() -> timedelta:
    """How long after a decision its letter leaves at the earliest: as long as it can be undone without a trace."""
    return max(timedelta(seconds=settings.FEEDBACK_DELAY), SETTLED)


class Found(NamedTuple):
    """`typed` are wishes of who typed an address over a comment that moved. `upto` is the last row of the log that was
    looked at."""

    public: list[Comment]
    decided: set[int]
    typed: list[int]
    upto: int


@jobs.recurs("comments.letters", every=30)
def watch(job: Job) -> Outcome:
    now = timezone.now()
    found = _read(now) if LetterClock.objects.exists() else None
    return Done(lambda: _note(found, now))


def _read(now: datetime) -> Found | None:
    """None when nothing was decided, or nothing that is past its undo."""
    seen = LetterClock.objects.get().seen
    after = ModerationAction.objects.filter(pk__gt=seen).order_by("pk")
    rows = after.values_list("pk", "at", "comment", "to_status")[:ROWS]
    past = list(takewhile(lambda row: row[1] <= now - delay(), rows))
    if not past:
        return None
    moved = (*DECIDED, Status.PENDING)
    by_status = {status: {row[2] for row in past if row[2] and row[3] == status} for status in moved}
    decided = set.union(*(by_status[status] for status in DECIDED))
    columns = ("article_id", "root_id", "parent_id")
    public = list(Comment.objects.filter(pk__in=by_status[Status.APPROVED]).only(*columns))
    return Found(public, decided, typed.waiting_about(decided | by_status[Status.PENDING]), past[-1][0])


def _note(found: Found | None, now: datetime) -> None:
    """Without a mail server nobody is owed a letter: the clock goes on, so that later none tells of long ago."""
    if not LetterClock.objects.exists():
        latest = ModerationAction.objects.aggregate(latest=Max("pk"))["latest"] or 0
        LetterClock.objects.get_or_create(pk=1, defaults={"seen": latest})
    if found:
        LetterClock.objects.filter(seen__lt=found.upto).update(seen=found.upto)
    if not mail.is_configured():
        return
    if found:
        _mark(found, now)
        typed.look_into(found.typed)
    _ask_for_letters(now)


def _mark(found: Found, now: datetime) -> None:
    news = Follow.objects.of_new(found.public)
    for often, when in _WHEN.items():
        _make_due(news.filter(often=often), when(now), now)
    of_own = Follow.objects.confirmed().filter(kind=Follow.Kind.REPLIES, comment__in=found.decided)
    _make_due(of_own, now, now)


def _make_due(follows: FollowQuerySet, at: datetime, now: datetime) -> None:
    """What is due already is due anew, so that a letter on its way, which may not tell this, leaves it due."""
    held = list(follows.held().values_list("pk", "due_at"))
    late = [pk for pk, due_at in held if due_at and due_at <= now]
    new = [pk for pk, due_at in held if due_at is None or due_at > at]
    Follow.objects.filter(pk__in=late).update(due_at=now)
    Follow.objects.filter(pk__in=new).update(due_at=at)


def _ask_for_letters(now: datetime) -> None:
    """Not again for whom one is on its way: asking anew would make a mail server in trouble be tried at once."""
    on_their_way = Job.objects.open().filter(kind=LETTER_JOB).values("ref")
    due = Follow.objects.filter(due_at__lte=now).exclude(commenter__in=on_their_way)
    for person in due.order_by("commenter").values_list("commenter", flat=True).distinct()[:ROWS]:
        jobs.enqueue(LETTER_JOB, person)


def _next_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _next_morning(now: datetime) -> datetime:
    morning = timezone.make_aware(datetime.combine(timezone.localdate(now), MORNING))
    return (
        morning
        if morning > now
        else timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), MORNING))
    )


_WHEN: dict[str, Callable[[datetime], datetime]] = {
    HowOften.AT_ONCE: lambda now: now,
    HowOften.HOURLY: _next_hour,
    HowOften.DAILY: _next_morning,
}
