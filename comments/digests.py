"""What the staff is written about, if they wish: alarms of the desk, and published comments on their own articles.

Never one mail per comment: what has come together since the last mail leaves in one, at most once an hour.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from comments import queue
from comments.alarms.words import told
from comments.links import permalink
from comments.models import Alarm, Comment, MailWish, Often
from comments.queue import Reach
from outbox import jobs, mail
from outbox.jobs import Done, Outcome
from outbox.mail import Letter, MailError
from outbox.models import Job

MORNING = time(8)  # of the site's clock
HOUR = timedelta(hours=1)
SETTLED = timedelta(seconds=30)  # what is decided just now may not be committed yet: it goes into the next mail
SHOWN, EXCERPT = 10, 200


class Item(NamedTuple):
    head: str
    text: str
    address: str


class Digest(NamedTuple):
    """Empty when nothing has happened. `foot` is a line below."""

    items: list[Item]
    foot: str = ""

    def __bool__(self) -> bool:
        return bool(self.items)


type Body = Callable[[MailWish, datetime, datetime], Digest]


class Subject(NamedTuple):
    """`wish` and `until` are columns of MailWish; `body` is empty when nothing has happened."""

    wish: str
    until: str
    job: str
    title: Callable[[], str]
    right: str
    body: Body


@jobs.recurs("comments.digests", every=300)
def begin(job: Job) -> Outcome:
    """Asks for the mails that are due."""
    if not mail.is_configured():
        return Done()
    now = timezone.now()
    wishes = MailWish.objects.all()
    due = [(subject.job, wish.pk) for wish in wishes for subject in SUBJECTS if is_due(wish, subject, now)]

    def ask() -> None:
        for kind, ref in due:
            jobs.enqueue(kind, ref)

    return Done(ask)


def is_due(wish: MailWish, subject: Subject, now: datetime) -> bool:
    until = getattr(wish, subject.until)
    match getattr(wish, subject.wish):
        case Often.HOURLY:
            return bool(now - until >= HOUR)
        case Often.DAILY:
            return bool(until < _last_morning(now) <= now)
    return False


def _last_morning(now: datetime) -> datetime:
    morning = timezone.make_aware(datetime.combine(timezone.localdate(now), MORNING))
    return morning if morning <= now else morning - timedelta(days=1)


def _send(subject: Subject, job: Job) -> Outcome:
    """Empty mails are none. Who has lost the right, the account or the address gets none either."""
    wish, until = MailWish.objects.select_related("user").filter(pk=job.ref).first(), timezone.now() - SETTLED
    if wish is None or not getattr(wish, subject.wish):
        return Done()
    if body := _body(subject, wish, until):
        occasion = f"{subject.job} {wish.pk} {getattr(wish, subject.until).isoformat()}"
        try:
            mail.send(_letter(wish, subject, body, occasion))
        except MailError as fault:  # what comes next is tried again; the page says why this did not arrive
            return mail.after(fault, job, partial(_note, wish.pk, {subject.until: until, "trouble": str(fault)}))
    return Done(partial(_note, wish.pk, {subject.until: until} | ({"trouble": ""} if body else {})))


def _body(subject: Subject, wish: MailWish, until: datetime) -> Digest:
    may_know = wish.user.is_active and wish.user.email and wish.user.has_perm(subject.right)
    return subject.body(wish, getattr(wish, subject.until), until) if may_know else Digest([])


def _letter(wish: MailWish, subject: Subject, digest: Digest, occasion: str) -> Letter:
    title = f"{settings.SITE_NAME}: {subject.title()}"
    wishes = settings.SITE_URL + reverse("desk_mail")
    return mail.written("staff", title, wish.user.email, occasion, digest=digest, title=subject.title(), wishes=wishes)


def _note(wish: int, columns: dict[str, Any]) -> None:
    with transaction.atomic():
        MailWish.objects.filter(pk=wish).update(**columns)


def _of_alarms(wish: MailWish, since: datetime, until: datetime) -> Digest:
    """Those that began since, also if they are over; and what waits now."""
    reach = Reach.of(wish.user)
    begun = Alarm.objects.within(reach.sections).filter(began_at__gt=since, began_at__lte=until)
    alarms = told(list(begun.order_by("pk")[:SHOWN]))
    tallies = queue.tallies(reach) if alarms else []
    waiting = [f"{tally.tab.name}: {tally.shown}" for tally in tallies if tally.tab.waits]
    items = [Item(alarm.text, "", settings.SITE_URL + alarm.address) for alarm in alarms]
    return Digest(items, ", ".join(waiting))


def _of_articles(wish: MailWish, since: datetime, until: datetime) -> Digest:
    """Approved comments and no others, as they are now; none of one's own."""
    found = Comment.objects.approved().filter(article__authors__user=wish.user, decided_at__gt=since)
    found = found.filter(decided_at__lte=until).exclude(commenter__user=wish.user).order_by("decided_at")
    comments = list(found.select_related("article__section")[: SHOWN + 1])
    items = [_excerpt(comment) for comment in comments[:SHOWN]]
    return Digest(items, _("… and more.") if len(comments) > SHOWN else "")


def _excerpt(comment: Comment) -> Item:
    text = Truncator(" ".join(comment.text.split())).chars(EXCERPT)
    return Item(f"{comment.name} · {comment.article.headline}", text, settings.SITE_URL + permalink(comment))


def _alarms() -> str:
    return _("the desk needs you")


def _articles() -> str:
    return _("new comments on your articles")


ALARMS = Subject("alarms", "alarms_until", "comments.mail_alarms", _alarms, "comments.moderate_comment", _of_alarms)
ARTICLES = Subject(
    "articles", "articles_until", "comments.mail_articles", _articles, "articles.view_article", _of_articles
)
SUBJECTS = (ALARMS, ARTICLES)


@jobs.handles(ALARMS.job)
def mail_alarms(job: Job) -> Outcome:
    return _send(ALARMS, job)


@jobs.handles(ARTICLES.job)
def mail_articles(job: Job) -> Outcome:
    return _send(ARTICLES, job)
