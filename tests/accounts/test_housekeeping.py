from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction

from accounts.limits import Limit, take
from accounts.models import Bucket, PseudonymKey
from accounts.network import pseudonym
from outbox.jobs import ensure_recurring
from outbox.worker import Worker

pytestmark = pytest.mark.django_db


def test_the_worker_forgets_old_keys_and_full_buckets_by_itself() -> None:
    with time_machine.travel(datetime(2026, 3, 31, tzinfo=UTC), tick=False), transaction.atomic():
        pseudonym("198.51.100.7")
        take([(Limit("a.limit", burst=1, every=1), "198.51.100.7")])
    with time_machine.travel(datetime(2026, 6, 2, tzinfo=UTC), tick=False):
        ensure_recurring()
        Worker().drain()
        assert not Bucket.objects.exists()
        assert not PseudonymKey.objects.filter(month__month=3).exists()
