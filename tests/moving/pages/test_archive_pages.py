"""An archive by the pages: uploaded, checked by the worker, and handed to the supervisor by whoever says so."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from comments.models import Comment
from moving.archives import waiting
from moving.desk import archives, words
from moving.desk.watch import Stopped, Watch
from moving.models import Course, Step, Transfer
from moving.refused import Refused
from newsroom.supervisor import __main__ as supervisor
from outbox.models import Job
from outbox.worker import Worker
from tests.factories import make_article, make_user
from tests.moving.pages.conftest import Upload

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-7"
SURE = {"sure": "on", "password": PASSWORD}


@pytest.fixture
def mover(mover: User) -> User:
    mover.set_password(PASSWORD)
    mover.save()
    return mover


@pytest.fixture
def checked(upload: Upload, newspaper: Path) -> Transfer:
    assert upload(("it.zip", newspaper.read_bytes()), kind="archive").status_code == 303
    Worker().drain()
    return Transfer.objects.get()


def taken(desk: Client, transfer: Transfer, **fields: Any) -> Any:
    page = desk.get(f"/admin/moving/{transfer.pk}/take-in/")
    seen = {"seen": page.context["seen"]} if page.context else {}
    return desk.post(f"/admin/moving/{transfer.pk}/take-in/", seen | fields)


def test_the_check_says_what_is_in_it_and_changes_nothing(desk: Client, checked: Transfer) -> None:
    report = checked.report["try"]
    assert checked.course == Course.DONE
    assert dict(report["records"])["articles"] > 0
    assert report["has_key"]
    page = desk.get(f"/admin/moving/{checked.pk}/").text
    assert report["newspaper"]["name"] in page
    assert not Comment.objects.exists()
    Transfer.objects.update(report={"try": report | {"people": ["ada"]}})
    assert f"/admin/moving/{checked.pk}/take-in/" in desk.get(f"/admin/moving/{checked.pk}/").text


def test_what_is_no_archive_is_said_by_the_name_that_it_was_sent_with(desk: Client, upload: Upload) -> None:
    upload(("mine.zip", b"PK nothing"), kind="archive")
    Worker().drain()
    transfer = Transfer.objects.get()
    assert transfer.course == Course.FAILED
    page = desk.get(f"/admin/moving/{transfer.pk}/").text
    assert "mine.zip is no archive" in page
    assert str(transfer.path) not in page


def test_a_byte_that_is_another_is_found(upload: Upload, newspaper: Path) -> None:
    content = bytearray(newspaper.read_bytes())
    content[len(content) // 3] ^= 1
    upload(("it.zip", bytes(content)), kind="archive")
    Worker().drain()
    assert "in it" in Transfer.objects.get().fault["sentence"]


def test_why_an_archive_is_refused_is_said_in_the_language_of_who_reads(
    upload: Upload,
) -> None:
    upload(("mine.zip", b"PK nothing"), kind="archive")
    Worker().drain()
    with override("de"):
        assert words.told(Transfer.objects.get().fault) == "mine.zip ist kein Archiv oder wurde abgeschnitten."


def test_whoever_says_so_hands_it_to_the_supervisor(desk: Client, checked: Transfer) -> None:
    Transfer.objects.update(report={"try": checked.report["try"] | {"people": ["ada"]}})
    response = taken(desk, checked, **SURE)
    assert (response.status_code, response["Location"]) == (303, f"/admin/moving/{checked.pk}/")
    checked.refresh_from_db()
    assert (checked.step, checked.course) == (Step.BRING, Course.RUNNING)
    assert Job.objects.open().filter(kind="moving.transfer").exists()
    assert "starts again" in desk.get(f"/admin/moving/{checked.pk}/").text


@pytest.mark.parametrize("lacking", ["sure", "password", "seen"])
def test_without_saying_so_or_without_a_proof_nothing_begins(desk: Client, checked: Transfer, lacking: str) -> None:
    Transfer.objects.update(report={"try": checked.report["try"] | {"people": ["ada"]}})
    response = taken(desk, checked, **(SURE | {lacking: ""}))
    assert response.status_code == (409 if lacking == "seen" else 422)
    checked.refresh_from_db()
    assert checked.step == Step.TRY


@pytest.mark.parametrize("why", ["an article", "an account", "nobody who can sign in", "deleted"])
def test_where_it_can_not_be_taken_in_the_page_says_why_and_nothing_begins(
    desk: Client, checked: Transfer, why: str
) -> None:
    people = [] if why.startswith("nobody") else ["ada"]
    Transfer.objects.update(report={"try": checked.report["try"] | {"people": people}})
    if why == "an article":
        make_article()
    elif why == "an account":
        make_user("reader")
    elif why == "deleted":
        Transfer.objects.update(forgotten_at=timezone.now())
    page = desk.get(f"/admin/moving/{checked.pk}/").text
    assert f"/admin/moving/{checked.pk}/take-in/" not in page
    assert ("manage import_archive FILE" in page) == (why != "deleted")
    assert taken(desk, checked, **SURE).status_code in {409, 422}
    assert Transfer.objects.get().step == Step.TRY


def test_nobody_but_superusers_says_so(checked: Transfer) -> None:
    editor = Client()
    editor.force_login(make_user("ed", staff=True))
    for address in (f"/admin/moving/{checked.pk}/take-in/", "/admin/moving/release/"):
        assert editor.post(address, SURE).status_code == 403
        assert Client().post(address, SURE).status_code == 302
    assert Transfer.objects.get().step == Step.TRY


def test_where_no_supervisor_stops_the_site_the_page_says_what_to_do(
    checked: Transfer, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "WAITS", 0)
    with pytest.raises(Refused) as refused:
        archives.wait_for_supervisor(checked, Watch(checked))
    assert refused.value.sentence == archives.NOBODY_STOPS
    assert not waiting.is_asked(data)


def test_stopping_takes_the_request_back(checked: Transfer, data: Path) -> None:
    watch = Watch(checked)
    watch.is_stopped = True
    with pytest.raises(Stopped):
        archives.wait_for_supervisor(checked, watch)
    assert not waiting.is_asked(data)


def test_the_supervisor_ends_everything_before_it_takes_in_and_starts_it_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    class Told:
        stopping = False

        def wait(self, seconds: float) -> None:
            done.append("wait")
            self.stopping = done.count("wait") == 2

        def tend(self) -> None:
            done.append("tend")

    def see_through(command: list[str], *given: Any) -> int:
        done.append(" ".join(command[-2:]))
        waiting.withdraw(tmp_path)
        return 0

    bell: Any = Told()
    monkeypatch.setattr(supervisor, "all_children", lambda ties: [bell])
    monkeypatch.setattr(supervisor, "stop_all", lambda children: done.append("stop"))
    monkeypatch.setattr(supervisor, "see_through", see_through)
    waiting.ask(tmp_path, waiting.Request(1, "folder"))
    ties: Any = None
    supervisor.supervise(bell, ties, tmp_path)
    assert done == ["stop", "import_archive --waiting", "tend", "wait", "tend", "wait", "stop"]


def test_what_was_taken_in_and_what_stands_on_hold_is_told_and_let_go(desk: Client, data: Path) -> None:
    data.mkdir(exist_ok=True)
    now = timezone.now()
    report = {"at": now.isoformat(), "made_at": now.isoformat(), "records": 7, "media": 1, "differing": ["articles"]}
    waiting.note(data, report | {"unknown": []})
    Job.objects.create(kind="comments.check", held_at=now)
    page = desk.get("/admin/moving/").text
    assert "7 records" in page
    assert "articles" in page
    assert desk.get("/admin/moving/release/").status_code == 405
    assert desk.post("/admin/moving/release/").status_code == 303
    assert not Job.objects.on_hold().exists()


def test_nobody_who_could_see_to_everything_afterwards_is_hidden_among_others(desk: Client, checked: Transfer) -> None:
    """By their number, by a password that is none, or as staff."""
    made = [account(f"name {number}", is_superuser=True) for number in range(archives.NAMED_AT_MOST + 2)]
    made += [account("by passkey", is_superuser=True, password="!"), account("ed", is_staff=True)]
    made += [account("gone", is_superuser=True, is_active=False), account("reader")]
    told = archives._people(SimpleNamespace(records=lambda kind: made))  # type: ignore[arg-type]
    assert (len(told["people"]), told["people_besides"], told["staff"]) == (archives.NAMED_AT_MOST, 3, 1)
    Transfer.objects.update(report={"try": checked.report["try"] | told})
    for page in ("", "take-in/"):
        shown = desk.get(f"/admin/moving/{checked.pk}/{page}").text
        assert "name 49" in shown
        assert "and 3 more" in shown


def account(username: str, **columns: Any) -> dict[str, Any]:
    asked = {"is_superuser": False, "is_staff": False, "is_active": True, "password": "pbkdf2"} | columns
    return {"username": username, **asked}
