"""Removing what one person wrote, and taking such a removal back: one batch, however many comments that are.

What is to be done stands in a row of `Removal` before anything is done, with a job beside it. A removal of moderate
size is carried out within the request; what a kill has left of it, and every large one, is the worker's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from accounts.models import User
from comments import bulk, undoing
from comments.bulk import PORTION, Row, Step
from comments.models import Batch, Comment, Commenter, Kind, ModerationAction, Removal, Seen, Status
from comments.reach import sections_of
from comments.restrictions import acts
from comments.restrictions.acts import Terms
from outbox import jobs
from outbox.jobs import Done, Later, Outcome
from outbox.models import Job

REMOVAL_JOB = "comments.removal"
LEASE = 300  # seconds
AT_ONCE = bulk.AT_MOST  # more than these are the worker's alone
PORTIONS_PER_RUN = 20
REMOVABLE = (Status.UNCHECKED, Status.PENDING, Status.APPROVED)


def removable(person: Commenter, by: User) -> QuerySet[Comment]:
    """What `by` may still remove of what this person wrote."""
    found = Comment.objects.filter(commenter=person, status__in=REMOVABLE)
    sections = sections_of(by)
    return found if sections is None else found.filter(article__section__in=sections)


def restrict_and_remove(person: Commenter, terms: Terms, act: str, *, by: User) -> Batch:
    """`act` of Removal, or empty: nothing is removed then. Raises DecisionRefused; then nothing has been done."""
    batch = Batch()
    with transaction.atomic():
        acts.restrict(person, terms, by=by, batch=batch)
        removal = begin(person, act, terms.reason, by=by, batch=batch) if act else None
    finish_if_moderate(removal)
    return batch


def undo_whole(action: ModerationAction, *, by: User) -> tuple[Batch, list[Row]]:
    """Takes back an act on a person with all that was removed by it. Whatever was changed since stays as it is."""
    batch = Batch()
    with transaction.atomic():
        removal = begin_undo(action.batch, by=by, batch=batch)
        try:
            undoing.undo(action, by=by, batch=batch)
        except undoing.Overtaken:
            if removal is None:
                raise
    return batch, finish_if_moderate(removal)


def begin(person: Commenter, act: str, reason: str, *, by: User, batch: Batch) -> Removal | None:
    """Inside the transaction of the restriction that it belongs to. None when there is nothing to remove."""
    comments = removable(person, by)
    upto, total = comments.aggregate(upto=Max("pk"))["upto"], comments.count()
    if not upto:
        return None
    asked = {"person": person, "act": act, "reason": reason, "by": by, "upto": upto, "total": total}
    return _ask(Removal(batch=batch.number, at=0, **asked))


def begin_undo(number: UUID, *, by: User, batch: Batch) -> Removal | None:
    """Takes back all changes of status of a batch, last done first; inside the transaction of what else it undoes."""
    decisions = _acts_of(number)
    last = decisions.aggregate(last=Max("pk"))["last"]
    if not last:
        return None
    asked = {"undoes": number, "act": Removal.Act.UNDO, "by": by, "upto": 0, "at": last + 1, "total": decisions.count()}
    return _ask(Removal(batch=batch.number, **asked))


def finish_if_moderate(removal: Removal | None) -> list[Row]:
    """What became of each comment; nothing yet where the worker does it."""
    if removal is None or removal.total > AT_ONCE:
        return []
    rows: list[Row] = []
    while portion := carry_on(removal.pk):
        rows += portion
    jobs.cancel(REMOVAL_JOB, removal.pk)
    return rows


@jobs.handles(REMOVAL_JOB, lease=LEASE)
def carry_out(job: Job) -> Outcome:
    for _portion in range(PORTIONS_PER_RUN):
        if not carry_on(job.ref):
            return Done()
    return Later(0)


def carry_on(number: int) -> list[Row]:
    """One portion, and the mark of how far that is, in one transaction. Nothing once it is over."""
    with transaction.atomic():
        removal = Removal.objects.select_for_update(no_key=True, of=("self",)).get(pk=number)
        if removal.ended_at:
            return []
        batch = Batch(removal.batch)
        steps, at = (_undoing if removal.act == Removal.Act.UNDO else _removing)(removal, batch)
        rows = bulk.carry_out(steps, batch) if steps else []
        _note(removal, rows, at)
        return rows


def _ask(removal: Removal) -> Removal:
    removal.save(force_insert=True)
    jobs.enqueue(REMOVAL_JOB, removal.pk, after=LEASE if removal.total <= AT_ONCE else 0)
    return removal


def _note(removal: Removal, rows: Sequence[Row], at: int) -> None:
    """A portion that the database would not have is tried again."""
    if any(row.obstacle and getattr(row.obstacle, "code", "") == "not_reached" for row in rows):
        raise RuntimeError("The database was too busy for a portion of a removal.")
    removal.done += sum(row.obstacle is None for row in rows)
    removal.left += sum(row.obstacle is not None for row in rows)
    removal.at = at
    removal.ended_at = None if rows else timezone.now()
    removal.save(update_fields=["done", "left", "at", "ended_at"])


def _removing(removal: Removal, batch: Batch) -> tuple[list[Step], int]:
    assert removal.person
    comments = removable(removal.person, removal.by).filter(pk__gt=removal.at, pk__lte=removal.upto).order_by("pk")
    found = comments.values_list("pk", "status", "version")[:PORTION]
    steps = [Step(pk, pk, partial(_remove, removal, batch, Seen(status, version))) for pk, status, version in found]
    return steps, steps[-1].comment if steps else removal.at


def _remove(removal: Removal, batch: Batch, seen: Seen, comment: Comment) -> ModerationAction:
    if removal.act == Removal.Act.SPAM:
        return comment.mark_spam(by=removal.by, seen=seen, batch=batch)
    return comment.reject(by=removal.by, reason=removal.reason, seen=seen, batch=batch)


def _undoing(removal: Removal, batch: Batch) -> tuple[list[Step], int]:
    assert removal.undoes
    decisions = list(_acts_of(removal.undoes).filter(pk__lt=removal.at).order_by("-pk")[:PORTION])
    undo = partial(Comment.undo, by=removal.by, batch=batch)
    steps = [Step(act.comment, -act.pk, partial(undo, action=act)) for act in decisions if act.comment]
    return steps, decisions[-1].pk if decisions else removal.at


def _acts_of(number: UUID) -> QuerySet[ModerationAction]:
    return ModerationAction.objects.filter(batch=number, kind=Kind.STATUS, comment__isnull=False, actor__isnull=False)
