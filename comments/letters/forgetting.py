"""What goes: of a person who wishes it everything, else what was never confirmed, and mailboxes that nobody uses."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from comments.forgetting import UNDECIDED
from comments.letters.watching import LETTER_JOB
from comments.models import Comment, Commenter, Follow, Mailbox
from comments.terms import MAILBOX_UNUSED, WISH_UNCONFIRMED
from outbox import jobs
from outbox.retention import whole_rows


def forget(person: Commenter) -> None:
    """Their wishes, the mailbox with its links, and what is on its way."""
    with transaction.atomic():
        list(Follow.objects.filter(commenter=person.pk).held().values_list("pk", flat=True))
        Follow.objects.filter(commenter=person.pk).delete()
        Mailbox.objects.filter(commenter=person.pk).delete()
        jobs.cancel(LETTER_JOB, person.pk)


def _unconfirmed(now: datetime) -> QuerySet[Follow]:
    """Not those over comments that wait themselves, whose address may not have been asked yet."""
    waits = Comment.objects.filter(pk=OuterRef("comment"), status__in=UNDECIDED)
    return Follow.objects.waiting().filter(~Exists(waits), asked_at__lt=now - WISH_UNCONFIRMED)


def _unused(now: datetime) -> QuerySet[Mailbox]:
    follows = Follow.objects.filter(commenter=OuterRef("commenter"))
    return Mailbox.objects.filter(~Exists(follows), sent_at__lt=now - MAILBOX_UNUSED)


KINDS = (
    whole_rows("wishes for letters that nobody confirmed", _unconfirmed, "asked_at"),
    whole_rows("mailboxes without letters", _unused, "sent_at"),
)
