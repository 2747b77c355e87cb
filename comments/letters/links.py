"""The link in every letter, to what this address gets. The database holds a nonce, which opens nothing."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from comments.keys import short_digest
from comments.models import Commenter, Mailbox
from comments.models.comment import new_nonce


def token(mailbox: Mailbox) -> str:
    return f"{mailbox.pk}-{short_digest('letters', mailbox.nonce)}"


def page(mailbox: Mailbox) -> str:
    return reverse("comments:letters", args=[token(mailbox)])


def address_for(person: Commenter) -> str:
    """Where they see and end what they get; empty for who never asked for any."""
    mailbox = Mailbox.objects.filter(commenter=person.pk).first()
    return page(mailbox) if mailbox else ""


def mailbox_behind(given: str) -> Mailbox:
    """Raises Http404 for everything that is no link of ours, or no longer one."""
    number = int(given.partition("-")[0])
    mailbox = Mailbox.objects.select_related("commenter").filter(pk=number).first()
    if mailbox is None or not constant_time_compare(token(mailbox), given):
        raise Http404
    return mailbox


def renew(mailbox: Mailbox) -> None:
    """From now on all links that were mailed lead nowhere."""
    mailbox.nonce = new_nonce()
    mailbox.save(update_fields=["nonce"])
