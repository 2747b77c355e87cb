"""What these pages do not take: from whom, in which form, how much, at which moment; and that nothing is left then."""

import errno
import gzip
import io
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from articles.models import Article
from moving import zips
from moving.desk import folders, tickets, unpacking
from moving.desk.uploads import Keeping
from moving.desk.watch import Stopped, Watch
from moving.models import Course, Step, Transfer
from outbox.worker import Worker
from tests.factories import make_user
from tests.moving.pages.conftest import PORT, Upload, acted, seen_on
from tests.moving.transfers import make_transfer
from tests.moving.wordpress.exports import export, post

pytestmark = pytest.mark.django_db

type Tried = Callable[..., Transfer]


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", packing) as file:
        for name, content in entries:
            file.writestr(name, content)
    return packed.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def pictures(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("uploads.zip", content)


def left_in(data: Path) -> list[str]:
    return [path.name for path in (data / "transfers").iterdir()] if (data / "transfers").exists() else []


@pytest.mark.parametrize(
    ("files", "more", "sentence"),
    [
        ([], {}, "Choose at least one file of the export."),
        ([("port.xml", "")], {}, "port.xml is empty: it has 0 bytes."),
        ([("a.xml", "<rss/>")] * 21, {}, "at most 20 files at once"),
        (["<rss/>"], {"mapping": b"[writers]"}, "has a table &#x27;writers&#x27;"),
        (["<rss/>"], {"mapping": b"["}, "The mapping who.toml can&#x27;t be read"),
        (["<rss/>"], {"mapping": b"#" * (2**20 + 1)}, "who.toml is larger than a mapping can be."),
    ],
)
def test_what_can_not_be_tried_is_a_sentence_beside_the_form(
    upload: Upload, data: Path, files: list[Any], more: dict[str, bytes], sentence: str
) -> None:
    answer = upload(*files, **{name: SimpleUploadedFile("who.toml", text) for name, text in more.items()})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Transfer.objects.exists()
    assert left_in(data) == []


@pytest.mark.parametrize(
    ("size", "room", "sentence"),
    [
        (90, 10_000, "have 90 MB together, and 25 MB may be sent (the setting UPLOAD_MB)"),
        (24, 10, "have 24 MB together, for which the server"),
        (24, 10_000, "you were not signed in any more"),
    ],
)
def test_files_of_which_nothing_was_kept_are_told_why(
    desk: Client, mover: User, settings: Settings, monkeypatch: pytest.MonkeyPatch, size: int, room: int, sentence: str
) -> None:
    settings.UPLOAD_MB = 25
    monkeypatch.setattr(folders, "room", lambda: room * 2**20)
    sent: Any = {"newsroom.too_large": size * 2**20}
    answer = desk.post(f"/admin/moving/upload/{tickets.ticket_for(mover.pk)}/wordpress/", **sent)
    assert answer.status_code == 413
    assert sentence in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "sentence"), [(errno.ENOSPC, "has no room"), (errno.EROFS, "(Read-only file system)")]
)
def test_a_disk_that_takes_nothing_is_a_sentence_and_leaves_nothing(
    upload: Upload, data: Path, monkeypatch: pytest.MonkeyPatch, error: int, sentence: str
) -> None:
    def fail(*_given: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(Keeping, "receive_data_chunk", fail)
    answer = upload(export(*PORT))
    assert answer.status_code == 507
    assert sentence in answer.content.decode()
    assert not Transfer.objects.exists()
    assert left_in(data) == []


def test_the_disk_keeps_its_spare_room_while_files_are_laid_down(
    upload: Upload, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "room", lambda: 0)
    assert upload(export(*PORT)).status_code == 507
    assert left_in(data) == []


def test_whoever_signs_in_after_sending_comes_back_to_the_form(desk: Client, mover: User, data: Path) -> None:
    address = f"/admin/moving/upload/{tickets.ticket_for(mover.pk)}/wordpress/"
    sent = {"files": SimpleUploadedFile("port.xml", export(*PORT).encode())}
    led = Client().post(address, sent)
    assert led.status_code == 302
    assert address in unquote(led["Location"])
    back = desk.get(address)
    assert (back.status_code, left_in(data)) == (200, [])
    assert "you were not signed in any more" in back.content.decode()
    assert "Upload and try" in back.content.decode()


def test_a_file_in_a_field_that_nobody_asked_for_is_passed_by(desk: Client, mover: User) -> None:
    address = f"/admin/moving/upload/{tickets.ticket_for(mover.pk)}/wordpress/"
    sent = {"other": SimpleUploadedFile("x", b"x"), "files": SimpleUploadedFile("port.xml", export(*PORT).encode())}
    assert desk.post(address, sent).status_code == 303
    assert [file["name"] for file in Transfer.objects.get().files] == ["port.xml"]


def test_the_form_has_a_token_although_it_is_asked_for_late(mover: Any, data: Path) -> None:
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(mover)
    sent = {"files": SimpleUploadedFile("port.xml", export(*PORT).encode())}
    assert desk.post(f"/admin/moving/upload/{tickets.ticket_for(mover.pk)}/wordpress/", sent).status_code == 403
    assert not Transfer.objects.exists()
    assert left_in(data) == []
    page = desk.get("/admin/moving/wordpress/").content.decode()
    address = page.partition('enctype="multipart/form-data" action="')[2].partition('"')[0]
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    sent = {"files": SimpleUploadedFile("port.xml", export(*PORT).encode())}
    assert desk.post(address, sent | {"csrfmiddlewaretoken": token}).status_code == 303


def test_only_superusers_leave_files_here(data: Path, mover: User) -> None:
    editor = Client()
    editor.force_login(make_user("ed", staff=True))
    sent = {"files": SimpleUploadedFile("port.xml", export(*PORT).encode())}
    for owner in (editor.session["_auth_user_id"], mover.pk):
        address = f"/admin/moving/upload/{tickets.ticket_for(owner)}/wordpress/"
        assert editor.post(address, sent).status_code == 403
    assert left_in(data) == []


def test_nobody_else_on_the_machine_reads_what_was_uploaded(tried: Tried, data: Path) -> None:
    transfer = tried(("../../evil\n.xml", export(*PORT)))
    assert transfer.files[0]["name"] == "evil.xml"
    for folder, _folders, names in os.walk(data / "transfers"):
        modes = {stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode) for name in names}
        assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
        assert modes <= {0o600}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            zipped(("ship.png", b"x")).replace(b"PK\1\2\x14\3\x14\0\0", b"PK\1\2\x14\3\x14\0\1"),
            "uploads.zip is locked with",
        ),
        (b"PK\x03\x04 cut off", "uploads.zip can't be unpacked: it is damaged, or was cut off"),
        (zipped(("ship.png", b"x"), packing=zipfile.ZIP_LZMA), "uploads.zip is packed in a way that is not known"),
        (zipped(("ship.png", b"x"), packing=zipfile.ZIP_BZIP2), "uploads.zip is packed in a way that is not known"),
        (zipped((f"{'s' * 300}.png", b"x")), "no plain file below its folder: ss"),
        (zipped(("a.png", b"x"), ("a.png/ship.png", b"x")), "no plain file below its folder: a.png/ship.png"),
        (zipped(("../../etc/ship.png", b"x")), "an entry that is no plain file below its folder: ../../etc/ship.png"),
        (zipped(("/etc/ship.png", b"x")), "no plain file below its folder: /etc/ship.png"),
        (zipped((link("ship.png"), b"/etc/passwd")), "no plain file below its folder: ship.png"),
        (zipped(("notes.txt", b"x")), "There is no picture in uploads.zip"),
    ],
)
def test_a_zip_that_means_ill_fails_the_trial_with_a_sentence(
    desk: Client, tried: Tried, data: Path, content: bytes, sentence: str
) -> None:
    transfer = tried(export(*PORT), pictures=pictures(content))
    assert transfer.course == Course.FAILED
    page = desk.get(f"/admin/moving/{transfer.pk}/").content.decode()
    assert sentence in page.replace("&#x27;", "'")
    assert "Try again" in page
    assert not list(data.rglob("ship.png"))


def test_a_zip_with_an_export_twice_is_not_guessed_at(tried: Tried) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(*[("port.xml", export(*PORT).encode())] * 2)
    transfer = tried(("all.zip", content))
    assert transfer.fault["named"] == {"name": "all.zip", "entry": "port.xml"}
    other = zipped(
        *((f"{place}/uploads/port.xml", export(post(number)).encode()) for number, place in enumerate("ab", 1))
    )
    assert tried(("all.zip", other)).said()["new"]["articles"] == 2


def test_a_directory_is_not_read_further_than_its_entries_are_taken(
    tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    """zipfile would read all of it first, whatever it costs, and whatever number its end tells."""
    monkeypatch.setattr(unpacking, "MOST_ENTRIES", 20)
    many = bytearray(zipped(*((f"{number}.png", b"") for number in range(21))))
    many[-14:-10] = bytes(4)
    long = zipfile.ZipInfo("ship.png")
    long.comment = b"x" * 20 * zips.OF_ENTRY
    for content in (bytes(many), zipped((long, b""))):
        transfer = tried(export(*PORT), pictures=pictures(content))
        assert (transfer.course, transfer.fault["sentence"]) == (Course.FAILED, unpacking.TOO_LARGE)
    few = zipped(*((f"{number}.png", b"") for number in range(20)))
    assert tried(export(*PORT), pictures=pictures(few)).course == Course.DONE


def test_whoever_asks_to_stop_ends_the_unpacking_of_nothing(tmp_path: Path, data: Path) -> None:
    (path := tmp_path / "port.xml.gz").write_bytes(gzip.compress(b"") * 20_000)
    watch = Watch(make_transfer())
    watch.is_stopped = True
    with pytest.raises(Stopped):
        unpacking.exports(path, data / "unpacked", watch)
    looks = iter([None] * 2)
    watch.look = lambda: next(looks)  # type: ignore[method-assign]
    with pytest.raises(StopIteration):
        unpacking.exports(path, data / "unpacked", watch)


def test_a_bomb_is_not_believed(tried: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LARGEST", 100_000)
    transfer = tried(("port.xml.gz", gzip.compress(b" " * 1_000_000)))
    assert (transfer.course, transfer.fault["sentence"]) == (Course.FAILED, unpacking.TOO_LARGE)
    transfer = tried(export(*PORT), pictures=pictures(zipped(("ship.png", b" " * 1_000_000))))
    assert (transfer.course, transfer.fault["sentence"]) == (Course.FAILED, unpacking.TOO_LARGE)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("port.xml.gz", gzip.compress(export(*PORT).encode())),
        ("all.zip", zipped(("a/port.xml", export(*PORT).encode()))),
    ],
)
def test_an_export_that_comes_packed_is_unpacked(desk: Client, tried: Tried, name: str, content: bytes) -> None:
    transfer = tried((name, content))
    assert transfer.said()["new"]["articles"] == 2
    acted(desk, transfer, "import")
    assert Article.objects.count() == 2


def test_a_file_that_was_changed_since_the_trial_is_not_imported(desk: Client, tried: Tried) -> None:
    transfer = tried()
    (transfer.path / transfer.files[0]["at"]).write_text(export())
    acted(desk, transfer, "import")
    assert transfer.course == Course.FAILED
    assert "is not the file that was uploaded any more" in transfer.fault["sentence"]
    assert not Article.objects.exists()


def test_what_is_no_export_of_disqus_is_said_in_the_language_of_who_reads(desk: Client, upload: Upload) -> None:
    assert upload("<rss/>", kind="disqus").status_code == 303
    Worker().drain()
    transfer = Transfer.objects.get()
    assert transfer.fault == {
        "sentence": "%(name)s is no export of Disqus: it begins with '%(begins)s'.",
        "named": {"name": "port.xml", "begins": "rss"},
    }
    page = desk.get(f"/admin/moving/{transfer.pk}/").content.decode()
    assert "port.xml is no export of Disqus: it begins with &#x27;rss&#x27;." in page


@pytest.mark.parametrize("act", ["import", "take-back", "again", "delete"])
def test_what_stands_elsewhere_by_now_is_not_done(desk: Client, act: str) -> None:
    transfer = make_transfer()
    page = desk.get(f"/admin/moving/{transfer.pk}/").content.decode()
    before = seen_on(page)
    Transfer.objects.filter(pk=transfer.pk).update(step=Step.BRING, course=Course.FAILED)
    answer = desk.post(f"/admin/moving/{transfer.pk}/{act}/", {"seen": before})
    assert answer.status_code == 409
    assert "it stands elsewhere by now" in answer.content.decode()
    transfer.refresh_from_db()
    assert (transfer.step, transfer.course, transfer.forgotten_at) == (Step.BRING, Course.FAILED, None)


@pytest.mark.parametrize("act", ["import", "delete", "again"])
def test_while_it_runs_nothing_else_begins(desk: Client, act: str) -> None:
    transfer = make_transfer(course=Course.RUNNING)
    assert desk.post(f"/admin/moving/{transfer.pk}/{act}/").status_code == 409
    transfer.refresh_from_db()
    assert transfer.course == Course.RUNNING
    assert transfer.path.is_dir()


def test_an_import_without_a_trial_is_not_begun(desk: Client, tried: Tried) -> None:
    transfer = tried(("port.xml.gz", b"\x1f\x8b no"))
    assert transfer.course == Course.FAILED
    assert acted(desk, transfer, "import").status_code == 409
    assert not Article.objects.exists()


def test_deleted_files_are_gone_and_the_numbers_stay(desk: Client, tried: Tried) -> None:
    transfer = tried()
    assert acted(desk, transfer, "delete").status_code == 303
    assert not transfer.path.exists()
    assert transfer.forgotten_at
    assert transfer.said()["new"]["articles"] == 2
    assert "quoted" not in transfer.said()
    page = desk.get(f"/admin/moving/{transfer.pk}/").content.decode()
    assert "The files were deleted on" in page
    assert ">Import<" not in page
    assert desk.get(f"/admin/moving/{transfer.pk}/try/findings.csv").status_code == 404
    assert acted(desk, transfer, "import").status_code == 409
