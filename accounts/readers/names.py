"""Under which public name somebody may go. The rules are those of the apps that show names, added in `ready()`."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User

type Rule = Callable[[str, User | None], str]

RULES: list[Rule] = []
"""Each takes a name and the account that has it, or None for one to be made, and returns the name as it is kept. It
raises ValidationError with what to do about it."""


def cleaned(name: str, user: User | None = None) -> str:
    """Raises ValidationError."""
    for rule in RULES:
        name = rule(name, user)
    return name
