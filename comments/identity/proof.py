"""What is proven: who asks, and where to write to them."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.http import HttpRequest

from comments.identity import browser
from comments.models import Commenter, Contact
from comments.models.commenter import domain_key, email_key
from comments.writers import commenter_of
from database import statements


def of(request: HttpRequest) -> Commenter | None:
    """Whoever is signed in, else the owner of the address that this browser is bound to. Writes nothing: an account
    that has no commenter yet is None, see `made_for`."""
    if request.user.is_authenticated:
        return statements.first(Commenter, user_id=request.user.pk)
    contact = browser.contact_of(request)
    return contact.commenter if contact else None


def made_for(request: HttpRequest) -> Commenter | None:
    """The same, and accounts get their commenter if they have none: for what writes."""
    if request.user.is_authenticated:
        return commenter_of(request.user, request.user.email)
    return of(request)


def owner_of_address(email: str) -> Commenter:
    """Whoever owns it, made on demand, proven or not yet; never whoever merely types it."""
    return statements.ensure(Commenter, {"domain_key": domain_key(email)}, email_key=email_key(email), of_owner=True)


def address_of(commenter: Commenter) -> str:
    """A proven address to write to, or nothing."""
    if commenter.user_id:
        verified = EmailAddress.objects.filter(user=commenter.user_id, user__is_active=True, verified=True)
        return verified.order_by("-primary", "pk").values_list("email", flat=True).first() or ""
    confirmed = Contact.objects.filter(commenter=commenter.pk, confirmed_at__isnull=False)
    return confirmed.values_list("email", flat=True).first() or ""
