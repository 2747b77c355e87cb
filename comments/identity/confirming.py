"""What the button behind the link does: the address is its owner's, and the comment, if they say so."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone

from comments.identity import links
from comments.identity.claiming import claim
from comments.models import Contact
from comments.models.contact import new_nonce


class LinkUsed(Exception):
    """Or replaced, or ended, since the page was shown."""


def confirm(token: str, *, claims_comment: bool, besides: Iterable[int] = ()) -> Contact:
    """The link is good once; of two who press at once one is told LinkUsed. `besides`: other comments that they say are
    theirs.

    The contact is held last, as `ask` does: after the comments and their commenters.
    """
    with transaction.atomic():
        contact = links.contact_behind(token)
        if contact:
            _claim(contact, {*besides} | ({contact.comment_id or 0} if claims_comment else set()))
        if contact is None or not _use(contact):
            raise LinkUsed
    return contact


def _claim(contact: Contact, numbers: Collection[int]) -> None:
    claimed = claim(numbers, contact.commenter, [contact.email]) if numbers else []
    if contact.comment and contact.comment_id in claimed:
        contact.comment.commenter = contact.commenter


def _use(contact: Contact) -> bool:
    """What the contact says of the way on stays in memory alone."""
    seen = Contact.objects.filter(pk=contact.pk, asked_at=contact.asked_at, nonce=contact.nonce, email=contact.email)
    contact.confirmed_at = contact.confirmed_at or timezone.now()
    return bool(seen.update(confirmed_at=contact.confirmed_at, asked_at=None, then="", comment=None))


def revoke(contact: Contact) -> None:
    """Ends all links, and all browsers that are bound to it."""
    Contact.objects.filter(pk=contact.pk).update(nonce=new_nonce(), asked_at=None, then="", comment=None)
