"""One letter to one person, of everything that is due to them. It is written when it leaves, and never twice the same.

A process that dies between the mail server's answer and our record sends it again, under the same Message-ID: letters
of a mailbox are numbered by those that are on record. Who has had many lately gets what else comes in one, later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import limits
from accounts.limits import Limit, LimitReached
from comments import identity
from comments.letters import links, news
from comments.letters.news import News
from comments.letters.watching import LETTER_JOB, delay
from comments.models import Follow, Mailbox
from outbox import jobs, mail
from outbox.jobs import Done, Outcome
from outbox.mail import Letter, MailError
from outbox.models import Job
from outbox.reports import reported

PER_HOUR = Limit("letters.hour", burst=4, every=900)
PER_DAY = Limit("letters.day", burst=12, every=7_200)


@jobs.handles(LETTER_JOB)
def send(job: Job) -> Outcome:
    mailbox = Mailbox.objects.select_related("commenter__user").filter(commenter=job.ref).first()
    follows = _due(job.ref)
    if mailbox is None or not follows:
        return Done()
    until = timezone.now() - delay()
    told = news.for_person(mailbox.commenter, follows, until)
    address = identity.address_of(mailbox.commenter)
    if not told or not address or mailbox.refused_at:
        return Done(lambda: _settle(follows, until, News([], [], [], more=False)))
    if wait := _wait(mailbox):
        return Done(lambda: _put_off(follows, wait))
    return _deliver(job, mailbox, follows, letter(mailbox, address, told), told, until)


def _due(person: int) -> list[Follow]:
    due = Follow.objects.confirmed().filter(commenter=person, due_at__lte=timezone.now())
    return list(
        due.select_related("article__section", "comment__article__section", "comment__commenter").order_by("pk")
    )


def _wait(mailbox: Mailbox) -> int:
    """Seconds until this person may be written to; a letter is counted when there is nothing to wait for."""
    try:
        with transaction.atomic():
            limits.take(_spent(mailbox))
    except LimitReached as reached:
        return reached.retry_after
    return 0


def _spent(mailbox: Mailbox) -> limits.Spent:
    return [(PER_HOUR, str(mailbox.commenter_id)), (PER_DAY, str(mailbox.commenter_id))]


def _deliver(
    job: Job, mailbox: Mailbox, follows: Sequence[Follow], written: Letter, told: News, until: datetime
) -> Outcome:
    try:
        mail.send(written)
    except MailError as fault:
        limits.give_back(_spent(mailbox))
        if fault.is_gone:
            return mail.after(fault, job, partial(_note_refusal, mailbox, follows, str(fault)))
        return mail.after(fault, job, partial(_settle, follows, until, told))

    def record() -> None:
        _settle(follows, until, told)
        columns = {"letters": mailbox.letters + 1, "sent_at": timezone.now(), "fault": ""}
        Mailbox.objects.filter(pk=mailbox.pk).update(**columns)

    return Done(record, if_lost=record)


def _settle(follows: Sequence[Follow], until: datetime, told: News) -> None:
    """What came meanwhile has made its follow due anew, and stays so."""
    decided = {decision.follow.pk: decision.follow.comment for decision in told.decisions}
    for follow in follows:
        still = Case(When(due_at=follow.due_at, then=Value(None)), default=F("due_at"))
        columns = {"due_at": still, "told_until": max(until, follow.told_until)}
        if comment := decided.get(follow.pk):
            columns |= {"told_status": comment.status, "told_version": comment.version}
        Follow.objects.filter(pk=follow.pk).update(**columns)


def _put_off(follows: Sequence[Follow], seconds: int) -> None:
    pks = [follow.pk for follow in follows]
    list(Follow.objects.filter(pk__in=pks).held().values_list("pk", flat=True))
    Follow.objects.filter(pk__in=pks).update(due_at=timezone.now() + timedelta(seconds=seconds))


def _note_refusal(mailbox: Mailbox, follows: Sequence[Follow], fault: str) -> None:
    """Nothing more is sent there until the address is confirmed anew, or its owner says that it is good."""
    Mailbox.objects.filter(pk=mailbox.pk).update(refused_at=timezone.now(), fault=fault)
    Follow.objects.filter(pk__in=[follow.pk for follow in follows]).update(due_at=None)


@reported("letters")
def _report() -> dict[str, Any]:
    refused = Mailbox.objects.filter(refused_at__isnull=False)[:1001].count()
    return {"refused addresses": refused, "waiting for confirmation": Follow.objects.waiting()[:1001].count()}


def letter(mailbox: Mailbox, address: str, told: News) -> Letter:
    occasion = f"{LETTER_JOB} {mailbox.pk} {mailbox.letters}"
    stop = settings.SITE_URL + links.page(mailbox)
    return mail.written("news", _subject(told), address, occasion, stop, news=told)


def _subject(told: News) -> str:
    count = len(told.decisions) + len(told.replies) + len(told.others)
    if count == 1 and not told.more:
        return _subject_of_one(told)
    known = {"site": settings.SITE_NAME, "count": len(told.replies) + len(told.others)}
    if not known["count"]:
        return _("%(site)s: your comments") % known
    if told.decisions:
        return _("%(site)s: your comments, and %(count)d new") % known
    return ngettext("%(site)s: %(count)d new comment", "%(site)s: %(count)d new comments", count) % known


def _subject_of_one(told: News) -> str:
    for decision in told.decisions:
        words = _("Your comment is published: %(headline)s") if decision.is_public else _("Your comment: %(headline)s")
        return words % {"headline": decision.headline}
    for entry in told.replies:
        return _("%(name)s replied to you: %(headline)s") % {"name": entry.comment.name, "headline": entry.headline}
    for entry in told.others:
        return _("%(name)s commented: %(headline)s") % {"name": entry.comment.name, "headline": entry.headline}
    return settings.SITE_NAME
