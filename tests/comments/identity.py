"""What the tests about confirmed addresses share."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from comments.identity import asking, browser, links, owner_of_address
from comments.models import Comment, Contact
from tests.comments.posting import reader

EMAIL = "ada@example.org"


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
