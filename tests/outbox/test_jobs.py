from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from outbox import jobs
from outbox.housekeeping import FINISHED_JOBS
from outbox.jobs import Done, Later, Outcome, Passage
from outbox.models import Job
from outbox.retention import forget_overdue
from outbox.worker import Worker
from tests.outbox.conftest import Register

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def done(job: Job) -> Outcome:
    return Done()


def test_a_job_that_is_asked_for_twice_is_one_job(handle: Register) -> None:
    seen: list[int] = []
    handle(lambda job: Done(lambda: seen.append(job.ref)))
    jobs.enqueue("test.job", 7)
    jobs.enqueue("test.job", 7)
    Worker().drain()
    assert seen == [7]


def test_a_job_asked_for_after_the_first_was_done_is_another(handle: Register) -> None:
    handle(done)
    for _ in range(2):
        jobs.enqueue("test.job", 7)
        Worker().drain()
    assert list(Job.objects.values_list("state", flat=True)) == ["done", "done"]


def test_the_database_refuses_a_second_open_job_for_the_same_thing() -> None:
    Job.objects.create(kind="test.job", ref=7)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="test.job", ref=7)


def test_what_is_rolled_back_asked_for_nothing() -> None:
    with transaction.atomic():
        jobs.enqueue("test.job", 7)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_job_waits_until_it_is_due(handle: Register, clock: time_machine.Traveller) -> None:
    handle(done)
    jobs.enqueue("test.job", 7, after=60)
    clock.shift(59)
    Worker().drain()
    assert Job.objects.get().state == "open"
    clock.shift(1)
    Worker().drain()
    assert Job.objects.get().state == "done"


def test_a_cancelled_job_never_runs(handle: Register) -> None:
    handle(lambda job: pytest.fail("it ran"))
    jobs.enqueue("test.job", 7)
    assert jobs.cancel("test.job", 7)
    assert not jobs.cancel("test.job", 7)
    Worker().drain()


def test_a_job_that_is_put_off_says_why_and_comes_again(handle: Register, clock: time_machine.Traveller) -> None:
    outcomes: Iterator[Outcome] = iter([Later(30, error="no answer"), Done()])
    handle(lambda job: next(outcomes))
    jobs.enqueue("test.job", 7)
    Worker().drain()
    job = Job.objects.get()
    assert (job.error, job.claimed_by, job.due_at) == ("no answer", "", timezone.now() + timedelta(seconds=30))
    clock.shift(30)
    Worker().drain()
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")


def test_hastening_is_for_what_an_error_has_put_off_shortly(clock: time_machine.Traveller) -> None:
    now = timezone.now()
    for ref, (seconds, error) in enumerate([(10, "no answer"), (60, "no answer"), (10, "")]):
        Job.objects.create(kind="test.job", ref=ref, due_at=now + timedelta(seconds=seconds), error=error)
    assert jobs.hasten("test.job", within=15) == 1
    assert Job.objects.due().get().ref == 0


def test_recurring_work_has_one_row_and_comes_again(handle: Register, clock: time_machine.Traveller) -> None:
    runs: list[int] = []
    handle(lambda job: Done(lambda: runs.append(1)), every=3600)
    for _ in range(2):
        jobs.ensure_recurring()
        Worker().drain()
    assert (len(runs), Job.objects.count()) == (1, 1)
    clock.shift(3600)
    Worker().drain()
    assert len(runs) == 2


def test_recurring_work_that_fails_is_tried_again_and_never_dies(
    handle: Register, clock: time_machine.Traveller
) -> None:
    handle(lambda job: 1 // 0, every=3600)
    jobs.ensure_recurring()
    for _ in range(20):
        Worker().drain()
        clock.move_to(Job.objects.get().due_at)
    job = Job.objects.get()
    assert (job.state, job.failures, job.error) == ("open", 20, "ZeroDivisionError")


def test_a_failing_job_backs_off_then_dies_and_can_be_revived(handle: Register, clock: time_machine.Traveller) -> None:
    handle(lambda job: 1 // 0)
    jobs.enqueue("test.job", 7)
    pauses = []
    for _ in range(12):
        Worker().drain()
        due_at = Job.objects.get().due_at
        pauses.append((due_at - timezone.now()).total_seconds())
        clock.move_to(max(due_at, timezone.now()))
    assert all(1.5 * 2**count <= pause <= 2.5 * 2**count for count, pause in enumerate(pauses[:11]))
    dead = Job.objects.get()
    assert (dead.state, dead.failures) == ("dead", 12)
    assert jobs.revive(dead)
    assert not jobs.revive(dead)
    assert Job.objects.due().get().failures == 0


def test_reviving_beside_a_younger_job_makes_no_second() -> None:
    dead = Job.objects.create(kind="test.job", ref=7, state="dead")
    jobs.enqueue("test.job", 7, after=600)
    assert jobs.revive(dead)
    assert Job.objects.due().count() == Job.objects.count() == 1


def test_the_kind_that_was_served_longest_ago_goes_first(handle: Register) -> None:
    order: list[str] = []
    for kind in ("flood", "mail"):
        handle(lambda job: Done(lambda: order.append(job.kind)), kind=kind)
    for ref in range(10):
        jobs.enqueue("flood", ref)
    for ref in range(3):
        jobs.enqueue("mail", ref)
    Worker().drain()
    assert order[:6] == ["flood", "mail"] * 3


class Turnstile:
    """A gate as the test wants it."""

    def __init__(self, passage: Passage, singles: int = 0) -> None:
        self.value = passage
        self.singles = singles

    def passage(self, now: object) -> Passage:
        return self.value

    def admit(self, now: object) -> bool:
        self.singles -= 1
        return self.singles >= 0


def test_a_shut_gate_lets_nothing_through(handle: Register) -> None:
    handle(done, gate=Turnstile(Passage.SHUT))
    jobs.enqueue("test.job", 7)
    Worker().drain()
    assert Job.objects.due().exists()


def test_of_those_who_may_go_one_by_one_the_least_recently_tried_is_first(handle: Register) -> None:
    seen: list[int] = []
    handle(lambda job: Done(lambda: seen.append(job.ref)), gate=Turnstile(Passage.SINGLE, singles=2))
    now = timezone.now()
    for ref, minutes in enumerate([1, 3, 2]):
        Job.objects.create(kind="test.job", ref=ref, tried_at=now - timedelta(minutes=minutes))
    Worker().drain()
    assert seen == [1, 2]


def test_finished_jobs_are_forgotten_after_a_week_and_dead_ones_are_not() -> None:
    now = timezone.now()
    for state, days in [("done", 8), ("done", 6), ("dead", 8)]:
        Job.objects.create(kind="test.job", ref=days, state=state, finished_at=now - timedelta(days=days))
    assert forget_overdue([FINISHED_JOBS], now) == {FINISHED_JOBS.name: 1}
    assert set(Job.objects.values_list("state", "ref")) == {("done", 6), ("dead", 8)}
