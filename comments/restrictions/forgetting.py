"""What of restrictions and of notes on people goes, and when: places soon after the end, words later.

The row of a restriction stays, and with it what the log tells: kind, scope, reason, times and who.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from comments.models import Kind as Act
from comments.models import ModerationAction, ModerationNote, PersonNote, Restriction, Scope
from comments.terms import NETWORK_AFTER_END, PERSON_NOTE_AFTER_WRITING, RESTRICTION_AFTER_END
from outbox.retention import Keys, Kind, portions, whole_rows

FORGOTTEN = (Scope.ADDRESS, Scope.DOMAIN, Scope.NETWORK)  # an account is known by its number, as everywhere


def overdue_subjects(now: datetime) -> QuerySet[Restriction]:
    networks = Q(scope=Scope.NETWORK) & _ended_before(now - NETWORK_AFTER_END)
    others = Q(scope__in=FORGOTTEN) & _ended_before(now - RESTRICTION_AFTER_END)
    return Restriction.objects.exclude(subject="").filter(networks | others)


def overdue_words(now: datetime) -> QuerySet[ModerationNote]:
    ended = Restriction.objects.filter(_ended_before(now - RESTRICTION_AFTER_END)).values("pk")
    acts = ModerationAction.objects.filter(kind__in=[Act.RESTRICT, Act.LIFT], subject__in=ended)
    return ModerationNote.objects.filter(action__in=acts.values("pk"))


def overdue_notes(now: datetime) -> QuerySet[PersonNote]:
    """Those that were taken back go as early as words of a restriction that is over."""
    old = Q(at__lt=now - PERSON_NOTE_AFTER_WRITING)
    return PersonNote.objects.filter(old | Q(removed_at__lt=now - RESTRICTION_AFTER_END))


def forget_subjects(keys: Keys, now: datetime) -> int:
    """What ended by the clock is closed with it, so that nothing without a subject is in force."""
    with transaction.atomic():
        rows = Restriction.objects.filter(pk__in=keys).order_by("pk")
        held = list(rows.select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True))
        overdue = overdue_subjects(now).filter(pk__in=held).values_list("pk", flat=True)
        return Restriction.objects.filter(pk__in=list(overdue)).update(
            subject="", closed_at=Coalesce("closed_at", "until")
        )


def _ended_before(moment: datetime) -> Q:
    """Lifted, or ended by itself; nothing is compared with what it lacks."""
    return Q(closed_at__lt=moment) | Q(until__lt=moment)


SUBJECTS = Kind("restricted addresses and networks", lambda now: portions(overdue_subjects(now)), forget_subjects)
KINDS = (
    SUBJECTS,
    whole_rows("notes on restrictions", overdue_words),
    whole_rows("notes on people", overdue_notes, "at"),
)
