"""How often somebody may have us write mails about accounts, and how often one mailbox gets them."""

from __future__ import annotations

from math import ceil

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import limits
from accounts.limits import Limit, LimitReached
from accounts.network import block_of, client_address, network_of

PER_BLOCK = Limit("account.block", burst=5, every=60)
PER_NETWORK = Limit("account.network", burst=30, every=20)
PER_RECIPIENT = Limit("account.recipient", burst=2, every=600)
PER_RECIPIENT_DAY = Limit("account.recipient_day", burst=3, every=28_000)


def take_from_sender(request: HttpRequest) -> None:
    """Raises LimitReached."""
    address = client_address(request)
    with transaction.atomic():
        limits.take([(PER_BLOCK, block_of(address)), (PER_NETWORK, network_of(address))])


def may_be_written_to(email: str, what: str) -> bool:
    """Nobody is told when not. Each kind of mail counts for itself: one can't be used to hold up another."""
    value = f"{what} {email.lower()}"
    try:
        with transaction.atomic():
            limits.take([(PER_RECIPIENT, value), (PER_RECIPIENT_DAY, value)])
    except LimitReached:
        return False
    return True


def too_many(reached: LimitReached) -> str:
    minutes = ceil(reached.retry_after / 60)
    wait = ngettext("Try again in %(minutes)d minute.", "Try again in %(minutes)d minutes.", minutes)
    return _("This was asked for too often from your network just now.") + " " + wait % {"minutes": minutes}
