"""Whose a comment is that was written under a typed address: its owner says "mine" or "not mine", and nobody else.

Comments are locked first and then commenters, all of them in one order, as wherever they are decided about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from comments import forgetting
from comments.keys import hex_digest
from comments.models import Comment, Commenter, Contact, Follow, Submission
from comments.models.comment_rows import CommentQuerySet
from comments.models.commenter import email_key

EMAIL_FIELD = "comment_author_email"  # of what the spam check is sent


def typed_under(addresses: Collection[str]) -> CommentQuerySet:
    """By whoever typed one of these addresses; nobody has said yet whose they are.

    Some that are mailboxes of their own share a code (ß is folded to ss). As long as the request is kept, it says which
    one was typed; later an address of ASCII alone is believed to be the one.
    """
    requests = Submission.objects.filter(comment=OuterRef("pk")).exclude(email="")
    spelled = {*addresses, *(address.lower() for address in addresses)}
    same = requests.annotate(lowered=Lower("email")).filter(Q(email__in=spelled) | Q(lowered__in=spelled))
    plain = [email_key(address) for address in addresses if address.isascii()]
    found = Comment.objects.filter(commenter__of_owner=False, commenter__email_key__in=[*map(email_key, addresses)])
    return found.filter(Exists(same) | ~Exists(requests) & Q(commenter__email_key__in=plain))


def may_claim(comment: Comment, contact: Contact) -> bool:
    return typed_under([contact.email]).filter(pk=comment.pk).exists()


def claim(numbers: Iterable[int], person: Commenter, addresses: Collection[str], *, by_link: bool = False) -> list[int]:
    """From now on they count for this person, who has proven these addresses. Says which of them were to be claimed.

    `by_link`: they hold the private link as well. Without it an address is all that speaks for them, and might have
    been typed by somebody else, whose network and browser they are never told.
    """
    with transaction.atomic():
        held = _hold(numbers, addresses)
        Comment.objects.filter(pk__in=held).update(commenter=person)
        _recount({*held.values(), person.pk})
        if not by_link:
            _mark(held)
    return sorted(held)


def disown(numbers: Iterable[int], addresses: Collection[str]) -> list[int]:
    """They stay as they are, without the address: nothing about them leads to it any more, or is mailed to it."""
    with transaction.atomic():
        held = _hold(numbers, addresses)
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


def _hold(numbers: Iterable[int], addresses: Collection[str]) -> dict[int, int]:
    """With whom they have been counted so far."""
    found = typed_under(addresses).filter(pk__in=list(numbers)).order_by("pk")
    held = found.select_for_update(no_key=True, of=("self",)).values_list("pk", "commenter")
    return {number: person for number, person in held if person}


def _recount(people: Collection[int]) -> None:
    for number in sorted(people):
        Commenter(pk=number).recount()
