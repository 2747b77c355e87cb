"""What the tests about confirmed addresses share."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from comments.identity import asking, browser, links, owner_of_address
from comments.models import Comment, Commenter, Contact
from comments.models.commenter import email_key
from tests.comments.posting import reader
from tests.comments.submitted import make_payload
from tests.factories import make_comment, make_submission

EMAIL = "ada@example.org"
IP, AGENT = "203.0.113.77", "Somebody else's browser"  # of who types it


def asked(email: str = EMAIL, then: str = "", comment: Comment | None = None) -> Contact:
    return Contact.objects.get(commenter=asking.ask(email, then, comment))


def link(contact: Contact) -> str:
    """As it is mailed, without the host."""
    return f"/comments/confirm/{links.token(contact)}/"


def confirmed(email: str = EMAIL) -> Contact:
    """The rows alone, without the mail and the button."""
    contact, _made = Contact.objects.get_or_create(
        commenter=owner_of_address(email), defaults={"email": email, "confirmed_at": timezone.now()}
    )
    return contact


def bound(contact: Contact | None = None, client: Client | None = None) -> Client:
    """A browser that carries the cookie of a confirmed address."""
    client, response = client or reader(), HttpResponse()
    browser.bind(response, contact or confirmed())
    client.cookies[browser.cookie()] = response.cookies[browser.cookie()].value
    return client


def typed_comment(text: str = "Typed words.", **columns: Any) -> Comment:
    """By somebody who typed Ada's address, on their own machine."""
    writer = Commenter.objects.get_or_create(email_key=email_key(EMAIL), of_owner=False)[0]
    comment = make_comment(commenter=writer, text=text, name="Otto Other", **columns)
    payload = make_payload(author_email=EMAIL)
    make_submission(comment, email=EMAIL, ip=IP, user_agent=AGENT, payload=payload)
    writer.recount()
    return comment
