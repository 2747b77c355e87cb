"""What must not be known for ever: whom a pseudonym stood for, how often somebody tried, who was signed in."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from accounts import limits
from accounts.models import PseudonymKey
from accounts.readers.making import UNCONFIRMED
from outbox.retention import whole_rows

LIMITS_KEPT = timedelta(days=2)
"""Every limit is full again within half an hour, and the next daily run deletes what is full."""


def _over(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=now)


FULL_LIMITS = whole_rows("limits that are full again", limits.full)
OLD_KEYS = whole_rows("keys of the months before last", PseudonymKey.objects.old)
SESSIONS = whole_rows("sessions that are over", _over, "expire_date")
KINDS = (FULL_LIMITS, OLD_KEYS, SESSIONS, UNCONFIRMED)
