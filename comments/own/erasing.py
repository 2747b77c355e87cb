"""Erasing what is kept about a person: their comments a portion at a time, then all that is left of them at once.

What stays: that there were comments, when, and what was decided (the log has numbers and codes alone), restrictions
until their end, and the replies of others. What others wrote under their address stays without it. What was asked for
stands in a row of `Erasure` before anything is done.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.models import MistakeReport
from comments import bulk, forgetting, identity, letters
from comments.bulk import PORTION, Step
from comments.identity.claiming import disown, typed_under
from comments.models import (
    Appeal,
    Batch,
    Comment,
    Commenter,
    Erasure,
    LegalContact,
    LegalReport,
    ModerationAction,
    ModerationNote,
    PersonNote,
    Report,
    Status,
)
from comments.own import accounts
from comments.own.kept import written
from comments.own.people import People, behind, in_erasure
from comments.reporting import forgetting as reporting
from comments.tombstones import ERASED
from outbox import jobs, rewriting
from outbox.jobs import Done, Later, Outcome
from outbox.models import Job

ERASE_JOB = "comments.erase"
LEASE = 300  # seconds
PORTIONS_PER_RUN = 20


def ask(person: Commenter) -> Erasure:
    """Of one who has proven to be that. Asked twice, it is one."""
    people = behind(person)
    asked = {"batch": uuid4(), "with_account": accounts.goes_with(people.user), "total": count(people)}
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(person=person, **asked)
            jobs.enqueue(ERASE_JOB, erasure.pk)
            return erasure
    except IntegrityError:
        return Erasure.objects.get(person=person, ended_at=None)


@jobs.handles(ERASE_JOB, lease=LEASE)
def carry_out(job: Job) -> Outcome:
    for _portion in range(PORTIONS_PER_RUN):
        if not carry_on(job.ref):
            finish()
            return Done()
    return Later(0)


def finish() -> None:
    """Outside of transactions: what deletion leaves in the files of SQLite."""
    rewriting.clean_files()


def carry_on(number: int) -> bool:
    """One portion, or the end, in one transaction. False once it is over."""
    with transaction.atomic():
        erasure = Erasure.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=number)
        if erasure.ended_at:
            return False
        people = in_erasure(erasure.person)
        if portion := _portion(_left(people)):
            _erase_comments(portion, Batch(erasure.batch))
            erasure.done += len(portion)
        elif others := _portion(typed_under(people.addresses)):
            disown(others, people.addresses)
        else:
            _erase_rest(people)
            erasure.ended_at = timezone.now()
        erasure.save(update_fields=["done", "ended_at"])
    return erasure.ended_at is None


def count(people: People) -> int:
    return _left(people).count()


def count_of_others(people: People) -> int:
    return typed_under(people.addresses).count()


def _left(people: People) -> QuerySet[Comment]:
    return Comment.objects.filter(commenter__in=people.own, emptied_at=None)


def _portion(comments: QuerySet[Comment]) -> list[int]:
    return list(comments.order_by("pk").values_list("pk", flat=True)[:PORTION])


def _erase_comments(numbers: Collection[int], batch: Batch) -> None:
    """A portion that the database would not have is tried again."""
    rows = bulk.carry_out([Step(number, number, partial(_withdraw, batch=batch)) for number in numbers], batch)
    if any(row.obstacle for row in rows):
        raise RuntimeError("The database was too busy for a portion of an erasure.")
    acts = ModerationAction.objects.filter(comment__in=numbers).exclude(note_hmac="")
    ModerationNote.objects.filter(action__in=list(acts.values_list("pk", flat=True))).delete()
    Report.objects.filter(comment__in=numbers).update(words="")
    Appeal.objects.filter(comment__in=numbers).update(words="")
    LegalReport.objects.filter(comment__in=numbers).update(passage="")
    Comment.objects.filter(pk__in=numbers).update(badge="")
    forgetting.empty(numbers, timezone.now())


def _withdraw(comment: Comment, batch: Batch) -> ModerationAction | None:
    if comment.status in (Status.SPAM, Status.WITHDRAWN):
        return None
    return comment.withdraw(batch=batch, reason=ERASED)


def _erase_rest(people: People) -> None:
    """Rows that others are named by stay, without a name. Restrictions in force name codes of their own, and stay."""
    LegalContact.objects.filter(written(people)).delete()
    MistakeReport.objects.filter(written(people)).update(email="")
    PersonNote.objects.filter(person__in=people.numbers).delete()
    acts = ModerationAction.objects.filter(Q(person__in=people.numbers) & ~Q(note_hmac=""))
    ModerationNote.objects.filter(action__in=list(acts.values_list("pk", flat=True))).delete()
    accounts.close(people.user, people.addresses)
    for person in Commenter.objects.filter(pk__in=people.numbers):
        reporting.forget(person)
        letters.forget(person)
        identity.forget(person)
