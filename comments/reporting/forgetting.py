"""What goes of somebody's reports when they have all that is theirs erased. That there was a report stays."""

from __future__ import annotations

from django.db import transaction

from comments.models import Commenter, Report, ReportReceipt


def forget(person: Commenter) -> None:
    with transaction.atomic():
        ReportReceipt.objects.filter(tell=person).update(tell=None)
        ReportReceipt.objects.filter(report__reporter=person).delete()
        Report.objects.filter(reporter=person).exclude(words="").update(words="")
