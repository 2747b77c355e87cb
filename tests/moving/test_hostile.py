"""What is no whole, unchanged backup gets a sentence and leaves nothing behind, in the database or the media folder."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from moving import rows
from moving.opened import opened
from moving.refused import Refused, refuse_without_room
from moving.restore import proven
from tests.moving import tampering
from tests.moving.tampering import ALERTS, Entries, listed, with_manifest, with_media, with_rows
from tests.newsroom.digests import digest_of_all_tables

NOT_A_MANIFEST = "manifest.json is not one that a backup has"
Tamper = Callable[[Entries], Any]


def refusal(path: Path) -> str:
    """Of the archive itself, before any database is looked at."""
    with pytest.raises(Refused) as refused, opened(path) as backup:
        proven(backup)
    return str(refused.value)


def without(name: str) -> Tamper:
    return lambda entries: entries.pop(name)


def changed(name: str, old: bytes, new: bytes) -> Tamper:
    return lambda entries: entries.update({name: entries[name].replace(old, new, 1)})


TAMPERED: dict[str, tuple[Tamper, str]] = {
    "no manifest": (without("manifest.json"), "is no backup, or was cut off"),
    "a manifest of nothing": (lambda entries: entries.update({"manifest.json": b""}), NOT_A_MANIFEST),
    "a manifest of brackets": (lambda entries: entries.update({"manifest.json": b"[" * 99_999}), NOT_A_MANIFEST),
    "a later format": (with_manifest(lambda manifest: manifest.update(format=2)), "has the format 2"),
    "a format of words": (with_manifest(lambda manifest: manifest.update(format="x" * 999)), "has the format 'xxx"),
    "a manifest with more": (with_manifest(lambda manifest: manifest.update(shell="rm")), NOT_A_MANIFEST),
    "a manifest with less": (with_manifest(lambda manifest: manifest.pop("engine")), NOT_A_MANIFEST),
    "tables that are no list": (with_manifest(lambda manifest: manifest.update(tables=7)), NOT_A_MANIFEST),
    "a negative number": (with_manifest(lambda manifest: manifest["tables"][0].update(rows=-1)), NOT_A_MANIFEST),
    "migrations that are none": (with_manifest(lambda manifest: manifest.update(migrations=["ab", 1])), NOT_A_MANIFEST),
    "no migrations": (with_manifest(lambda manifest: manifest.update(migrations=[])), "no migrations"),
    "a later release": (
        with_manifest(lambda manifest: manifest["migrations"].append(["comments", "0999_more"])),
        r"newer release: this one knows no migration comments.0999_more",
    ),
    "an unknown table": (
        lambda entries: (
            with_manifest(lambda manifest: listed(manifest, "comments.alert").update(name="auth.secret"))(entries),
            entries.update({"tables/auth.secret.jsonl": entries.pop(ALERTS)}),
        ),
        "not those of its migrations: 'auth.secret'",
    ),
    "a table that is left out": (
        lambda entries: (
            with_manifest(lambda manifest: listed(manifest, "comments.alert").update(name="sessions.session"))(entries),
            entries.update({"tables/sessions.session.jsonl": entries.pop(ALERTS)}),
        ),
        "not those of its migrations",
    ),
    "a table twice": (
        with_manifest(lambda manifest: manifest["tables"].append(manifest["tables"][0])),
        "lists a table twice",
    ),
    "other columns": (
        with_manifest(lambda manifest: listed(manifest, "comments.alert")["columns"].reverse()),
        "comments.alert has other columns",
    ),
    "a missing table": (without(ALERTS), "comments.alert.jsonl in it is missing"),
    "a longer table": (changed(ALERTS, b"\n", b"\n\n"), "not as long as its manifest says"),
    "another letter": (changed(ALERTS, b"alpha", b"alphA"), "its checksum differs"),
    "another number of rows": (
        with_manifest(lambda manifest: listed(manifest, "comments.alert").update(rows=4)),
        "its checksum differs",
    ),
    "a row of garbage": (with_rows("comments.alert", b"{]\n"), "A row of comments.alert is garbled"),
    "a row of brackets": (with_rows("comments.alert", b"[" * 99_999 + b"\n"), "is garbled"),
    "a row that is no list": (with_rows("comments.alert", b"{}\n"), "has not 6 columns"),
    "a row that is too short": (with_rows("comments.alert", b'["a"]\n'), "has not 6 columns"),
    "an entry more": (
        lambda entries: entries.update({"README": b"hello"}),
        "'README' in it is missing, or does not belong there",
    ),
    "a file more": (lambda entries: entries.update({"media/x.svg": b"<svg/>"}), "'media/x.svg' in it is missing, or"),
    "a way out": (with_media("../../evil.sh"), r"media file with the name '\.\./\.\./evil.sh'"),
    "a way out in the middle": (with_media("pictures/../../evil.sh"), "media file with the name"),
    "the root": (with_media("/etc/cron.d/evil"), "media file with the name"),
    "a backslash": (with_media("..\\evil.sh"), "media file with the name"),
    "a NUL": (with_media("evil\x00.webp"), "missing, or|media file with the name"),
    "a terminal's command": (with_media("\x1b[2J.webp"), "media file with the name"),
    "our own staging": (with_media(".restore-x/evil"), "media file with the name"),
    "a file of no name": (with_media(""), "media file with the name|no plain file"),
    "another picture": (
        lambda entries: entries.update({name: b"x" * len(entries[name]) for name in entries if "media/o" in name}),
        "not the one that was put in",
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_an_archive_is_refused_that_has(name: str, archive: Path, copy: Path) -> None:
    tamper, sentence = TAMPERED[name]
    entries = tampering.parts_of(archive)
    tamper(entries)
    tampering.put_together(copy, entries)
    assert re.search(sentence, refusal(copy))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [(tampering.a_link, "is no plain file"), (tampering.twice, "two entries of one name")],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_entries_are_plain_files_with_names_of_their_own(
    make: Callable[[Path, Entries], None], sentence: str, archive: Path, copy: Path
) -> None:
    make(copy, tampering.parts_of(archive))
    assert sentence in refusal(copy)


@pytest.mark.parametrize("part", [0, 1, 1_000, -1, -30])
def test_a_backup_that_was_cut_off_is_refused(part: int, archive: Path, copy: Path) -> None:
    copy.write_bytes(archive.read_bytes()[:part])
    assert "is no backup, or was cut off" in refusal(copy)


def test_no_flipped_bit_passes(archive: Path, copy: Path) -> None:
    """Wherever it is: either it is refused, or it was of no consequence, such as a time in the zip's directory."""
    whole = archive.read_bytes()
    contents, refused = tampering.parts_of(archive), 0
    end_of_directory = range(len(whole) - 22, len(whole))  # its figures decide where everything else is looked for
    for place in (*range(0, len(whole), len(whole) // 25), *end_of_directory):
        copy.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            with opened(copy) as backup:
                proven(backup)
            assert tampering.parts_of(copy) == contents
        except Refused:
            refused += 1
    assert refused > 10


def test_what_unpacks_to_much_is_read_in_pieces_and_refused(
    archive: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moving.opened.LONGEST_LINE", 2**20)
    entries = tampering.parts_of(archive)
    with_rows("comments.alert", b" " * 2**24)(entries)
    tampering.put_together(copy, entries)
    assert copy.stat().st_size < 2**20
    assert "a line that is too long for a row" in refusal(copy)


def test_what_the_disk_has_no_room_for_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="MB are free"):
        refuse_without_room(tmp_path, 2**70)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("comments.alert", b'["a","t","never","2026-01-01T00:00:00+00:00",null,null]\n'),
        ("comments.alert", b'["a",null,"2026-01-01T00:00:00+00:00","2026-01-01T00:00:00+00:00",null,null]\n'),
        ("comments.alert", b'["a","t","2026-01-01T00:00:00Z","2026-01-01T00:00:00+00:00",null,null]\n'),
        ("comments.account", b'[1,null,"",null,null,0,"perhaps"]\n'),
        ("comments.account", b'[2,null,"",null,null,0,false]\n'),
        ("articles.formersegment", b'[1,"port",4711]\n'),
    ],
    ids=["no time", "null", "a time in other words", "no truth", "against a constraint", "of nobody"],
)
def test_rows_that_cannot_be_leave_nothing_behind(
    table: str, row: bytes, archive: Path, copy: Path, media: Path
) -> None:
    before = digest_of_all_tables()
    entries = tampering.parts_of(archive)
    with_rows(table, row)(entries)
    tampering.put_together(copy, entries)
    with pytest.raises(CommandError, match=rf"was not restored\. .*{table}"):
        call_command("restore", str(copy))
    assert digest_of_all_tables() == before
    assert list(media.iterdir()) == []


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere.zip") == f"There is no file {tmp_path / 'nowhere.zip'}."


def test_no_row_that_is_backed_up_is_too_long_to_be_restored() -> None:
    """The longest columns, each letter written as twelve, are far from it."""
    assert rows.LONGEST_LINE > 12 * 2**20
