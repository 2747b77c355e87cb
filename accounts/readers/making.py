"""How an account of a reader comes to be, and when an address becomes its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from string import ascii_lowercase, digits

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.crypto import get_random_string

from accounts.models import User
from accounts.readers import letters
from outbox import jobs
from outbox.retention import Keys, Kind, portions

PREFIX = "reader-"
UNCONFIRMED_KEPT = timedelta(days=7)
CLAIMS_ASKED = 4
CONFIRMED_JOB = "accounts.confirmed"
"""Its ref is the number of the EmailAddress. Apps above say what else becomes of an account with it."""


class Taken(Exception):
    """An account has confirmed this address already."""


def unconfirmed(email: str, name: str, password: str) -> EmailAddress:
    """Whoever else has this address, so that nobody can tell by it; `password` is hashed. Call it in a transaction.

    It can't be signed in to by the address, which is not confirmed, nor by the username, which nobody knows.
    """
    user = User.objects.create(username=_username(), public_name=name, password=password)
    return EmailAddress.objects.create(user=user, email=email.lower())


@transaction.atomic
def with_proven(email: str, name: str) -> User:
    """For whoever has proven the address otherwise. Without a password, which a mail can set. Raises Taken."""
    user = User(username=_username(), public_name=name)
    user.set_unusable_password()
    user.save()
    if not confirm(EmailAddress.objects.create(user=user, email=email.lower())):
        raise Taken
    return user


def confirm(address: EmailAddress) -> bool:
    """False where another account was faster, or the account has gone meanwhile.

    Accounts are held first, as by what forgets or closes them.
    """
    try:
        with transaction.atomic():
            user = _held(address)
            fresh = EmailAddress.objects.get(pk=address.pk, user=user)
            if not fresh.set_verified():
                return False
            fresh.user = user
            fresh.set_as_primary(conditional=True)
            _tell(fresh)
            _forget_rivals(fresh)
    except (IntegrityError, User.DoesNotExist, EmailAddress.DoesNotExist):
        return False
    return True


def _held(address: EmailAddress) -> User:
    """With all others who say that this address is theirs, in one order: two that confirm it at once would each hold
    what the other is about to delete."""
    claims = EmailAddress.objects.filter(email=address.email)
    list(User.objects.filter(pk__in=claims.values("user")).order_by("pk").select_for_update(no_key=True))
    return User.objects.get(pk=address.user_id)


def _tell(address: EmailAddress) -> None:
    """Those who show the account's comments, and the addresses that it had before."""
    jobs.enqueue(CONFIRMED_JOB, address.pk)
    letters.tell_others(address)


def _forget_rivals(address: EmailAddress) -> None:
    """Others who said that this address was theirs, and could not confirm it."""
    rivals = EmailAddress.objects.filter(email=address.email, verified=False).exclude(pk=address.pk)
    accounts = list(rivals.values_list("user", flat=True))
    rivals.delete()
    never_confirmed(User.objects.filter(pk__in=accounts, emailaddress=None)).delete()


def other_claims(address: EmailAddress) -> list[EmailAddress]:
    """Of those who signed up with it as well, the latest: each that is asked costs a hashing."""
    users = never_confirmed(User.objects.filter(is_active=True))
    others = EmailAddress.objects.filter(email=address.email, verified=False, user__in=users).exclude(pk=address.pk)
    return list(others.select_related("user").order_by("-pk")[:CLAIMS_ASKED])


def never_confirmed(users: QuerySet[User]) -> QuerySet[User]:
    """Accounts in which nobody ever was: made by signing up, without an address that is theirs."""
    return users.filter(username__startswith=PREFIX, email="", last_login=None, is_staff=False, is_superuser=False)


def _overdue(now: datetime) -> QuerySet[User]:
    """One without any address was made by hand, whatever its name."""
    typed = EmailAddress.objects.filter(user=OuterRef("pk"))
    waiting = User.objects.filter(Exists(typed), ~Exists(typed.filter(verified=True)))
    return never_confirmed(waiting.filter(date_joined__lte=now - UNCONFIRMED_KEPT))


def _forget(keys: Keys, now: datetime) -> int:
    with transaction.atomic():
        held = list(_overdue(now).filter(pk__in=keys).order_by().select_for_update(skip_locked=True, of=("self",)))
        User.objects.filter(pk__in=[user.pk for user in held]).delete()
    return len(held)


UNCONFIRMED = Kind(
    "accounts that nobody has confirmed",
    lambda now: portions(_overdue(now), "date_joined"),
    _forget,
)


def _username() -> str:
    """Nobody has to know it."""
    return PREFIX + get_random_string(12, ascii_lowercase + digits)
