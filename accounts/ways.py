"""The ways somebody can sign in, so that nobody takes the last one from themselves."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User
from accounts.second_factor.codes import passkeys_of


def _passwords(user: User) -> int:
    return int(user.has_usable_password())


def _passkeys(user: User) -> int:
    return int(passkeys_of(user).count())


WAYS: list[Callable[[User], int]] = [_passwords, _passkeys]
"""How many of each kind somebody has. Whoever adds a way of signing in adds its count in `ready()`."""


def held_by(user: User) -> User:
    """Locked until the transaction ends, and as it is now: to be called before `ways_of`, by whoever takes one away."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def ways_of(user: User) -> int:
    return sum(count(user) for count in WAYS)
