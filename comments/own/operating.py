"""Whom operators mean by an e-mail address or an account. That it is theirs who asks was proven in another way."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import User
from comments import identity
from comments.bulk import PORTION
from comments.identity.claiming import claim, typed_under
from comments.models import Commenter, Contact
from comments.models.commenter import email_key
from comments.own.people import People, behind, in_erasure, with_address
from comments.writers import commenter_of


def add_person(parser: ArgumentParser) -> None:
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--email", help="Who writes under this address, and who has typed it.")
    whom.add_argument("--account", help="The username of an account; its confirmed addresses are looked for as well.")
    parser.add_argument(
        "--with-typed",
        action="store_true",
        help="They wrote also what was written under the address without proof, which anybody may have typed.",
    )


def people_of(options: Mapping[str, Any]) -> People:
    """Reads only."""
    people = _people(options)
    return people._replace(own=people.numbers, typed=()) if options["with_typed"] else people


def person_of(options: Mapping[str, Any]) -> Commenter:
    """With a row of its own, and the address beside it for as long as the erasure takes: not confirmed by that."""
    email = options["email"]
    if not email:
        user = _user(options)
        return commenter_of(user, user.email)
    owner = identity.owner_of_address(email)
    contact, made = Contact.objects.get_or_create(
        commenter=owner, defaults={"email": email, "asked_at": timezone.now()}
    )
    if not (made or contact.is_confirmed):
        Contact.objects.filter(pk=contact.pk).update(email=email)
    return owner


def _refuse_another_mailbox(email: str) -> None:
    """Two spellings that are one to us may be two mailboxes somewhere."""
    contact = Contact.objects.filter(commenter__email_key=email_key(email), confirmed_at__isnull=False).first()
    if contact and contact.email.lower() != email.lower():
        raise CommandError(f"What is confirmed here is {contact.email!r}. If that is the same mailbox, name it so.")


def claim_typed(person: Commenter) -> None:
    """A portion at a time, each in a transaction of its own."""
    addresses = in_erasure(person).addresses
    while claim(typed_under(addresses).order_by("pk").values_list("pk", flat=True)[:PORTION], person, addresses):
        pass


def _people(options: Mapping[str, Any]) -> People:
    if options["email"]:
        _refuse_another_mailbox(options["email"])
        return with_address(options["email"])
    user = _user(options)
    return behind(Commenter.objects.filter(user=user).first() or Commenter(user=user))


def _user(options: Mapping[str, Any]) -> User:
    user = User.objects.filter(username=options["account"]).first()
    if user is None:
        raise CommandError(f"There is no account {options['account']!r}.")
    return user
