"""Whom operators mean by an e-mail address or an account. That it is theirs who asks was proven in another way."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import User
from comments import identity
from comments.models import Commenter, Contact
from comments.own.people import People, behind, with_address
from comments.writers import commenter_of


def add_person(parser: ArgumentParser) -> None:
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--email", help="Who writes under this address, and who has typed it.")
    whom.add_argument("--account", help="The username of an account; its confirmed addresses are looked for as well.")


def people_of(options: Mapping[str, Any]) -> People:
    """Reads only."""
    if options["email"]:
        return with_address(options["email"])
    user = _user(options)
    return behind(Commenter.objects.filter(user=user).first() or Commenter(user=user))


def person_of(options: Mapping[str, Any]) -> Commenter:
    """With a row of its own: an address counts as confirmed for as long as the erasure takes."""
    email = options["email"]
    if not email:
        user = _user(options)
        return commenter_of(user, user.email)
    owner = identity.owner_of_address(email)
    now = {"confirmed_at": timezone.now()}
    Contact.objects.update_or_create(commenter=owner, defaults=now, create_defaults=now | {"email": email})
    return owner


def _user(options: Mapping[str, Any]) -> User:
    user = User.objects.filter(username=options["account"]).first()
    if user is None:
        raise CommandError(f"There is no account {options['account']!r}.")
    return user
