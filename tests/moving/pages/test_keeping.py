"""How long files are kept, who may send large ones, and how a long step keeps its job."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from comments import retention
from moving.desk import carrying, folders, kinds, moves, tickets
from moving.desk.watch import Stopped, Watch
from moving.models import Course, Step, Transfer
from moving.refused import Refused
from newsroom.bodies import awaited_apart
from outbox import claims, jobs, leases
from outbox.claims import LeaseLost
from outbox.leases import Prolonged
from outbox.models import Job
from outbox.worker import Worker
from tests.factories import make_user
from tests.moving.transfers import make_transfer
from tests.newsroom.test_bodies import answered, posted

TICKETS = "/admin/moving/upload/"


@pytest.mark.django_db
def test_files_go_seven_days_after_the_last_step_and_not_while_something_runs(
    clock: time_machine.Traveller, data: Path
) -> None:
    old, running = make_transfer(), make_transfer(course=Course.RUNNING, by=make_user("other"))
    clock.shift(timedelta(days=6, hours=23))
    late = make_transfer(by=make_user("third"))
    assert retention.run()["files of transfers"] == 0
    clock.shift(timedelta(hours=2))
    assert retention.dry_run()["files of transfers"] == 1
    assert retention.run()["files of transfers"] == 1
    assert [each.path.exists() for each in (old, running, late)] == [False, True, True]
    old.refresh_from_db()
    assert old.forgotten_at


@pytest.mark.django_db
def test_what_an_upload_left_that_was_broken_off_goes_after_a_day(data: Path) -> None:
    kept, stray, fresh = make_transfer().path, *(folders.made(folders.root() / name) for name in ("stray", "fresh"))
    (file := folders.root() / "a file").touch()
    for path in (kept, stray, file):
        os.utime(path, (time.time() - 90_000,) * 2)
    call_command("retention", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
    assert [path.exists() for path in (kept, stray, fresh, file)] == [True, False, True, False]


def signed(ticket: str, client: Client | None = None) -> dict[str, Any]:
    """The address of a form, and who sends there."""
    cookie = (
        f"{django_settings.SESSION_COOKIE_NAME}={client.cookies[django_settings.SESSION_COOKIE_NAME].value}"
        if client
        else ""
    )
    return {"PATH_INFO": f"{TICKETS}{ticket}/wordpress/", "HTTP_COOKIE": cookie}


def size(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[int]:
    start_response("200 OK", [])
    return [len(environ["wsgi.input"].read()), environ.get("newsroom.too_large", 0)]


asked = awaited_apart(size, 1, tickets.allowance)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_more_than_anybody_is_taken_from_whoever_was_shown_the_form(
    settings: Settings, mover: User, desk: Client
) -> None:
    settings.UPLOAD_MB = 30
    form, sent = signed(tickets.ticket_for(mover.pk), desk), BytesIO(b"x" * 26 * 2**20)
    assert answered(asked, posted(sent, **form)) == ("200 OK", [26 * 2**20, 0])
    for path in (f"{TICKETS}7:made:up/wordpress/", f"/admin/x/{form['PATH_INFO']}", "/"):
        sent.seek(0)
        assert answered(asked, posted(sent, **form | {"PATH_INFO": path}))[0] == "413 Content Too Large"
    settings.UPLOAD_MB = 25
    sent.seek(0)
    environ = posted(sent, **form)
    assert answered(asked, environ)[1] == [0, 26 * 2**20]
    assert environ["CONTENT_LENGTH"] == "0"


@pytest.mark.django_db
def test_whoever_may_not_send_any_more_is_read_to_the_end_and_told_by_the_page(mover: User, desk: Client) -> None:
    """Nothing of it is kept meanwhile."""
    ticket = tickets.ticket_for(mover.pk)
    others = tickets.ticket_for(make_user("other", is_superuser=True, staff=True).pk)
    for form in (signed(ticket), signed(others, desk)):
        assert answered(asked, posted(BytesIO(b"a form!"), **form)) == ("200 OK", [0, 7])
    assert answered(asked, posted(BytesIO(b"a form!"), **signed(ticket, desk))) == ("200 OK", [7, 0])
    User.objects.update(is_superuser=False)
    assert answered(asked, posted(BytesIO(b"a form!"), **signed(ticket, desk))) == ("200 OK", [0, 7])


@pytest.mark.django_db
def test_a_form_that_was_shown_the_day_before_yesterday_lets_nothing_through(
    clock: time_machine.Traveller, mover: User, desk: Client
) -> None:
    ticket = tickets.ticket_for(mover.pk)
    clock.shift(timedelta(days=1, minutes=1))
    assert tickets.allowance(posted(BytesIO(), **signed(ticket, desk))) == tickets.NOTHING
    answer = desk.post(signed(ticket)["PATH_INFO"])
    assert answer.status_code == 422
    assert "opened more than a day ago" in answer.content.decode()


@pytest.mark.django_db
def test_what_others_write_meanwhile_leaves_the_disk_its_spare_room(
    mover: User, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several uploads begin while there is room for each."""
    room = iter([10 * 2**20, 1, 0])
    monkeypatch.setattr(folders, "room", lambda: next(room, 0))
    environ = posted(BytesIO(b"x" * 200_000), **signed(tickets.ticket_for(mover.pk), desk))
    assert answered(asked, environ) == ("200 OK", [0, 200_000])


@pytest.fixture
def work() -> Iterator[list[Callable[[Transfer, Watch], dict[str, Any]]]]:
    """A kind that does what a test says."""
    said: list[Callable[[Transfer, Watch], dict[str, Any]]] = []
    steps = {Step.TRY: lambda transfer, watch: said[0](transfer, watch)}
    kinds.register(kinds.Kind("example", "Example", "", "in", steps, "moving:index", "admin/moving/_import.html"))  # type: ignore[arg-type]
    yield said
    del kinds.KINDS["example"]


def begun() -> Transfer:
    transfer = make_transfer(kind="example", course=Course.RUNNING)
    carrying.begin(transfer)
    return transfer


@pytest.mark.django_db
def test_an_error_of_ours_ends_the_step_and_is_said(work: list[Any], desk: Client) -> None:
    work.append(lambda transfer, watch: transfer.options["missing"])
    transfer = begun()
    Worker().drain()
    transfer.refresh_from_db()
    assert transfer.course == Course.FAILED
    assert "an error that is not in the files (KeyError)" in desk.get(f"/admin/moving/{transfer.pk}/").content.decode()


@pytest.mark.django_db
def test_a_step_over_which_workers_ended_again_and_again_is_given_up(work: list[Any]) -> None:
    transfer = begun()
    Job.objects.update(failures=carrying.TOO_OFTEN)
    Worker().drain()
    transfer.refresh_from_db()
    assert (transfer.course, transfer.fault["sentence"]) == (Course.FAILED, carrying.AGAIN_AND_AGAIN)


@pytest.mark.django_db
def test_files_on_another_machine_are_left_to_its_worker(work: list[Any]) -> None:
    transfer = begun()
    folders.remove(transfer.path)
    Worker().drain()
    job = Job.objects.get()
    assert (job.state, job.error) == ("open", "its files are on another machine")
    assert job.due_at > timezone.now()


@pytest.mark.django_db
def test_what_no_worker_finds_its_files_of_ends_after_a_while_and_says_so(
    work: list[Any], desk: Client, clock: time_machine.Traveller
) -> None:
    transfer = begun()
    folders.remove(transfer.path)
    clock.shift(carrying.NOWHERE + timedelta(seconds=1))
    Worker().drain()
    transfer.refresh_from_db()
    assert transfer.course == Course.FAILED
    assert "No worker found its folder." in desk.get(f"/admin/moving/{transfer.pk}/").content.decode()


@pytest.mark.django_db
def test_what_a_report_quotes_goes_with_the_files_and_its_numbers_stay() -> None:
    transfer = make_transfer(report={"try": {"people": ["ada"], "quoted": {"cut": []}, "found": {"cut": 3}}})
    assert moves.forget(transfer)
    transfer.refresh_from_db()
    assert transfer.report == {"try": {"found": {"cut": 3}}}


@pytest.mark.django_db
@pytest.mark.parametrize("has_job", [True, False])
def test_stop_ends_a_step_also_where_no_job_is_left(work: list[Any], desk: Client, has_job: bool) -> None:
    transfer = begun()
    if not has_job:
        Job.objects.all().delete()
    assert desk.post(f"/admin/moving/{transfer.pk}/stop/").status_code == 303
    Worker().drain()
    transfer.refresh_from_db()
    assert (transfer.course, transfer.is_asked_to_stop) == (Course.STOPPED, False)
    assert "Try again" in desk.get(f"/admin/moving/{transfer.pk}/").content.decode()
    assert desk.post(f"/admin/moving/{transfer.pk}/stop/").status_code == 409


@pytest.mark.django_db
def test_a_page_that_is_asked_by_its_script_says_how_far_it_is_and_comes_anew_at_the_end(desk: Client) -> None:
    transfer = make_transfer(course=Course.RUNNING, done=250, total=1_000, counts={"articles": 1, "comments": 30})
    address, script = f"/admin/moving/{transfer.pk}/", {"HX-Request": "true"}
    part = desk.get(address, headers=script).content.decode()
    assert "25 % so far." in part
    assert "1 article, 30 comments" in part
    assert "<html" not in part
    Transfer.objects.update(course=Course.DONE)
    assert desk.get(address, headers=script)["HX-Refresh"] == "true"


@pytest.mark.django_db(transaction=True)
def test_what_is_said_is_noted_beside_the_work_and_the_lease_prolonged(
    work: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the thread, as the work itself may be within a transaction that only reads."""
    monkeypatch.setattr(leases, "EVERY", 0.01)
    monkeypatch.setattr(carrying, "LEASE", 0.04)
    seen: list[Any] = []

    def until_stopped(transfer: Transfer, watch: Watch) -> dict[str, Any]:
        assert watch.lease
        before, end = Job.objects.get().due_at, time.monotonic() + 60
        watch.say(3, 9, comments=3)
        while Job.objects.get().due_at == before and time.monotonic() < end:
            time.sleep(0.01)
        Transfer.objects.update(is_asked_to_stop=True)
        while time.monotonic() < end:
            seen[:] = Transfer.objects.values_list("done", "total", "counts")
            watch.look()
        return {}

    work.append(until_stopped)
    transfer = begun()
    Worker().drain()
    transfer.refresh_from_db()
    assert seen == [(3, 9, {"comments": 3})]
    assert transfer.course == Course.STOPPED


@pytest.mark.django_db
def test_who_has_lost_the_job_stops() -> None:
    transfer = make_transfer(course=Course.RUNNING)
    jobs.enqueue(carrying.JOB, transfer.pk)
    [claim] = claims.claim(jobs.registry.handlers[carrying.JOB], "one", 1)
    watch = Watch(transfer)
    watch.lease = Prolonged(claim.job, 0, watch.write)
    watch.lease.see_to_it()
    assert list(watch.count("ab")) == ["a", "b"]
    jobs.enqueue(carrying.JOB, transfer.pk)
    watch.lease.see_to_it()
    with pytest.raises(LeaseLost):
        watch.look()
    Transfer.objects.update(is_asked_to_stop=True)
    watch.write()
    with pytest.raises(Stopped):
        list(watch.count("ab"))


@pytest.fixture
def lease() -> Prolonged:
    """Of a job that is held for 60 seconds; each test says what goes wrong beside it."""
    jobs.enqueue(carrying.JOB, make_transfer(course=Course.RUNNING).pk)
    [claim] = claims.claim(jobs.registry.handlers[carrying.JOB], "one", 1)
    return Prolonged(claim.job, 60, lambda: None)


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, KeyError, OSError])
def test_whatever_goes_wrong_beside_the_work_its_lease_is_prolonged_and_the_log_says_so(
    lease: Prolonged, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    def fail() -> None:
        raise error

    before, lease.beside = Job.objects.get().due_at, fail
    lease.prolonged_at -= 20
    lease.see_to_it()
    assert Job.objects.get().due_at > before
    assert not lease.is_lost
    assert [record.message for record in caplog.records] == ["lease not seen to"]


@pytest.mark.django_db
def test_who_could_not_prolong_for_a_whole_lease_has_lost_it(lease: Prolonged, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another worker may have begun: two of them would do the same at once."""
    monkeypatch.setattr(claims, "prolong", lambda *_given: 1 / 0)
    for silent, is_lost in ((20, False), (41, True)):
        lease.prolonged_at -= silent
        lease.see_to_it()
        assert lease.is_lost == is_lost


@pytest.mark.django_db
@pytest.mark.parametrize(("step", "goes_on"), [(Step.TRY, False), (Step.MAKE, False), (Step.TAKE_BACK, True)])
def test_a_disk_that_is_nearly_full_ends_what_writes_much(
    monkeypatch: pytest.MonkeyPatch, data: Path, step: Step, goes_on: bool
) -> None:
    monkeypatch.setattr(folders, "room", lambda: 0)
    watch = Watch(make_transfer(step=step, course=Course.RUNNING))
    watch.write()
    with nullcontext() if goes_on else pytest.raises(Refused, match="nearly full"):
        watch.look()
