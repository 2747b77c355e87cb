"""What is in force about an account outlasts it: nobody ends a ban by closing an account and opening another.

The account's restrictions go on under the keyed digest of each address that it had confirmed; the addresses themselves
are kept nowhere for this. The same row goes on, so that the log tells one story; further addresses get copies.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from comments.models import Restriction, Scope
from comments.restrictions import in_force, owner_subject, weight


def keep(user: User, addresses: Collection[str]) -> None:
    """In the transaction that closes the account."""
    for row in Restriction.objects.in_force().filter(subject=f"{Scope.ACCOUNT} {user.pk}").order_by("pk"):
        for subject in map(owner_subject, sorted(addresses)):
            _go_on(row, subject)


def _go_on(row: Restriction, subject: str) -> None:
    """One of the same kind that is there already, of an account before this one, ends when the later of both does."""
    over = Restriction.objects.open().filter(subject=subject, kind=row.kind, until__lte=timezone.now())
    over.update(closed_at=F("until"))
    known = next((each for each in in_force([subject]) if each.kind == row.kind), None)
    if known is None and row.scope == Scope.ACCOUNT:
        row.scope, row.subject = Scope.ADDRESS, subject
        row.save(update_fields=["scope", "subject"])
    elif known is None:
        told = {"kind": row.kind, "person": row.person, "reason": row.reason, "by": row.by}
        Restriction.objects.create(scope=Scope.ADDRESS, subject=subject, since=row.since, until=row.until, **told)
    elif weight(row) > weight(known):
        Restriction.objects.filter(pk=known.pk).update(until=row.until, reason=row.reason)
