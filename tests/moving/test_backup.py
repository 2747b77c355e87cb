"""A backup is one moment of the site, in one file that nobody else can read, or there is none."""

import io
import json
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from comments.models import Comment
from moving import backup, rows
from moving.archive import ArchiveWriter, destination
from moving.opened import opened
from moving.refused import Refused
from moving.restore import proven
from moving.scratch import in_a_file
from moving.tables import Table
from tests.factories import make_comment, make_picture
from tests.moving.conftest import backed_up
from tests.moving.tampering import parts_of

pytestmark = pytest.mark.django_db(transaction=True)


def comments_in(archive: Path) -> list[str]:
    lines = parts_of(archive)["tables/comments.comment.jsonl"].splitlines()
    return [text for line in lines for text in json.loads(line) if text in {"before", "meanwhile"}]


def in_another_session(work: Any) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()


def test_it_is_one_moment_and_those_who_write_meanwhile_do_not_wait(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody comments after the first table was written, before the comments are."""
    make_comment(text="before")
    write = backup._write_table
    written: list[str] = []

    def write_slowly(writer: ArchiveWriter, table: Table, *args: Any) -> Any:
        if len(written) == 1:
            in_another_session(lambda: make_comment(text="meanwhile"))
        written.append(table.name)
        return write(writer, table, *args)

    monkeypatch.setattr(backup, "_write_table", write_slowly)
    backed_up(copy)
    assert "comments.comment" in written[1:]
    assert comments_in(copy) == ["before"]
    assert Comment.objects.count() == 2


def test_portions_leave_out_no_row_and_repeat_none(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "AT_ONCE", 2)
    comments = [make_comment(text="before") for _ in range(5)]
    comments[1].delete()
    backed_up(copy)
    assert comments_in(copy) == ["before"] * 4


def test_only_its_owner_can_read_it(copy: Path) -> None:
    output = io.StringIO()
    call_command("backup", str(copy), stdout=output)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert "e-mail and IP addresses" in output.getvalue()
    assert list(copy.parent.iterdir()) == [copy]


def test_a_file_that_exists_is_overwritten_only_by_force(copy: Path) -> None:
    copy.write_text("yesterday's")
    with pytest.raises(CommandError, match="--force"):
        call_command("backup", str(copy))
    assert copy.read_text() == "yesterday's"
    call_command("backup", str(copy), "--force", stdout=io.StringIO())
    assert "manifest.json" in parts_of(copy)


def test_a_backup_that_fails_leaves_the_one_before(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*args: Any) -> Iterable[bytes]:
        raise OSError(28, "No space left on device")

    copy.write_text("yesterday's")
    monkeypatch.setattr(backup, "lines_of", no_room)
    with pytest.raises(CommandError, match=r"No backup was made\. .*No space left"):
        call_command("backup", str(copy), "--force")
    assert [(path, path.read_text()) for path in copy.parent.iterdir()] == [(copy, "yesterday's")]


def test_two_at_once_do_not_mix(copy: Path) -> None:
    with destination(str(copy), force=False), pytest.raises(CommandError, match="Another command is writing"):
        call_command("backup", str(copy))


def test_what_a_killed_backup_left_is_written_over(copy: Path) -> None:
    copy.with_name("copy.zip.partial").write_bytes(b"x" * 10**7)
    backed_up(copy)
    assert copy.stat().st_size < 10**6
    assert "manifest.json" in parts_of(copy)


def test_a_link_in_its_place_is_not_followed(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    copy.with_name("copy.zip.partial").symlink_to(tmp_path / "precious")
    with pytest.raises(CommandError, match="No backup was made"):
        call_command("backup", str(copy))
    assert (tmp_path / "precious").read_text() == "precious"


def test_a_database_without_tables_is_not_backed_up(copy: Path) -> None:
    with in_a_file("nothing"), pytest.raises(Refused, match="are DATA_DIR and DATABASE_URL those of the site"):
        backed_up(copy, "nothing")
    assert list(copy.parent.iterdir()) == []


def test_it_goes_through_a_pipe(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = OneWay()
    monkeypatch.setattr(sys, "stdout", pipe)
    call_command("backup", "-", stderr=io.StringIO())
    monkeypatch.undo()
    copy.write_bytes(b"".join(pipe.pieces))
    with opened(copy) as archive:
        assert proven(archive)


class OneWay(io.RawIOBase):
    """Standard output at one end of a pipe: written from front to end."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.buffer = self

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.pieces.append(bytes(data))
        return len(data)


@pytest.fixture
def some_files(media: Path) -> None:
    make_picture(file="portraits/gone.webp")
    for name in ("pictures/old.webp", "pictures/größe.webp", ".restore-abc/half.webp", "pictures/new\nline.webp"):
        (media / name).parent.mkdir(parents=True, exist_ok=True)
        (media / name).write_bytes(b"bytes")
    (media / "pictures" / "link.webp").symlink_to("/etc/passwd")


@pytest.mark.usefixtures("some_files")
def test_all_of_the_media_folder_is_in_it_and_what_is_missing_is_told(copy: Path) -> None:
    output = io.StringIO()
    call_command("backup", str(copy), stdout=output)
    files = {name for name in parts_of(copy) if name.startswith("media/")}
    assert files == {"media/pictures/old.webp", "media/pictures/größe.webp"}
    assert "portraits/gone.webp" in output.getvalue()
    assert "new\\nline.webp" in output.getvalue()
