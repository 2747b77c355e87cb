"""What the button behind the link does: the address is its owner's, and the comment, if they say so."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from comments.identity import links
from comments.models import Comment, Commenter, Contact
from comments.models.contact import new_nonce


class LinkUsed(Exception):
    """Or replaced, or ended, since the page was shown."""


def confirm(token: str, *, claims_comment: bool) -> Contact:
    """The link is good once; of two who press at once one is told LinkUsed. The contact says where they go on.

    The contact is held last, as `ask` does: after the comment and its commenters.
    """
    with transaction.atomic():
        contact = links.contact_behind(token)
        if contact and claims_comment and contact.comment:
            claim(contact.comment, contact)
        if contact is None or not _use(contact):
            raise LinkUsed
    return contact


def _use(contact: Contact) -> bool:
    """What the contact says of the way on stays in memory alone."""
    seen = Contact.objects.filter(pk=contact.pk, asked_at=contact.asked_at, nonce=contact.nonce, email=contact.email)
    contact.confirmed_at = contact.confirmed_at or timezone.now()
    return bool(seen.update(confirmed_at=contact.confirmed_at, asked_at=None, then="", comment=None))


def may_claim(comment: Comment, contact: Contact) -> bool:
    """One that was written under this address, by whoever typed it."""
    writer, owner = comment.commenter, contact.commenter
    return writer is not None and not writer.of_owner and writer.email_key == owner.email_key


def claim(comment: Comment, contact: Contact) -> None:
    """From now on it counts for its owner. Locks in the order of the engine: comment, commenters."""
    if not may_claim(comment, contact) or comment.commenter_id is None:
        return
    with transaction.atomic():
        held = Comment.objects.select_for_update(no_key=True).filter(pk=comment.pk, commenter=comment.commenter_id)
        if held.update(commenter=contact.commenter_id):
            for person in sorted([comment.commenter_id, contact.commenter_id]):
                Commenter(pk=person).recount()
            comment.commenter_id = contact.commenter_id


def revoke(contact: Contact) -> None:
    """Ends all links, and all browsers that are bound to it."""
    Contact.objects.filter(pk=contact.pk).update(nonce=new_nonce(), asked_at=None, then="", comment=None)
