"""What goes of readers' reports, authors' appeals and recommendations: words, pseudonyms, marks of browsers.

Reason, outcome and times stay, and the number of who has an account: by them the next report is weighed.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from comments.models import Appeal, Recommendation, Report, ReportReceipt
from comments.terms import SUBMISSION_AFTER_DECISION, SUBMISSION_AFTER_POSTING
from outbox.retention import Keys, Kind, portions, whole_rows


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


def forget_marks(keys: Keys, now: datetime) -> int:
    """Each still counts."""
    with transaction.atomic():
        return Recommendation.objects.with_overdue_mark(now).filter(pk__in=keys).update(mark="")


REPORTS = Kind("words and networks of readers' reports", lambda now: portions(overdue_reports(now)), forget_reports)
APPEALS = Kind("words of appeals", lambda now: portions(overdue_appeals(now)), forget_appeals)
RECEIPTS = whole_rows("receipts of readers' reports", ReportReceipt.objects.overdue)
MARKS = Kind(
    "marks of browsers that recommended something",
    lambda now: portions(Recommendation.objects.with_overdue_mark(now), "at"),
    forget_marks,
)
KINDS = (REPORTS, APPEALS, RECEIPTS, MARKS)
