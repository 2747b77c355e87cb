"""What is no whole, unchanged archive is refused with a sentence, before the database is looked at."""

import json
import re
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from moving.archives import records
from moving.archives.kinds import BY_NAME
from moving.archives.reading import Archive
from moving.opened import opened_as
from moving.refused import Refused
from tests.moving import tampering
from tests.moving.tampering import Entries, figures, with_manifest
from tests.newsroom.digests import digest_of_all_tables

Tamper = Callable[[Entries], Any]
NOT_A_MANIFEST = "manifest.json is not one that an archive has"
TAGS = "records/tags.jsonl"


def listed(manifest: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in manifest["records"] if each["name"] == kind)
    return found


def with_records(kind: str, content: bytes) -> Tamper:
    """The manifest agrees, so nothing but the records themselves is wrong."""

    def tamper(entries: Entries) -> None:
        entries[f"records/{kind}.jsonl"] = content
        with_manifest(lambda manifest: listed(manifest, kind).update(figures(content)))(entries)

    return tamper


def with_file(name: str) -> Tamper:
    def tamper(entries: Entries) -> None:
        line = b'{"name":"%s","bytes":2,"sha256":"%s"}\n' % (name.encode(), figures(b"hi")["sha256"].encode())
        entries["media.jsonl"] += line
        entries[f"media/{name}"] = b"hi"
        with_manifest(lambda manifest: manifest["media"].update(figures(entries["media.jsonl"])))(entries)

    return tamper


TAMPERED: dict[str, tuple[Tamper, str]] = {
    "no manifest": (lambda entries: entries.pop("manifest.json"), "is no archive, or was cut off"),
    "a manifest of brackets": (lambda entries: entries.update({"manifest.json": b"[" * 99_999}), NOT_A_MANIFEST),
    "a manifest that is a list": (lambda entries: entries.update({"manifest.json": b"[]"}), NOT_A_MANIFEST),
    "a backup's manifest": (
        with_manifest(lambda manifest: manifest.update(migrations=[])),
        "a backup, which `manage r",
    ),
    "something else": (with_manifest(lambda manifest: manifest.update(what="a novel")), NOT_A_MANIFEST),
    "a later format": (with_manifest(lambda manifest: manifest.update(format=99)), "the format 99; this release reads"),
    "a format of yes": (with_manifest(lambda manifest: manifest.update(format=True)), "has the format True"),
    "a manifest with less": (with_manifest(lambda manifest: manifest.pop("newspaper")), NOT_A_MANIFEST),
    "names that are numbers": (with_manifest(lambda manifest: manifest["newspaper"].update(name=7)), NOT_A_MANIFEST),
    "a kind twice": (
        with_manifest(lambda manifest: manifest["records"].append(manifest["records"][0])),
        NOT_A_MANIFEST,
    ),
    "a negative number": (with_manifest(lambda manifest: manifest["records"][0].update(rows=-1)), NOT_A_MANIFEST),
    "a later field": (
        with_manifest(lambda manifest: listed(manifest, "tags")["columns"].append("color")),
        r"has tags\.color, which this release does not know",
    ),
    "a later kind": (
        with_manifest(lambda manifest: listed(manifest, "tags").update(name="colors")),
        r"has colors\.\w+, which this release does not know",
    ),
    "a missing file": (lambda entries: entries.pop(TAGS), f"{TAGS} in it is missing"),
    "a file more": (lambda entries: entries.update({"media/x.svg": b"<svg/>"}), "'media/x.svg' in it is missing, or"),
    "another letter": (
        lambda entries: entries.update({TAGS: entries[TAGS].replace(b"fish", b"fisH", 1)}),
        "its checksum differs",
    ),
    "a line of garbage": (with_records("tags", b"{]\n"), "A line of tags is garbled"),
    "a line of brackets": (with_records("tags", b"[" * 99_999 + b"\n"), "A line of tags is garbled"),
    "half a character": (
        with_records("tags", b'{"id":1,"name":"\\udc9f","slug":"a"}\n'),
        "characters that this database",
    ),
    "what is missing in no list": (with_manifest(lambda manifest: manifest.update(missing={})), NOT_A_MANIFEST),
    "a manifest with a NUL": (with_manifest(lambda manifest: manifest["missing"].append("a\0")), NOT_A_MANIFEST),
    "a manifest with half a character": (
        with_manifest(lambda manifest: manifest["missing"].append("\udc9f")),
        NOT_A_MANIFEST,
    ),
    "a line that is a list": (with_records("tags", b"[1]\n"), "has not the fields"),
    "a line with a field more": (with_records("tags", b'{"id":1,"name":"a","slug":"a","x":1}\n'), "has not the fields"),
    "a line with a field less": (with_records("tags", b'{"id":1,"name":"a"}\n'), "has not the fields"),
    "a way out": (with_file("../../evil.sh"), r"media file with the name '\.\./\.\./evil.sh'"),
    "the root": (with_file("/etc/cron.d/evil"), "media file with the name"),
    "a list of files that is none": (
        lambda entries: (
            entries.update({"media.jsonl": b"7\n"}),
            with_manifest(lambda manifest: manifest["media"].update(figures(b"7\n")))(entries),
        ),
        "list of media files is garbled",
    ),
    "another picture": (
        lambda entries: entries.update({name: b"x" * len(entries[name]) for name in entries if "media/o" in name}),
        "not the one that was put in",
    ),
}


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused, opened_as(Archive, path) as archive:
        archive.verify()
    return str(refused.value)


@pytest.mark.parametrize("name", TAMPERED)
def test_an_archive_is_refused_that_has(name: str, newspaper: Path, copy: Path) -> None:
    tamper, sentence = TAMPERED[name]
    entries = tampering.parts_of(newspaper)
    tamper(entries)
    tampering.put_together(copy, entries)
    assert re.search(sentence, refusal(copy))


@pytest.mark.parametrize("part", [0, 1_000, -1])
def test_one_that_was_cut_off_is_refused(part: int, newspaper: Path, copy: Path) -> None:
    copy.write_bytes(newspaper.read_bytes()[:part])
    assert "is no archive, or was cut off" in refusal(copy)


def test_what_unpacks_to_much_is_read_in_pieces_and_refused(
    newspaper: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moving.opened.LONGEST_LINE", 2**20)
    entries = tampering.parts_of(newspaper)
    with_records("tags", b" " * 2**24)(entries)
    tampering.put_together(copy, entries)
    assert copy.stat().st_size < 2**20
    assert "a line that is too long" in refusal(copy)


def test_a_backup_is_no_archive_and_an_archive_no_backup(newspaper: Path, archive: Path) -> None:
    assert "It is a backup, which `manage restore` puts back" in refusal(archive)
    with pytest.raises(CommandError, match="not one that a backup has"):
        call_command("restore", str(newspaper))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kind", "line", "sentence"),
    [
        ("tags", b'{"id":"one","name":"a","slug":"a"}\n', "A row of tags is not what"),
        ("tags", b'{"id":1,"name":null,"slug":"a"}\n', "refuses rows of articles.tag"),
        ("tags", b'{"id":1,"name":"a","slug":"a"}\n{"id":2,"name":"b","slug":"a"}\n', "refuses rows of articles.tag"),
        ("former_segments", b'{"id":1,"slug":"port","segment":4711}\n', "refuses rows of the archive"),
        ("reach", b'{"id":1,"moderator":1,"sections":7}\n', "no list where one should be"),
        ("reach", b'{"id":1,"moderator":1,"sections":[{}]}\n', "A row of reach is not what"),
        ("pictures", b"picture", "A line of pictures is not what such a record can be"),
    ],
    ids=["a word for a number", "null", "twice the same", "of nobody", "a list", "a number in a list", "a way out"],
)
def test_records_that_cannot_be_leave_nothing_behind(
    kind: str, line: bytes, sentence: str, newspaper: Path, copy: Path, media: Path
) -> None:
    entries = tampering.parts_of(newspaper)
    if line == b"picture":
        line = entries["records/pictures.jsonl"].splitlines(keepends=True)[0]
        line = re.sub(rb'"file":"[^"]*"', b'"file":"../../etc/passwd"', line)
    with_records(kind, line)(entries)
    tampering.put_together(copy, entries)
    before = digest_of_all_tables()
    with pytest.raises(CommandError, match=re.escape(sentence)):
        call_command("import_archive", str(copy))
    assert digest_of_all_tables() == before
    assert list(media.iterdir()) == []


@pytest.mark.parametrize(
    ("written", "engine", "is_taken"),
    [
        (r"a\u0000", "postgresql", False),
        (r"a\\\u0000", "postgresql", False),
        (r"a\u0000", "sqlite", True),
        (r"a\\u0000", "postgresql", True),
        (r"\ud83d\ude00", "postgresql", True),
        (r"\ude00\ud83d", "sqlite", False),
    ],
)
def test_a_record_has_nothing_that_the_database_can_not_keep(
    monkeypatch: pytest.MonkeyPatch, written: str, engine: str, is_taken: bool
) -> None:
    monkeypatch.setattr(records, "connection", SimpleNamespace(vendor=engine))
    line = f'{{"name": "{written}"}}'.encode()
    with nullcontext() if is_taken else pytest.raises(Refused, match="characters that this database can't keep"):
        assert records.parse(BY_NAME["tags"], {"name"}, line) == json.loads(line)


def test_no_more_entries_are_read_than_a_page_takes(newspaper: Path) -> None:
    with ZipFile(newspaper) as zipped:
        count = len(zipped.infolist())
    with opened_as(Archive, newspaper, count):
        pass
    with pytest.raises(Refused, match=f"more than {count - 1} entries"), opened_as(Archive, newspaper, count - 1):
        pass
