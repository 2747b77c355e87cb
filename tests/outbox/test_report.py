"""What the command, the admin and /readyz say about what waits."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from outbox import reports
from outbox.jobs import Done, Passage
from outbox.models import Heartbeat, Job
from tests.factories import make_user
from tests.outbox.conftest import Register
from tests.outbox.test_jobs import Turnstile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def no_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "reports", {})


@pytest.fixture
def waiting(handle: Register) -> None:
    """Of one kind: one due, one claimed, one for later, one dead. Of another, held back: one due."""
    now = timezone.now()
    handle(lambda job: Done())
    handle(lambda job: Done(), kind="gated", gate=Turnstile(Passage.SHUT))
    rows = [
        Job(ref=1, created_at=now - timedelta(hours=5)),
        Job(ref=2, claimed_by="somebody", due_at=now + timedelta(seconds=9)),
        Job(ref=3, due_at=now + timedelta(minutes=12), error="no answer"),
        Job(ref=4, state="dead", failures=12, error="ValueError", finished_at=now),
        Job(ref=5, state="done", finished_at=now),
    ]
    for row in rows:
        row.kind = "test.job"
    Job.objects.bulk_create([*rows, Job(kind="gated"), Job(kind="forgotten")])


def shown(*arguments: str) -> str:
    output = StringIO()
    call_command("outbox", *arguments, stdout=output)
    return output.getvalue()


def test_it_says_of_each_kind_how_much_waits_and_why(waiting: None) -> None:
    text = shown()
    line = next(line for line in text.splitlines() if line.startswith("test.job"))
    assert line.split()[1:5] == ["1", "1", "1", "1"]
    assert "5 h" in line
    assert "12 min" in line
    assert "held back" in next(line for line in text.splitlines() if line.startswith("gated"))
    assert "no code" in next(line for line in text.splitlines() if line.startswith("forgotten"))
    assert "dead: test.job 4 after 12 failures: ValueError" in text


def test_it_says_whether_a_worker_runs() -> None:
    assert "no worker runs" in shown()
    Heartbeat.objects.create(worker="host:1:ab", seen_at=timezone.now() - timedelta(seconds=4))
    assert "worker host:1:ab: seen 4 s ago" in shown()


def test_apps_add_what_they_know() -> None:
    reports.reported("spam check")(lambda: {"state": "passing", "next_try": timezone.now()})
    assert "spam check:\n  state: passing\n  next try: 20" in shown()


def test_programs_get_the_same_as_json(waiting: None) -> None:
    report = json.loads(shown("--json"))
    kinds = {line["kind"]: line for line in report["jobs"]}
    assert (kinds["test.job"]["due"], kinds["test.job"]["dead"], kinds["gated"]["held_back"]) == (1, 1, True)
    assert [job["ref"] for job in report["dead"]] == [4]


def test_dead_jobs_are_reported() -> None:
    assert reports.dead_jobs_fault() is None
    Job.objects.create(kind="test.job", state="dead")
    assert (reports.dead_jobs_fault() or "").startswith("1 dead")


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_user(staff=True, is_superuser=True))
    return client


def test_a_dead_job_is_given_another_life_in_the_admin(admin: Client, waiting: None) -> None:
    dead = Job.objects.get(state="dead")
    page = admin.get("/admin/outbox/job/?state__exact=dead")
    assert page.status_code == 200
    assert "ValueError" in page.content.decode()
    admin.post("/admin/outbox/job/", {"action": "try_again", "_selected_action": [dead.pk]})
    assert Job.objects.due().filter(ref=4).exists()
    assert not Job.objects.filter(state="dead").exists()


def test_jobs_that_live_are_left_alone_by_it(admin: Client, waiting: None) -> None:
    before = list(Job.objects.order_by("pk").values_list("pk", "state", "claims"))
    living = Job.objects.exclude(state="dead").values_list("pk", flat=True)
    admin.post("/admin/outbox/job/", {"action": "try_again", "_selected_action": list(living)})
    assert list(Job.objects.order_by("pk").values_list("pk", "state", "claims")) == before


def test_nobody_writes_jobs_by_hand(admin: Client, waiting: None) -> None:
    job = Job.objects.get(ref=1)
    assert admin.get("/admin/outbox/job/add/").status_code == 403
    assert admin.get(f"/admin/outbox/job/{job.pk}/delete/").status_code == 403
    admin.post(f"/admin/outbox/job/{job.pk}/change/", {"kind": "other", "ref": 99})
    job.refresh_from_db()
    assert (job.kind, job.ref) == ("test.job", 1)


def test_a_reader_sees_nothing_of_it(client: Client) -> None:
    client.force_login(make_user(staff=True))
    assert client.get("/admin/outbox/job/").status_code == 403
