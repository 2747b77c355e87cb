"""Leases: whose job it is, and what happens to work that comes too late."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from outbox import claims, jobs
from outbox.claims import Claim, LeaseLost
from outbox.jobs import Done, Later, Outcome
from outbox.models import Job
from outbox.worker import Worker, give_up, perform
from tests.outbox.conftest import Register
from tests.plans import plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def done(job: Job) -> Outcome:
    return Done()


def claim_one(worker: str = "first") -> Claim:
    (one,) = claim(worker, 1)
    return one


def claim(worker: str, wanted: int) -> list[Claim]:
    return claims.claim(jobs.registry.handlers["test.job"], worker, wanted)


def test_a_claimed_job_is_nobody_elses_until_its_lease_runs_out(
    handle: Register, clock: time_machine.Traveller
) -> None:
    handle(done, lease=20)
    jobs.enqueue("test.job", 7)
    claim_one("killed")
    clock.shift(19)
    assert claim("second", 1) == []
    clock.shift(1)
    assert claim_one("second").job.failures == 1


def test_no_more_jobs_are_claimed_than_wanted(handle: Register) -> None:
    handle(done)
    for ref in range(10):
        jobs.enqueue("test.job", ref)
    assert [one.job.ref for one in claim("first", 3)] == [0, 1, 2]
    assert [one.job.ref for one in claim("second", 3)] == [3, 4, 5]
    assert claim("third", 0) == []


def test_a_suspect_that_is_asked_for_anew_meanwhile_is_not_put_off(
    handle: Register, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle(done, lease=20)
    jobs.enqueue("test.job", 7)
    for _ in range(3):
        claim_one("killed over it")
        clock.shift(20)
    after_failure = claims._after_failure

    def ask_anew(*seen: Any) -> dict[str, Any]:
        jobs.enqueue("test.job", 7)
        return after_failure(*seen)

    monkeypatch.setattr(claims, "_after_failure", ask_anew)
    assert claim("second", 1) == []
    assert claim_one("second").job.failures == 0


def test_kinds_of_which_nothing_is_due_are_not_named(handle: Register) -> None:
    handle(done)
    jobs.enqueue("test.job", 7)
    jobs.enqueue("later", 7, after=60)
    Job.objects.create(kind="on hold", held_at=timezone.now())
    Job.objects.create(kind="finished", state="done")
    assert claims.due(["test.job", "later", "on hold", "finished", "unheard of"]) == {"test.job"}
    claim_one()
    assert claims.due(["test.job"]) == set()


def test_work_that_comes_too_late_changes_nothing(handle: Register, clock: time_machine.Traveller) -> None:
    handle(done, lease=20)
    jobs.enqueue("test.job", 7)
    late = claim_one("slow")
    clock.shift(20)
    claim_one("second")
    with pytest.raises(LeaseLost):
        claims.finish(late, Done(lambda: jobs.enqueue("effect", 1)))
    assert not Job.objects.filter(kind="effect").exists()
    assert Job.objects.get().claimed_by == "second"


def test_what_was_learnt_is_recorded_although_the_lease_was_lost(handle: Register) -> None:
    handle(lambda job: Done(lambda: jobs.enqueue("effect", 1), if_lost=lambda: jobs.enqueue("learnt", 1)))
    jobs.enqueue("test.job", 7)
    one = claim_one()
    jobs.enqueue("test.job", 7)  # somebody asks anew
    perform(one)
    assert set(Job.objects.values_list("kind", "state")) == {("test.job", "open"), ("learnt", "open")}


def test_asking_anew_makes_the_job_due_at_once_for_another_worker(handle: Register) -> None:
    handle(done)
    jobs.enqueue("test.job", 7)
    claim_one("first")
    jobs.enqueue("test.job", 7)
    assert claim_one("second").job.failures == 0


def test_a_job_handed_back_is_due_at_once_and_was_no_failure(handle: Register) -> None:
    handle(done)
    jobs.enqueue("test.job", 7)
    one = claim_one("first")
    give_up(one)
    assert claim_one("second").job.failures == 0
    with pytest.raises(LeaseLost):
        claims.finish(one, Done())
    give_up(one)  # which it has no longer: nothing happens


def test_a_job_that_ended_over_and_over_with_its_worker_is_put_off_and_at_last_dies(
    handle: Register, clock: time_machine.Traveller
) -> None:
    handle(done, lease=20)
    jobs.enqueue("test.job", 7)
    deaths = 0
    while Job.objects.get().state == "open":
        deaths += len(claim("killed over it", 1))
        clock.move_to(Job.objects.get().due_at)
        assert deaths < 30
    job = Job.objects.get()
    assert (job.state, job.failures, job.error) == ("dead", 12, "the worker ended over it")
    assert deaths == 12


def test_two_deaths_are_no_reason_for_suspicion(handle: Register, clock: time_machine.Traveller) -> None:
    handle(done, lease=20)
    jobs.enqueue("test.job", 7)
    for _ in range(2):
        claim_one()
        clock.shift(20)
    assert claim_one().job.failures == 2


def test_a_run_that_ends_in_whatever_result_clears_the_failures(
    handle: Register, clock: time_machine.Traveller
) -> None:
    handle(lambda job: Later(1), lease=20)
    jobs.enqueue("test.job", 7)
    for _ in range(2):
        claim_one()
        clock.shift(20)
    Worker().drain()
    assert Job.objects.get().failures == 0


def test_an_effect_that_fails_leaves_nothing_behind(handle: Register) -> None:
    def effect() -> None:
        jobs.enqueue("effect", 1)
        raise ZeroDivisionError

    handle(lambda job: Done(effect))
    jobs.enqueue("test.job", 7)
    Worker().drain()
    job = Job.objects.get()
    assert (job.kind, job.state, job.failures, job.error) == ("test.job", "open", 1, "ZeroDivisionError")


@pytest.mark.django_db(transaction=True)
def test_trouble_with_the_database_does_not_cost_the_answer(handle: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work, a call or a mail, is done once; only its record is tried again."""
    pauses: list[float] = []
    monkeypatch.setattr("outbox.claims.time.sleep", pauses.append)
    calls, effects = [], []

    def effect() -> None:
        effects.append(1)
        if len(effects) < 4:
            raise OperationalError("the database restarts")

    def work(job: Job) -> Outcome:
        calls.append(1)
        return Done(effect)

    handle(work)
    jobs.enqueue("test.job", 7)
    Worker().drain()
    assert (len(calls), len(effects), pauses) == (1, 4, [0.1, 0.2, 0.4])
    assert Job.objects.get().state == "done"


@pytest.mark.django_db(transaction=True)
def test_a_database_that_stays_away_is_not_waited_for_longer_than_the_lease(
    handle: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        monkeypatch.setattr("outbox.claims.time.sleep", clock.shift)

        def effect() -> None:
            raise OperationalError("the database is away")

        handle(lambda job: Done(effect), lease=10)
        jobs.enqueue("test.job", 7)
        perform(claim_one())
        assert timezone.now() - now < timedelta(seconds=10)
    assert Job.objects.get().failures == 1


LITERALLY = {"kind": "'test.job'", "now": "'2026-11-22 12:00:00'", "until": "'2026-11-22 13:00:00'", "worker": "'w'"}
NUMBERS = {"suspect": "3", "wanted": "5"}
WORDS = {"{kinds}": "('test.job')", "{order}": claims.LONGEST_DUE, "{skip}": "", "{columns}": "id"}


@pytest.mark.parametrize("statement", [claims.LOOK, claims.TAKE, claims.SUSPECTS])
def test_looking_for_work_reads_an_index_that_has_open_jobs_alone(statement: str) -> None:
    for word, meaning in WORDS.items():
        statement = statement.replace(word, meaning)
    found = plan(statement % (LITERALLY | NUMBERS))
    assert "job_due" in found or "one_open_job_per_ref" in found, found


@given(st.integers(1, 100), st.floats(0, 1))
def test_a_pause_after_failures_is_at_least_a_second_and_at_most_five_quarters_of_an_hour(
    failures: int, jitter: float
) -> None:
    assert 1 <= claims.backoff(failures, lambda: jitter) <= 3600 * 1.25


@given(st.integers(1, 10), st.floats(0, 1))
def test_pauses_grow(failures: int, jitter: float) -> None:
    assert claims.backoff(failures + 1, lambda: jitter) >= claims.backoff(failures, lambda: jitter)
