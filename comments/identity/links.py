"""The link that proves an address. It is derived when it is mailed: the database holds a nonce that opens nothing."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from comments.keys import short_digest
from comments.models import Contact

GOOD_FOR = timedelta(hours=24)


def token(contact: Contact) -> str:
    """For one asking alone, and for the address as it was typed then."""
    asked = contact.asked_at.isoformat() if contact.asked_at else ""
    return f"{contact.pk}-{short_digest('confirm', f'{contact.nonce} {asked} {contact.email}')}"


def address(contact: Contact) -> str:
    return settings.SITE_URL + reverse("comments:confirm", args=[token(contact)])


def contact_behind(given: str) -> Contact | None:
    """None for what is no link of ours, and for one that was used, replaced or is too old."""
    number = int(given.partition("-")[0])
    contact = Contact.objects.select_related("commenter").filter(pk=number, asked_at__isnull=False).first()
    return contact if contact and _is_good(contact, given) else None


def _is_good(contact: Contact, given: str) -> bool:
    is_fresh = contact.asked_at is not None and timezone.now() - contact.asked_at <= GOOD_FOR
    return is_fresh and constant_time_compare(token(contact), given)
