"""What the tests of letters share: people with proven addresses, decisions, and the time that must pass."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from django.db import transaction
from django.utils import timezone

from comments import identity
from comments.letters import watching
from comments.models import Comment, Commenter, Contact, Follow, LetterClock, Mailbox
from outbox import jobs
from outbox.models import Job
from outbox.worker import Worker
from tests.factories import make_comment, make_moderator

ADA, BEN = "ada@example.org", "ben@example.org"


def make_person(email: str = ADA, *, is_proven: bool = True) -> Commenter:
    """The owner of that address, who gets letters to it."""
    person = identity.owner_of_address(email)
    now = timezone.now()
    Contact.objects.create(commenter=person, email=email, asked_at=now, confirmed_at=now if is_proven else None)
    Mailbox.objects.create(commenter=person)
    return person


def make_follow(person: Commenter, /, **columns: Any) -> Follow:
    """Of replies to a comment, or of an article; confirmed a moment ago."""
    since = timezone.now() - timedelta(seconds=1)
    wish = {"kind": "article" if "article" in columns else "replies", "confirmed_at": since, "told_until": since}
    return Follow.objects.create(**{"commenter": person} | wish | columns)


def own_comment(person: Commenter, /, **columns: Any) -> Comment:
    """With the wish to hear what becomes of it."""
    comment = make_comment(commenter=person, **columns)
    make_follow(person, comment=comment)
    return comment


def published(comment: Comment) -> Comment:
    comment.approve(by=make_moderator())
    return comment


def reply(parent: Comment, /, **columns: Any) -> Comment:
    return published(make_comment(parent=parent, **columns))


def start_clock() -> None:
    LetterClock.objects.create(pk=1, seen=0)


def watch() -> None:
    """One round of the recurring job."""
    outcome = watching.watch(Job())
    with transaction.atomic():
        outcome.effect()


def leave() -> None:
    """Whatever may leave now does."""
    watch()
    Worker().drain()


def undo_is_over(clock: time_machine.Traveller) -> None:
    clock.shift(watching.delay() + timedelta(seconds=1))


def later_on(clock: time_machine.Traveller) -> None:
    undo_is_over(clock)
    leave()


def letters_asked() -> list[int]:
    return sorted(Job.objects.open().filter(kind=watching.LETTER_JOB).values_list("ref", flat=True))


def ask_for_letter(person: Commenter) -> Job:
    jobs.enqueue(watching.LETTER_JOB, person.pk)
    return Job.objects.get(kind=watching.LETTER_JOB, ref=person.pk, state="open")
