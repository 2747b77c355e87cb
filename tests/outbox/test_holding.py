"""What a restore has put on hold leaves when a person says so, and not before."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outbox import holding, jobs
from outbox.jobs import Done
from outbox.models import Job
from outbox.worker import Worker
from tests.factories import make_user
from tests.outbox.conftest import Register
from tests.outbox.test_report import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(handle: Register) -> list[int]:
    """The refs of the jobs that were worked on."""
    refs: list[int] = []

    def work(job: Job) -> Done:
        refs.append(job.ref)
        return Done()

    handle(work)
    return refs


def test_nothing_on_hold_is_worked_on_until_it_is_released(done: list[int]) -> None:
    jobs.enqueue("test.job", 1)
    assert holding.hold() == 1
    Worker().drain()
    assert done == []
    assert "test.job: 1 released" in shown("--release")
    Worker().drain()
    assert done == [1]


def test_what_is_asked_for_after_the_restore_is_not_on_hold(done: list[int]) -> None:
    jobs.enqueue("test.job", 1)
    jobs.enqueue("test.job", 2)
    holding.hold()
    jobs.enqueue("test.job", 2)
    jobs.enqueue("test.job", 3)
    Worker().drain()
    assert sorted(done) == [2, 3]
    assert holding.on_hold() == {"test.job": 1}


def test_recurring_work_goes_on(handle: Register) -> None:
    ran: list[int] = []

    def work(job: Job) -> Done:
        ran.append(job.pk)
        return Done()

    handle(work, every=3600)
    jobs.ensure_recurring()
    assert holding.hold() == 0
    Worker().drain()
    assert len(ran) == 1


def test_claims_of_the_other_site_are_void_and_count_as_no_failure(done: list[int]) -> None:
    later = timezone.now() + timedelta(seconds=30)
    job = Job.objects.create(kind="test.job", ref=1, claimed_by="elsewhere", claims=4, due_at=later)
    holding.hold()
    job.refresh_from_db()
    assert (job.claimed_by, job.claims, job.failures) == ("", 5, 0)
    assert job.due_at == later


def test_a_withdrawn_job_can_be_on_hold() -> None:
    jobs.enqueue("test.job", 1)
    holding.hold()
    assert jobs.cancel("test.job", 1)
    assert holding.on_hold() == {}


def test_errors_that_are_hastened_do_not_wake_what_is_on_hold(done: list[int]) -> None:
    Job.objects.create(kind="test.job", ref=1, error="no answer", due_at=timezone.now() + timedelta(seconds=30))
    holding.hold()
    assert jobs.hasten("test.job", 60) == 0


def test_the_command_the_admin_and_readyz_say_what_is_on_hold(client: Client, done: list[int]) -> None:
    jobs.enqueue("test.job", 1)
    holding.hold()
    assert "on hold: 1" in shown()
    assert "1 on hold" in next(line for line in shown().splitlines() if line.startswith("test.job"))
    assert "outbox --release" in client.get("/readyz").json()["reasons"]["hold"]
    client.force_login(make_user(staff=True, is_superuser=True))
    assert "1 job is on hold" in client.get(reverse("admin:outbox_job_changelist")).content.decode()


def test_without_anything_on_hold_nobody_speaks_of_it(client: Client) -> None:
    assert "on hold" not in shown()
    assert shown("--release") == "Nothing is on hold.\n"
    assert "hold" not in client.get("/readyz").json()["degraded"]
    client.force_login(make_user(staff=True, is_superuser=True))
    assert "on hold" not in client.get(reverse("admin:outbox_job_changelist")).content.decode()
