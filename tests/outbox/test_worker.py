"""Workers with their threads, several of them on one database."""

import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager

import pytest
from django.db import connection

from outbox import jobs
from outbox.jobs import Done, Outcome
from outbox.models import Heartbeat, Job
from outbox.worker import Worker
from tests.outbox.conftest import Register
from tests.outbox.workers import PATIENCE, running_workers, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def all_done() -> bool:
    return not Job.objects.open().exists()


@pytest.mark.parametrize("number", [1, 2, 4])
def test_every_job_is_worked_on_once_and_has_its_effect_once(handle: Register, number: int) -> None:
    worked_on: list[int] = []

    def work(job: Job) -> Outcome:
        worked_on.append(job.ref)
        return Done(lambda: Heartbeat(worker=f"effect {job.ref}").save(force_insert=True))

    handle(work)
    jobs_wanted = range(80)
    for ref in jobs_wanted:
        jobs.enqueue("test.job", ref)
    with running_workers(number):
        wait_until(all_done)
    assert Counter(worked_on) == Counter(jobs_wanted)
    assert set(Job.objects.values_list("claims", flat=True)) == {1}
    assert Heartbeat.objects.count() == 80


def test_at_most_four_of_a_kind_run_at_once_in_a_worker(handle: Register) -> None:
    barrier = threading.Barrier(4, timeout=PATIENCE)
    running = Running()

    def work(job: Job) -> Outcome:
        with running.one():
            barrier.wait()  # four are here at once
        return Done()

    handle(work)
    for ref in range(12):
        jobs.enqueue("test.job", ref)
    with running_workers():
        wait_until(all_done)
    assert running.peak == 4


class Running:
    def __init__(self) -> None:
        self.guard = threading.Lock()
        self.now = self.peak = 0

    @contextmanager
    def one(self) -> Generator[None]:
        with self.guard:
            self.now += 1
            self.peak = max(self.peak, self.now)
        yield
        with self.guard:
            self.now -= 1


def test_a_flood_of_slow_jobs_does_not_hold_up_another_kind(handle: Register) -> None:
    release, mailed = threading.Event(), threading.Event()

    def be_slow(job: Job) -> Outcome:
        release.wait(PATIENCE)
        return Done()

    def mail(job: Job) -> Outcome:
        mailed.set()
        return Done()

    handle(be_slow, kind="slow")
    handle(mail, kind="mail")
    for ref in range(50):
        jobs.enqueue("slow", ref)
    with running_workers():
        wait_until(lambda: Job.objects.filter(kind="slow").exclude(claimed_by="").count() == 4)
        jobs.enqueue("mail", 1)
        assert mailed.wait(PATIENCE)
        assert not Job.objects.filter(kind="slow", state="done").exists()
        release.set()
        wait_until(all_done)


def test_a_worker_that_is_told_to_stop_finishes_what_it_can_in_a_few_seconds(handle: Register) -> None:
    begun, release = threading.Event(), threading.Event()

    def work(job: Job) -> Outcome:
        begun.set()
        release.wait(PATIENCE)
        return Done()

    handle(work)
    jobs.enqueue("test.job", 7)
    with running_workers() as (worker,):
        assert begun.wait(PATIENCE)
        worker.stop()
        release.set()
    assert Job.objects.get().state == "done"


def test_what_it_cannot_finish_is_handed_back_at_once(handle: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outbox.worker.GRACE", 0.1)
    begun, release, ended = threading.Event(), threading.Event(), threading.Event()

    def work(job: Job) -> Outcome:
        begun.set()
        release.wait(PATIENCE)
        ended.set()
        return Done(lambda: jobs.enqueue("effect", 1))

    handle(work)
    jobs.enqueue("test.job", 7)
    with running_workers():
        assert begun.wait(PATIENCE)
    assert Job.objects.due().get().claimed_by == ""
    release.set()
    assert ended.wait(PATIENCE)
    wait_until(lambda: not [thread for thread in threading.enumerate() if thread.name.startswith("job-")])
    assert Job.objects.get().state == "open"


def test_a_job_that_raises_takes_no_other_with_it(handle: Register) -> None:
    def work(job: Job) -> Outcome:
        if job.ref == 3:
            raise SystemExit
        if job.ref % 2:
            raise RuntimeError("poison")
        return Done()

    handle(work)
    for ref in range(20):
        jobs.enqueue("test.job", ref)
    with running_workers():
        wait_until(lambda: Job.objects.filter(state="done").count() == 10)


def disturb_postgresql(go_on: Callable[[], None]) -> None:
    """What a restart does to the connections of others."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    go_on()


def disturb_sqlite(go_on: Callable[[], None]) -> None:
    """Another process writes for a while."""
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    go_on()
    other.execute("ROLLBACK")
    other.close()


def test_work_goes_on_after_trouble_with_the_database(handle: Register) -> None:
    disturb = disturb_postgresql if connection.vendor == "postgresql" else disturb_sqlite
    begun, release = threading.Semaphore(0), threading.Event()
    calls: list[int] = []

    def work(job: Job) -> Outcome:
        calls.append(job.ref)
        begun.release()
        release.wait(PATIENCE)
        return Done()

    handle(work)
    for ref in range(3):
        jobs.enqueue("test.job", ref)
    with running_workers():
        for _ in range(3):
            assert begun.acquire(timeout=PATIENCE)
        disturb(release.set)
        wait_until(all_done)
        jobs.enqueue("test.job", 3)
        wait_until(all_done)
    assert Counter(calls) == Counter(range(4))  # no call was repeated


def test_a_worker_shows_that_it_lives_and_goes_without_a_trace(handle: Register) -> None:
    with running_workers() as (worker,):
        wait_until(lambda: Heartbeat.objects.filter(worker=worker.name).exists())
        assert str(os.getpid()) in worker.name
    assert not Heartbeat.objects.exists()


def test_it_beats_at_most_every_ten_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("outbox.worker.time.monotonic", lambda: now[0])
    worker, seen = Worker(), []
    for now[0] in (100.0, 105.0, 109.9, 110.0):
        worker._beat()
        seen.append(Heartbeat.objects.get().seen_at)
    assert seen[0] == seen[1] == seen[2] < seen[3]


def test_a_worker_makes_the_rows_of_recurring_work(handle: Register) -> None:
    ran = threading.Event()

    def work(job: Job) -> Outcome:
        ran.set()
        return Done()

    handle(work, every=3600)
    with running_workers(2):
        assert ran.wait(PATIENCE)
    assert Job.objects.count() == 1


def test_an_idle_worker_only_reads(handle: Register, django_assert_num_queries: Callable[[int], object]) -> None:
    handle(lambda job: Done())
    jobs.enqueue("test.job", 7, after=600)
    with django_assert_num_queries(1) as queries:  # type: ignore[attr-defined]
        Worker().drain()
    assert not {"BEGIN", "INSERT", "UPDATE", "DELETE"} & set(queries[0]["sql"].split())
