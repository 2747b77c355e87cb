"""What of notices goes: who sent them, and all words. That there was one, what kind, and how it was decided stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from comments.models import LegalContact, LegalReport
from outbox.retention import Keys, Kind, portions, whole_rows

EMPTY = dict.fromkeys(("passage", "why", "law", "basis", "explanation"), "")


def _forget_words(keys: Keys, now: datetime) -> int:
    with transaction.atomic():
        return LegalReport.objects.with_overdue_words(now).filter(pk__in=keys).update(**EMPTY)


CONTACTS = whole_rows("who sent notices of illegal content", LegalContact.objects.overdue)
WORDS = Kind(
    "words of notices of illegal content",
    lambda now: portions(LegalReport.objects.with_overdue_words(now)),
    _forget_words,
)
KINDS = (CONTACTS, WORDS)
