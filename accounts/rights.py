"""What somebody may do, asked in one query: it comes with every page of the admin, and Django composes two for it."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import User


class Rights:
    """Stands before Django's own backend, which signs in and would look into the same tables; it is asked no more."""

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> None:
        """It knows nobody."""

    def has_perm(self, user: User | AnonymousUser, perm: str, obj: object = None) -> bool:
        return _or_refused(obj is None and perm in _rights(user))

    def has_module_perms(self, user: User | AnonymousUser, app: str) -> bool:
        return _or_refused(any(right.startswith(f"{app}.") for right in _rights(user)))


def _rights(user: User | AnonymousUser) -> frozenset[str]:
    return user.rights if isinstance(user, User) and user.is_active else frozenset()


def _or_refused(granted: bool) -> bool:
    """Raises PermissionDenied, by which no other backend is asked."""
    if not granted:
        raise PermissionDenied
    return True
