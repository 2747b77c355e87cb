"""A thousand comments wait for the spam check, which takes 100 ms; one worker works them off."""

import time
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from bench.bench import Bench
from bench.figures import Bar, Row
from bench.rows.intake import start_over
from bench.waiting import make_waiting
from comments.models import Comment, Status
from comments.models.comment import CHECK_JOB
from outbox.models import Job

WAITING, LATENCY, PATIENCE = 1_000, 0.1, 180
WORKER = Bar(10)
UNTIL_ALL_HAVE_VERDICTS = Bar(60)


def measure(bench: Bench) -> Iterator[Row]:
    start_over(bench.place.akismet)
    bench.place.akismet.delay(LATENCY)
    before = bench.place.meter.spent()
    seconds = until_all_have_verdicts(let_wait(bench))
    spent = bench.place.meter.since(before)
    bench.place.akismet.delay(0)
    each = {role: value * 1000 / WAITING for role, value in spent.items()}
    aside = ", ".join(f"{role} {value:.1f}" for role, value in each.items())
    yield Row("checking a comment, the worker", each["worker"], bar=WORKER, aside=aside)
    yield Row("… worker and database", each["worker"] + each.get("database", 0), bar=WORKER)
    yield Row("1,000 waiting have verdicts, 100 ms a call", seconds, "s", UNTIL_ALL_HAVE_VERDICTS)


def let_wait(bench: Bench) -> list[int]:
    """All due at the same moment: the one of the commit."""
    with transaction.atomic():
        at = timezone.now() - timedelta(seconds=1)
        made = make_waiting(WAITING, Status.UNCHECKED, bench.addresses["30"], at)
        Job.objects.bulk_create(Job(kind=CHECK_JOB, ref=comment.pk) for comment in made)
    return [comment.pk for comment in made]


def until_all_have_verdicts(numbers: list[int]) -> float:
    """The seconds that it took."""
    began = time.monotonic()
    while Comment.objects.filter(pk__in=numbers[-50:] + numbers[:50], status=Status.UNCHECKED).exists() or _open():
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError("The worker has not worked off what waits.")
        time.sleep(0.25)
    return time.monotonic() - began


def _open() -> bool:
    return Job.objects.open().filter(kind=CHECK_JOB).exists()
