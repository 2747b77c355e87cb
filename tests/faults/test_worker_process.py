"""The worker as a process of its own, told to end and killed while it waits for Akismet."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from comments.models.comment import CHECK_JOB
from outbox.models import Heartbeat, Job
from tests.akismet_server import AkismetServer
from tests.faults.waiting import attempts, make_many, make_waiting, standing, work
from tests.outbox.workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
Worker = subprocess.Popen[str]


def database_url() -> str:
    """That of the test's own database."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["TEST_DATABASE"])._replace(path=f"/{name}"))


@contextmanager
def worker_process(akismet: AkismetServer, **more: str) -> Generator[Worker]:
    env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env |= {"SECRET_KEY": settings.SECRET_KEY, "DATA_DIR": str(settings.DATA_DIR), "DATABASE_URL": database_url()}
    env |= {"AKISMET_API_KEY": akismet.key, "AKISMET_API_URL": akismet.url, "SITE_URL": settings.SITE_URL}
    command = [sys.executable, "-m", "manage", "worker"]
    with subprocess.Popen(command, cwd=ROOT, env=env | more, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def end(process: Worker, number: signal.Signals) -> tuple[int, str]:
    process.send_signal(number)
    _, errors = process.communicate(timeout=90)
    return process.returncode, errors


def test_told_to_end_it_hands_back_what_it_cannot_finish_within_a_few_seconds(akismet: AkismetServer) -> None:
    akismet.fail("hang")
    comments = make_many(3)
    with worker_process(akismet, AKISMET_TIMEOUT="60") as process:
        akismet.wait_for(3, "comment-check", seconds=60)
        begun = time.monotonic()
        returned, errors = end(process, signal.SIGTERM)
        assert time.monotonic() - begun < 30
    assert (returned, errors) == (0, "")
    assert Job.objects.due().filter(kind=CHECK_JOB, claimed_by="", failures=0).count() == 3
    assert not Heartbeat.objects.exists()
    akismet.recover()
    work()
    assert {standing(comment) for comment in comments} == {("pending", "every_comment")}


def test_told_to_end_it_finishes_what_is_answered_in_time(akismet: AkismetServer) -> None:
    akismet.latency = 1.0
    comment = make_waiting()
    with worker_process(akismet) as process:
        akismet.wait_for(1, "comment-check", seconds=60)
        returned, _ = end(process, signal.SIGTERM)
    assert returned == 0
    assert standing(comment) == ("pending", "every_comment")
    assert len(akismet.calls("comment-check")) == 1


def test_told_to_end_while_idle_it_ends_at_once(akismet: AkismetServer) -> None:
    with worker_process(akismet) as process:
        wait_until(Heartbeat.objects.exists, seconds=60)
        begun = time.monotonic()
        returned, errors = end(process, signal.SIGTERM)
        assert time.monotonic() - begun < 15
    assert (returned, errors) == (0, "")


def test_killed_it_leaves_a_short_lease_and_one_verdict_in_the_end(akismet: AkismetServer) -> None:
    akismet.fail("hang")
    comment = make_waiting()
    with worker_process(akismet) as process:
        akismet.wait_for(1, "comment-check", seconds=60)
        end(process, signal.SIGKILL)
    job = Job.objects.get(kind=CHECK_JOB)
    assert (job.state, bool(job.claimed_by)) == ("open", True)
    assert (job.due_at - timezone.now()).total_seconds() <= settings.AKISMET_TIMEOUT + 15
    akismet.recover()
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
    work()
    assert standing(comment) == ("pending", "every_comment")
    assert [attempt.applied for attempt in attempts(comment)] == [True]
    assert [call.fields.get("recheck_reason") for call in akismet.calls("comment-check")] == [None, "retry"]


def test_one_worker_has_four_calls_under_way_at_once(akismet: AkismetServer) -> None:
    """The fourth would never come otherwise. Whether that makes a thousand comments a minute, the bench measures."""
    akismet.latency = 600
    comments = make_many(12)
    with worker_process(akismet):
        akismet.wait_for(4, "comment-check", seconds=60)
        akismet.latency = 0
        akismet.recover()
        wait_until(lambda: not Job.objects.open().filter(kind=CHECK_JOB).exists(), seconds=60)
    assert {standing(comment) for comment in comments} == {("pending", "every_comment")}
