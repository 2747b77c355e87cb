"""What of readers' reports and authors' appeals goes: the words, and the pseudonyms of networks.

Reason, outcome and times stay, and the number of who has an account: by them the next report is weighed.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from comments.models import Appeal, Report
from comments.terms import SUBMISSION_AFTER_DECISION, SUBMISSION_AFTER_POSTING
from outbox.retention import Keys, Kind, portions


def overdue_reports(now: datetime) -> QuerySet[Report]:
    return Report.objects.filter(_over(now)).filter(~Q(words="") | ~Q(network_key=""))


def overdue_appeals(now: datetime) -> QuerySet[Appeal]:
    return Appeal.objects.filter(_over(now)).exclude(words="")


def _over(now: datetime) -> Q:
    """As for the request by which a comment came."""
    return Q(at__lt=now - SUBMISSION_AFTER_POSTING) | Q(decided_at__lt=now - SUBMISSION_AFTER_DECISION)


def forget_reports(keys: Keys, now: datetime) -> int:
    with transaction.atomic():
        return overdue_reports(now).filter(pk__in=keys).update(words="", network_key="")


def forget_appeals(keys: Keys, now: datetime) -> int:
    with transaction.atomic():
        return overdue_appeals(now).filter(pk__in=keys).update(words="")


REPORTS = Kind("words and networks of readers' reports", lambda now: portions(overdue_reports(now)), forget_reports)
APPEALS = Kind("words of appeals", lambda now: portions(overdue_appeals(now)), forget_appeals)
KINDS = (REPORTS, APPEALS)
