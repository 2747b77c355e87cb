"""A new password, written alone: what else of the account changes meanwhile stays as it is."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User
from accounts.readers import letters


def renew(user: User, password: str) -> bool:
    """Ends all sessions, as they hang on the password. False when somebody was faster, or the account is closed."""
    new = make_password(password)
    with transaction.atomic():
        moved = User.objects.filter(pk=user.pk, password=user.password, is_active=True).update(password=new)
        if moved:
            letters.tell_of_password(user.pk)
            user.password = new
    return bool(moved)
