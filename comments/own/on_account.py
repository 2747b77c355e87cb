"""What of somebody's comments stands on the page of their account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.models import User
from accounts.readers import parts
from accounts.readers.parts import Part
from comments import identity, letters
from comments.own import accounts


def register() -> None:
    parts.add(parts.ACCOUNT, Part(90, "comments/_account.html", _known))


def _known(request: HttpRequest) -> dict[str, Any]:
    person = identity.of(request)
    user = request.user if isinstance(request.user, User) else None
    return {"letters": letters.address_for(person) if person else "", "may_close": accounts.goes_with(user)}
