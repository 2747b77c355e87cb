"""Exports by the pages of the admin: asked for, made by the worker, downloaded by whoever proves who they are."""

import csv
import errno
import json
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts import proof
from accounts.models import User
from comments.models import Comment
from moving.desk import archives, carrying, exports, folders, moves, retention
from moving.desk.watch import Stopped, Watch
from moving.models import Course, Step, Transfer
from moving.refused import Refused
from outbox.models import Job
from tests.factories import make_article, make_comment, make_submission, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-7"
KINDS = ("archive", "wordpress", "articles", "comments")


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def ada() -> User:
    user = make_user("ada", staff=True, is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def client(ada: User) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def asked(client: Client, export: str, **fields: Any) -> Any:
    return client.post(f"/admin/moving/export/{export}/", {"name": export, "password": PASSWORD} | fields)


def made(transfer: Transfer) -> dict[str, Any]:
    """As the worker does it, in this thread: a job's own would wait for the test's transaction."""
    return exports.BY_KIND[transfer.kind].make(transfer, Watch(transfer))


def ready(by: User, kind: str = "comments", content: bytes = b"made", **columns: Any) -> Transfer:
    options = {"name": f"{kind}.csv"}
    known = {"kind": f"export_{kind}", "lane": "out", "step": Step.MAKE, "course": Course.DONE, "options": options}
    transfer = Transfer.objects.create(by=by, report={"make": {"size": len(content)}}, **known | columns)
    folders.made(transfer.path)
    exports.file_of(transfer).write_bytes(content)
    return transfer


def log() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True))


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("name", KINDS)
def test_the_page_of_an_export_has_its_form_and_changes_nothing(client: Client, name: str) -> None:
    response = client.get(f"/admin/moving/export/{name}/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert 'name="password"' in response.text
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(
    ("name", "file"), [("archive", "it.zip"), ("wordpress", "it.xml"), ("articles", "it.jsonl"), ("comments", "it.csv")]
)
def test_what_is_asked_for_goes_to_the_worker_with_its_options(client: Client, name: str, file: str, ada: User) -> None:
    make_comment()
    ending = file.rpartition(".")[2]
    response = asked(client, name, name=file.rpartition(".")[0], format=ending)
    transfer = Transfer.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/admin/moving/{transfer.pk}/")
    assert (transfer.kind, transfer.by, transfer.course) == (f"export_{name}", ada, Course.RUNNING)
    assert transfer.options["name"] == file
    assert Job.objects.filter(kind="moving.transfer", ref=transfer.pk).exists()
    assert LogEntry.objects.get().user == ada


def test_a_list_is_the_one_that_the_command_writes(client: Client, tmp_path: Path) -> None:
    article = make_article()
    for status in ("approved", "pending", "spam"):
        make_submission(make_comment(article, status=status, text="=1+1"), ip="203.0.113.9", email="bo@example.org")
    asked(client, "comments", format="csv", status=["approved", "spam"], article=article.pk, people="on")
    transfer = Transfer.objects.get()
    assert made(transfer)["rows"] == 2
    options = ("--status", "approved,spam", "--article", str(article.pk), "--people")
    call_command("export_comments", str(tmp_path / "same.csv"), *options, stderr=StringIO())
    assert exports.file_of(transfer).read_bytes() == (tmp_path / "same.csv").read_bytes()
    rows = list(csv.DictReader(exports.file_of(transfer).read_text("utf-8-sig").splitlines()))
    assert {row["text"] for row in rows} == {"'=1+1"}
    assert {row["ip"] for row in rows} == {"203.0.113.9"}


def test_articles_are_picked_by_state_and_by_the_sites_clock(client: Client, settings: Settings) -> None:
    settings.TIME_ZONE = "America/New_York"
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    inside, _outside = make_article(published_at=noon), make_article(published_at=noon - timedelta(days=9))
    day, after = noon - timedelta(days=2), noon + timedelta(days=2)
    asked(client, "articles", format="jsonl", since=f"{day:%Y-%m-%d}", until=f"{after:%Y-%m-%d}", until_time="18:00")
    transfer = Transfer.objects.get()
    assert transfer.options["until"].startswith(f"{after:%Y-%m-%d}T18:00:00-0")
    assert made(transfer)["rows"] == 1
    assert json.loads(exports.file_of(transfer).read_text())["number"] == inside.pk


def test_addresses_of_people_are_in_a_list_only_where_they_are_asked_for(client: Client) -> None:
    make_submission(make_comment(), ip="203.0.113.9")
    asked(client, "comments", format="csv")
    transfer = Transfer.objects.get()
    made(transfer)
    assert b"203.0.113.9" not in exports.file_of(transfer).read_bytes()


def test_an_article_is_named_by_its_address_or_its_number(client: Client) -> None:
    article = make_article()
    make_comment(article)
    for number, given in enumerate(
        (str(article.pk), article.get_absolute_url(), f"https://x.example{article.get_absolute_url()}?a=1#b")
    ):
        Transfer.objects.update(course=Course.DONE)
        asked(client, "comments", format="csv", article=given)
        assert Transfer.objects.count() == number + 1
        assert Transfer.objects.latest("pk").options["article"] == article.pk


@pytest.mark.parametrize(
    ("name", "field", "given"),
    [
        *[
            ("archive", "name", bad)
            for bad in ("", "../up", "a/b", ".hidden", "a\\b", "a\nb", "x" * 90, "a:b", "-rf", "a.")
        ],
        ("comments", "format", "pdf"),
        ("comments", "status", "odd"),
        ("comments", "since", "yesterday"),
        ("comments", "since", "0001-01-01"),
        ("comments", "since_time", "18:00"),
        ("comments", "article", "999999"),
        ("comments", "article", "9" * 40),
        ("comments", "article", "http://["),
        ("comments", "article", "/no/such/"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_made(
    client: Client, name: str, field: str, given: str
) -> None:
    make_comment()
    response = asked(client, name, **{"format": "csv", field: given})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Transfer.objects.exists()


def test_a_time_before_its_beginning_and_a_choice_that_nothing_matches_are_said(client: Client) -> None:
    make_comment(status="pending")
    for fields in ({"since": "2026-05-02", "until": "2026-05-02"}, {"status": "approved"}, {"since": "2900-01-01"}):
        response = asked(client, "comments", format="csv", **fields)
        assert response.status_code == 422
        assert response.context["form"].errors
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("password", ["", "wrong"])
def test_without_a_proof_nothing_is_made_and_nothing_downloaded(client: Client, ada: User, password: str) -> None:
    assert asked(client, "archive", password=password).status_code == 422
    assert not Transfer.objects.exists()
    transfer = ready(ada)
    response = client.post(f"/admin/moving/{transfer.pk}/download/", {"password": password})
    assert response.status_code == 422
    assert not response.streaming
    assert log() == []


def test_guessing_is_bounded(client: Client, ada: User) -> None:
    transfer = ready(ada)
    address = f"/admin/moving/{transfer.pk}/download/"
    answers = [client.post(address, {"password": f"guess {n}"}) for n in range(30)]
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
    assert client.post(address, {"password": PASSWORD}).status_code == 429


def test_a_second_export_waits_until_the_first_is_done(client: Client) -> None:
    asked(client, "archive")
    response = asked(client, "wordpress")
    assert response.status_code == 409
    assert Transfer.objects.count() == 1
    assert len(list(folders.root().iterdir())) == 1


def test_a_download_is_a_file_of_a_safe_name_that_nobody_keeps(client: Client, ada: User) -> None:
    transfer = ready(ada, options={"name": "Grüße, 7.csv"}, content=b"a;b")
    response = client.post(f"/admin/moving/{transfer.pk}/download/", {"password": PASSWORD})
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe")
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == "3"
    assert content(response) == b"a;b"
    assert log() == ["Downloaded Grüße, 7.csv."]


def test_its_address_opens_nothing_without_the_form(client: Client, ada: User) -> None:
    transfer = ready(ada)
    address = f"/admin/moving/{transfer.pk}/download/"
    assert not client.get(address).streaming
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(ada)
    assert checked.post(address, {"password": PASSWORD}).status_code == 403
    assert Client().post(address, {"password": PASSWORD}).status_code == 302
    editor = Client()
    editor.force_login(make_user("ed", staff=True))
    assert editor.post(address, {"password": PASSWORD}).status_code == 403
    assert client.put(address).status_code == 405


@pytest.mark.parametrize(
    "columns",
    [{"course": Course.RUNNING}, {"course": Course.FAILED}, {"course": Course.STOPPED}, {"forgotten_at": "now"}],
)
def test_what_is_not_whole_or_was_deleted_is_not_downloaded(client: Client, ada: User, columns: Any) -> None:
    if "forgotten_at" in columns:
        columns = {"forgotten_at": timezone.now()}
    transfer = ready(ada, **columns)
    address = f"/admin/moving/{transfer.pk}/download/"
    for response in (client.get(address), client.post(address, {"password": PASSWORD})):
        assert response["Location"] == f"/admin/moving/{transfer.pk}/"
    assert log() == []


def test_what_a_killed_worker_has_left_is_written_over(client: Client) -> None:
    make_comment()
    asked(client, "comments", format="csv")
    transfer = Transfer.objects.get()
    partial = exports.file_of(transfer).with_name("made.partial")
    partial.write_bytes(b"half of it" * 1000)
    assert not exports.is_there(transfer)
    made(transfer)
    assert exports.file_of(transfer).read_bytes().startswith(b"\xef\xbb\xbfnumber,")
    assert [path.name for path in transfer.path.iterdir()] == ["made"]
    assert exports.file_of(transfer).stat().st_mode & 0o777 == 0o600
    assert transfer.path.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(("fault", "said"), [(errno.ENOSPC, exports.NO_ROOM), (errno.EIO, exports.NOT_WRITTEN)])
def test_a_full_disk_is_said_and_leaves_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch, fault: int, said: str
) -> None:
    make_comment()
    asked(client, "comments", format="csv")
    transfer = Transfer.objects.get()

    def full(*given: Any) -> None:
        given[0].write(b"some")
        raise OSError(fault, "It did not work")

    monkeypatch.setattr(exports, "write", full)
    with pytest.raises(Refused) as refused:
        made(transfer)
    assert refused.value.sentence == said
    assert list(transfer.path.iterdir()) == []


def test_whoever_asks_to_stop_ends_it_in_the_middle_without_a_file(client: Client) -> None:
    make_comment()
    asked(client, "comments", format="csv")
    transfer = Transfer.objects.get()
    watch = Watch(transfer)
    watch.is_stopped = True
    with pytest.raises(Stopped):
        exports.BY_KIND[transfer.kind].make(transfer, watch)
    assert list(transfer.path.iterdir()) == []


def test_after_seven_days_the_worker_deletes_the_file_and_the_page_says_so(client: Client, ada: User) -> None:
    old = ready(ada, moved_at=timezone.now() - timedelta(days=8))
    new = ready(ada)
    for keys in retention.FILES.overdue(timezone.now()):
        retention.FILES.forget(keys, timezone.now())
    assert (old.path.exists(), new.path.exists()) == (False, True)
    assert "was deleted" in client.get(f"/admin/moving/{old.pk}/").text
    assert f"/admin/moving/{new.pk}/download/" in client.get(f"/admin/moving/{new.pk}/").text


def test_deleting_takes_the_file_away_at_once(client: Client, ada: User) -> None:
    transfer = ready(ada)
    moves.delete_files(transfer, by=ada)
    assert not transfer.path.exists()
    assert client.get(f"/admin/moving/{transfer.pk}/download/").status_code == 302


def test_who_has_shown_a_passkey_a_moment_ago_gives_no_password(client: Client, ada: User) -> None:
    session = client.session
    session[proof.NOTED] = [ada.pk, timezone.now().timestamp()]
    session.save()
    transfer = ready(ada)
    response = client.post(f"/admin/moving/{transfer.pk}/download/")
    assert content(response) == b"made"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["archive", "wordpress"])
def test_the_archive_and_the_file_for_wordpress_are_those_of_the_commands(ada: User, name: str, tmp_path: Path) -> None:
    make_comment(status="approved", text="Ahoy")
    ending = {"archive": "zip", "wordpress": "xml"}[name]
    options = {"name": f"it.{ending}"}
    transfer = Transfer.objects.create(kind=f"export_{name}", lane="out", by=ada, step=Step.MAKE, options=options)
    make_user("gone", is_superuser=True, is_active=False)
    make_user("reader")
    make_user("none", is_superuser=True)
    User.objects.filter(username="none").update(password="!unusable")
    folders.made(transfer.path)
    carrying.begin(transfer)
    report = made(transfer)
    file = exports.file_of(transfer)
    call_command(f"export_{name}", str(tmp_path / "same"), stdout=StringIO(), stderr=StringIO())
    assert report["size"] == file.stat().st_size
    if name == "archive":
        assert records(file) == records(tmp_path / "same")
        assert report["records"] > Comment.objects.count()
        assert people_of(transfer) == ["ada"]
        assert b"moving.transfer" not in records(file)["records/jobs.jsonl"]
    else:
        assert undated(file) == undated(tmp_path / "same")
        assert report["wordpress"]["comments"] == 1


def people_of(transfer: Transfer) -> Any:
    """Superusers who can sign in with what is in the archive."""
    uploaded = Transfer(folder=transfer.folder, files=[{"name": "it.zip", "at": exports.MADE}])
    return archives.check(uploaded, Watch(uploaded))["people"]


def records(path: Path) -> dict[str, bytes]:
    with ZipFile(BytesIO(path.read_bytes())) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist() if name != "manifest.json"}


def undated(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if not line.startswith("<pubDate>")]
