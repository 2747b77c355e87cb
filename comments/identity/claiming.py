"""Whose a comment is that was written under a typed address: its owner says "mine" or "not mine", and nobody else.

Comments are locked first and then commenters, all of them in one order, as wherever they are decided about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction

from comments import forgetting
from comments.keys import hex_digest
from comments.models import Comment, Commenter, Contact, Follow, Submission
from comments.models.comment_rows import CommentQuerySet

EMAIL_FIELD = "comment_author_email"  # of what the spam check is sent


def typed_under(keys: Collection[str]) -> CommentQuerySet:
    """By whoever typed one of these addresses; nobody has said yet whose they are."""
    return Comment.objects.filter(commenter__of_owner=False, commenter__email_key__in=keys)


def may_claim(comment: Comment, contact: Contact) -> bool:
    writer, owner = comment.commenter, contact.commenter
    return writer is not None and not writer.of_owner and writer.email_key == owner.email_key


def claim(numbers: Iterable[int], person: Commenter, keys: Collection[str], *, by_link: bool = False) -> list[int]:
    """From now on they count for this person, who has proven these addresses. Says which of them were to be claimed.

    `by_link`: they hold the private link as well. Without it an address is all that speaks for them, and might have
    been typed by somebody else, whose network and browser they are never told.
    """
    with transaction.atomic():
        held = _hold(numbers, keys)
        Comment.objects.filter(pk__in=held).update(commenter=person)
        _recount({*held.values(), person.pk})
        if not by_link:
            _mark(held)
    return sorted(held)


def disown(numbers: Iterable[int], keys: Collection[str]) -> list[int]:
    """They stay as they are, without the address: nothing about them leads to it any more, or is mailed to it."""
    with transaction.atomic():
        held = _hold(numbers, keys)
        _strike_out(held)
        Comment.objects.filter(pk__in=held).update(commenter=None)
        _recount(set(held.values()))
    return sorted(held)


def is_by_address_alone(request: Submission) -> bool:
    """Whether that is how the comment was claimed that came by this request."""
    return request.fingerprint == _fingerprint("claimed", request)


def _mark(comments: Collection[int]) -> None:
    """In the column that knows who said what, which is nobody's business any more."""
    for request in Submission.objects.filter(comment__in=comments):
        request.fingerprint = _fingerprint("claimed", request)
        request.save(update_fields=["fingerprint"])


def _strike_out(comments: Collection[int]) -> None:
    """Of the requests by which they came, of notes about them, and of wishes for letters."""
    Follow.objects.filter(kind=Follow.Kind.REPLIES, comment__in=comments).delete()
    Contact.objects.filter(comment__in=comments).update(comment=None)
    going = list(Submission.objects.filter(comment__in=comments).exclude(email=""))
    forgetting.strike_out_emails(going)
    for request in going:
        request.email, request.fingerprint = "", _fingerprint("disowned", request)
        request.payload.pop(EMAIL_FIELD, None)
        request.save(update_fields=["email", "payload", "fingerprint"])


def _fingerprint(what: str, request: Submission) -> str:
    return hex_digest("fingerprint", f"{what}\0{request.comment_id}\0{request.version}")


def _hold(numbers: Iterable[int], keys: Collection[str]) -> dict[int, int]:
    """With whom they have been counted so far."""
    found = typed_under(keys).filter(pk__in=list(numbers)).order_by("pk")
    held = found.select_for_update(no_key=True, of=("self",)).values_list("pk", "commenter")
    return {number: person for number, person in held if person}


def _recount(people: Collection[int]) -> None:
    for number in sorted(people):
        Commenter(pk=number).recount()
