"""What the tests about restricted people share."""

from datetime import datetime
from typing import Any

from accounts.models import User
from comments.models import Commenter, Restriction, RestrictionKind
from comments.restrictions import subject_of_person
from comments.writers import commenter_of
from tests.factories import make_user

EMAIL = "ada@example.org"


def guest(email: str = EMAIL) -> Commenter:
    return commenter_of(None, email)


def account(user: User | None = None) -> Commenter:
    return commenter_of(user or make_user(), "")


def restricted(person: Commenter, kind: str = "banned", until: datetime | None = None, **columns: Any) -> Restriction:
    """The row alone, without the act that makes it."""
    scope, subject = subject_of_person(person)
    defaults: dict[str, Any] = {"person": person, "kind": RestrictionKind(kind), "scope": scope, "subject": subject}
    defaults |= {"reason": "repeated_insults", "until": until, "by": columns.pop("by", None) or make_user(staff=True)}
    return Restriction.objects.create(**defaults | columns)
