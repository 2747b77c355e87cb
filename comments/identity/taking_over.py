"""What becomes of comments under a confirmed address once an account has confirmed the same one: they are its own.

Both have proven that mailbox, so trust follows. What was merely typed under the address stays with whoever typed it,
and letters go on to the address by which they were asked for.
"""

from __future__ import annotations

from functools import partial

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from accounts.readers.making import CONFIRMED_JOB
from comments.models import Comment, Commenter, Contact, Erasure
from comments.models.commenter import email_key
from comments.writers import commenter_of
from outbox.jobs import Done, Later, Outcome, handles
from outbox.models import Job

PORTION = 100


@handles(CONFIRMED_JOB)
def take_over(job: Job) -> Outcome:
    address = EmailAddress.objects.filter(pk=job.ref, verified=True, user__is_active=True).first()
    owner = _owner_of(address) if address else None
    if address is None or owner is None:
        return Done()
    portion = list(_theirs(owner).order_by("pk").values_list("pk", flat=True)[:PORTION])
    move = partial(_move, portion, owner, address)
    return Later(0, move) if len(portion) == PORTION else Done(move)


def _owner_of(address: EmailAddress) -> Commenter | None:
    """Not of another spelling, which may be another mailbox; and nobody who is about to be forgotten."""
    confirmed = Contact.objects.filter(confirmed_at__isnull=False, commenter__email_key=email_key(address.email))
    contact = confirmed.select_related("commenter").first()
    if contact is None or contact.email.lower() != address.email.lower():
        return None
    if Erasure.objects.filter(person=contact.commenter, ended_at=None).exists():
        return None
    return contact.commenter


def _theirs(owner: Commenter) -> QuerySet[Comment]:
    return Comment.objects.filter(commenter=owner, emptied_at=None)


def _move(portion: list[int], owner: Commenter, address: EmailAddress) -> None:
    """Locks in the order of the engine: comments, commenters."""
    if not portion:
        return
    account = commenter_of(address.user, address.email)
    held = _theirs(owner).filter(pk__in=portion).order_by("pk").select_for_update(no_key=True)
    Comment.objects.filter(pk__in=[comment.pk for comment in held]).update(commenter=account)
    for person in sorted([owner.pk, account.pk]):
        Commenter(pk=person).recount()
