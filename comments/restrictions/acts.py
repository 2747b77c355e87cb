"""Restricting people, and ending that: each act is one transaction with its row in the log.

An act on a restriction that is in force changes that one, so whoever and whatever is restricted has one of a kind at a
time, and the log tells its whole story under one number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from comments.models import (
    Batch,
    Commenter,
    DecisionRefused,
    Kind,
    ModerationAction,
    PersonNote,
    Restriction,
    RestrictionKind,
    Scope,
)
from comments.models.log import write
from comments.models.undone import answer_to, refuse_unless_latest
from comments.restrictions.unrestrictable import why_not

LONGEST = timedelta(days=5 * 366)
SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True)
class Terms:
    """`subject` as `Restriction` keeps it; `note` is for colleagues, `reason` also for whom it is about."""

    kind: str
    scope: str
    subject: str
    reason: str
    until: datetime | None = None
    note: str = ""


def restrict(person: Commenter, terms: Terms, *, by: User, batch: Batch | None = None) -> ModerationAction:
    """Raises DecisionRefused for what may not be restricted, ends that are none, and when a colleague was faster."""
    _refuse_unfit(terms)
    if why := why_not(terms.scope, terms.subject):
        raise DecisionRefused("unrestrictable", why)
    try:
        with transaction.atomic():
            row, before = _put_in_force(person, terms, by)
            action = _action(Kind.RESTRICT, row, by, batch, before, reason=terms.reason)
            return write(action, terms.note)
    except IntegrityError as error:
        raise _was_faster() from error


def lift(number: int, *, by: User, batch: Batch | None = None) -> ModerationAction:
    """Ends what is in force. Raises DecisionRefused when it is over already."""
    with transaction.atomic():
        row = _held(number)
        if row is None or not row.is_in_force:
            raise DecisionRefused("over", _("This restriction is over already."))
        before = _state(row)
        row.closed_at, row.lifted_by = timezone.now(), by
        row.save(update_fields=["closed_at", "lifted_by"])
        return write(_action(Kind.LIFT, row, by, batch, before, reason=row.reason))


def undo(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    """The state before comes back; what was not there before is lifted."""
    with transaction.atomic():
        row = _held(action.subject or 0)
        if row is None or not row.subject:
            raise DecisionRefused("erased", _("Whom it was about is no longer kept."))
        refuse_unless_latest(action)
        before = _state(row)
        _restore(row, action.before, by)
        return write(ModerationAction(**answer_to(action, by, batch), before=before))


def note(person: Commenter, text: str, *, by: User) -> ModerationAction:
    """The words stand outside the log, which names their number."""
    with transaction.atomic():
        row = PersonNote.objects.create(person=person, by=by, text=text)
        return write(ModerationAction(kind=Kind.PERSON_NOTE, person=person.pk, subject=row.pk, actor=by.pk))


def undo_note(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    with transaction.atomic():
        row = PersonNote.objects.select_for_update(no_key=True).filter(pk=action.subject or 0).first()
        if row is None:
            raise DecisionRefused("erased", _("This note is no longer kept."))
        refuse_unless_latest(action)
        row.removed_at = None if row.removed_at else timezone.now()
        row.save(update_fields=["removed_at"])
        return write(ModerationAction(**answer_to(action, by, batch)))


def _refuse_unfit(terms: Terms) -> None:
    now = timezone.now()
    if terms.until is None and (terms.scope == Scope.NETWORK or terms.kind == RestrictionKind.SUSPENDED):
        raise DecisionRefused("no_end", _("Say until when: a network and a suspension need an end."))
    if terms.until and terms.until < now + SHORTEST:
        raise DecisionRefused("past", _("This end is past, or less than a minute ahead."))
    if terms.until and terms.until > now + LONGEST:
        raise DecisionRefused("too_far", _("This end is more than five years ahead. A ban needs none."))


def _put_in_force(person: Commenter, terms: Terms, by: User) -> tuple[Restriction, dict[str, Any]]:
    """The row, and what it was before; nothing for one that was not there."""
    same = Restriction.objects.open().filter(subject=terms.subject, kind=terms.kind)
    row = same.select_for_update(no_key=True).first()
    if row and not row.is_in_force:
        Restriction.objects.filter(pk=row.pk).update(closed_at=row.until)
        row = None
    told = {"reason": terms.reason, "until": terms.until}
    if row is None:
        kept = {"person": person, "kind": terms.kind, "scope": terms.scope, "subject": terms.subject}
        return Restriction.objects.create(**kept, **told, by=by), {}
    before = _state(row)
    row.reason, row.until, row.by = terms.reason, terms.until, by
    row.save(update_fields=["reason", "until", "by"])
    return row, before


def _held(number: int) -> Restriction | None:
    return Restriction.objects.select_for_update(no_key=True, of=("self",)).filter(pk=number).first()


def _state(row: Restriction) -> dict[str, Any]:
    """Codes, times and numbers: what the log may keep for ever."""
    times = {name: at.isoformat() if at else None for name, at in (("until", row.until), ("closed_at", row.closed_at))}
    return {"reason": row.reason, "by": row.by_id, "lifted_by": row.lifted_by_id, **times}


def _restore(row: Restriction, state: dict[str, Any], by: User) -> None:
    if state:
        row.reason, row.by_id, row.lifted_by_id = state["reason"], state["by"], state["lifted_by"]
        row.until, row.closed_at = _time(state["until"]), _time(state["closed_at"])
    else:
        row.closed_at, row.lifted_by = timezone.now(), by
    try:
        with transaction.atomic():
            row.save(update_fields=["reason", "by", "lifted_by", "until", "closed_at"])
    except IntegrityError as error:
        raise _was_faster() from error


def _action(
    kind: Kind, row: Restriction, by: User, batch: Batch | None, before: dict[str, Any], reason: str
) -> ModerationAction:
    told = {"person": row.person_id, "subject": row.pk, "actor": by.pk, "batch": (batch or Batch()).number}
    return ModerationAction(kind=kind, reason=reason, before=before, **told)


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _was_faster() -> DecisionRefused:
    return DecisionRefused("faster", _("A colleague has just restricted the same. Look at the page again."))
