"""Where passkeys stand on the pages of accounts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.models import User
from accounts.passkeys.party import is_here, party
from accounts.readers.parts import ACCOUNT, DOORS, Part, add
from accounts.second_factor.codes import passkeys_of

DOORS_END = "/login/"  # of both pages at which one signs in


def of_account(request: HttpRequest) -> dict[str, Any] | None:
    """Nothing where there can be none."""
    if not isinstance(request.user, User) or not party():
        return None
    return {"keys": passkeys_of(request.user)}


def door(request: HttpRequest) -> dict[str, Any] | None:
    """Not beside the form by which one signs up."""
    return {} if request.path.endswith(DOORS_END) and is_here(request) else None


def show() -> None:
    add(ACCOUNT, Part(40, "accounts/_passkeys.html", of_account))
    add(DOORS, Part(10, "accounts/_passkey_door.html", door))
