"""The demo's sign-ins: made on the first run, with passwords that no other installation has."""

import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group

from accounts.models import User

ROLES = {
    "admin": "Ruth Calloway",
    "editor": "Ingrid Solberg",
    "author": "Helen Strand",
    "moderator": "Jonah Pell",
    "reader": "Sam Whitlock",
}
GROUPS = {"editor", "author", "moderator"}


def create() -> dict[str, User]:
    """An account per role; the passwords are written to a file that only the operator can read."""
    passwords = {role: secrets.token_urlsafe(12) for role in ROLES}
    users = {role: _make(role, passwords[role]) for role in ROLES}
    _file().touch(mode=0o600)
    _file().write_text("".join(f"{role:<10} {password}\n" for role, password in passwords.items()))
    return users


def sign_ins() -> str:
    """What `create` wrote, or nothing."""
    return _file().read_text() if _file().exists() else ""


def _make(role: str, password: str) -> User:
    user = User.objects.create_user(
        role,
        f"{role}@example.org",
        password,
        public_name=ROLES[role],
        is_staff=role != "reader",
        is_superuser=role == "admin",
    )
    if role in GROUPS:
        user.groups.add(Group.objects.get(name=role))
    return user


def _file() -> Path:
    return Path(settings.DATA_DIR) / "demo-sign-ins.txt"
