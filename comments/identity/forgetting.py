"""When an address goes: by itself if it was not confirmed, else when its owner wishes it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from comments.models import Commenter, Contact
from outbox.retention import Keys, Kind, portions


def forget(commenter: Commenter) -> None:
    """The owner's address, by which their links and browsers end, and the codes by which it could be recognized.

    Restrictions name the code of the address themselves, and stand.
    """
    with transaction.atomic():
        Contact.objects.filter(commenter=commenter.pk).delete()
        Commenter.objects.filter(pk=commenter.pk).update(email_key=None, domain_key="")


def _forget_unconfirmed(keys: Keys, now: datetime) -> int:
    with transaction.atomic():
        rows = Contact.objects.unconfirmed_for_long(now).filter(pk__in=keys).select_related("commenter").order_by()
        held = list(rows.select_for_update(skip_locked=True))  # the owner, too: `ask` holds that one first
        for contact in held:
            _forget_owner(contact)
    return len(held)


def _forget_owner(contact: Contact) -> None:
    """With the row of an owner that never was, unless something names it."""
    try:
        with transaction.atomic():
            Commenter.objects.filter(pk=contact.commenter_id).delete()
    except ProtectedError:
        contact.delete()


UNCONFIRMED = Kind(
    "addresses that nobody has confirmed",
    lambda now: portions(Contact.objects.unconfirmed_for_long(now), "asked_at"),
    _forget_unconfirmed,
)
KINDS = (UNCONFIRMED,)
