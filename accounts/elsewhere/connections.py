"""Which accounts here belong to which accounts elsewhere. A row holds issuer, number there and address; no token."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import ways
from accounts.elsewhere import letters, sites
from accounts.elsewhere.arrivals import Arrival
from accounts.elsewhere.faults import ElsewhereError, Kind
from accounts.models import User

CONNECTED, DISCONNECTED = _("Connected an account of another site."), _("Disconnected an account of another site.")


def of(user: User) -> QuerySet[SocialAccount]:
    held: QuerySet[SocialAccount] = SocialAccount.objects.filter(user=user).order_by("date_joined", "pk")
    return held


def owner_of(arrival: Arrival) -> User | None:
    held = SocialAccount.objects.filter(provider=arrival.issuer, uid=arrival.uid).select_related("user").first()
    return held.user if held else None


def usable_by(user: User) -> int:
    """How many of them lead in: what is no longer configured does not."""
    return sum(map(_is_usable, of(user)))


def add(user: User, arrival: Arrival) -> bool:
    """False when it belongs to somebody already, this user included. In the transaction of the caller or its own."""
    try:
        with transaction.atomic():
            if not ways.held_by(user).is_active:
                raise ElsewhereError("the account is closed", Kind.CLOSED)
            held = SocialAccount.objects.create(
                user=user, provider=arrival.issuer, uid=arrival.uid, extra_data={"email": arrival.email}
            )
            letters.tell(held)
            _note(user, CONNECTED)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def remove(user: User, number: int) -> bool:
    """False for the last way in, which stays."""
    held = of(ways.held_by(user)).filter(pk=number).first()
    if held is None:
        return True
    if _is_usable(held) and ways.ways_of(user) < 2:
        return False
    held.delete()
    _note(user, DISCONNECTED)
    return True


def _note(user: User, what: Promise) -> None:
    """In the history of an account of staff; that of a reader has none, as it would outlive the account."""
    if user.is_staff:
        LogEntry.objects.log_actions(user.pk, [user], CHANGE, str(what), single_object=True)


def _is_usable(held: SocialAccount) -> bool:
    return held.provider in {site.issuer for site in sites.configured()}


def accounts_with(email: str) -> QuerySet[User]:
    """Those whose owner has proven the address, and staff, whose address an admin has written down."""
    proven = Q(emailaddress__email__iexact=email, emailaddress__verified=True)
    return User.objects.filter(proven | Q(email__iexact=email, is_active=True)).distinct()
