"""What the status page of a guest's comment offers: to prove the address under which it was written."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest

from comments.identity import browser
from comments.identity.claiming import may_claim
from comments.models import Comment, Contact
from outbox import mail


class Offer(NamedTuple):
    """`contact`: this browser is bound to the address already, so that a button is enough. Else `email` gets a link."""

    contact: Contact | None
    email: str = ""


def offer_of(request: HttpRequest, comment: Comment) -> Offer | None:
    """None for what an account or the owner wrote, and for what can't be proven any more."""
    if comment.commenter is None or comment.commenter.user_id or comment.commenter.of_owner or comment.emptied_at:
        return None
    contact = browser.contact_of(request)
    if contact and may_claim(comment, contact):
        return Offer(contact)
    email = _typed(comment) if mail.is_configured() else ""
    return Offer(None, email) if email else None


def _typed(comment: Comment) -> str:
    """As long as the request is kept."""
    return comment.submissions.order_by("-version").values_list("email", flat=True).first() or ""
