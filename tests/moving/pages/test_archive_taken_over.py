"""An archive takes the place of superusers' accounts and of nothing else, all of it or nothing, whatever kills it."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from comments.models import Comment
from moving import target
from moving.archives import rebuilding, taking_in, taking_over, waiting
from moving.archives.kinds import KINDS, LEFT_OUT
from moving.archives.waiting import Request
from moving.desk import archives, archives_supervised, folders, moves
from moving.models import Course, Step, Transfer
from moving.refused import Refused
from moving.tables import MADE_BY_MIGRATE
from outbox.models import Heartbeat, Job
from tests.factories import make_article, make_user
from tests.newsroom.digests import digest_of_all_tables

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir(exist_ok=True)
    return tmp_path / "data"


@pytest.fixture
def transfer(newspaper: Path) -> Transfer:
    """An installation as it is just before: somebody is signed in, has uploaded, had it checked, and said yes."""
    ada = make_user("ada", staff=True, is_superuser=True)
    Client().force_login(ada)
    file = {"name": "it.zip", "at": "files/0/it.zip", "sha256": archives.digest_of(newspaper), "field": "files"}
    transfer = Transfer(kind="archive", lane="in", by=ada, step=Step.BRING, files=[file])
    folders.made(transfer.path / "files/0")
    copy(newspaper, archives.file_of(transfer))
    return moves.start(transfer, by=ada)


@pytest.fixture
def asked(transfer: Transfer, data_dir: Path) -> Transfer:
    waiting.ask(data_dir, Request(transfer.pk, transfer.folder))
    return transfer


def is_as_before() -> bool:
    return list(User.objects.values_list("username", flat=True)) == ["ada"] and Transfer.objects.exists()


def assert_taken_in(data_dir: Path) -> None:
    assert Comment.objects.exists()
    assert not User.objects.filter(username="ada").exists()
    assert not Transfer.objects.exists()
    assert not Session.objects.exists()
    assert not Job.objects.filter(kind="moving.transfer").exists()
    assert not waiting.is_asked(data_dir)


def test_the_archive_takes_the_place_of_everything(asked: Transfer, data_dir: Path) -> None:
    archives_supervised.carry_out()
    assert_taken_in(data_dir)
    noted = waiting.noted(data_dir)
    assert noted["records"] > Comment.objects.count()
    assert noted["differing"] == []
    assert not asked.path.exists()
    assert not LogEntry.objects.filter(object_repr=str(asked)).exists()


@pytest.mark.parametrize("other", [lambda: make_user("reader"), lambda: make_user("editor", staff=True), make_article])
def test_what_would_be_lost_stands_against_it(asked: Transfer, data_dir: Path, other: Callable[[], Any]) -> None:
    other()
    Transfer.objects.update(moved_at=asked.moved_at)
    archives_supervised.carry_out()
    transfer = Transfer.objects.get()
    assert transfer.course == Course.FAILED
    assert transfer.fault["sentence"] in {taking_over.OTHERS, taking_over.NOT_EMPTY}
    assert User.objects.filter(username="ada").exists()
    assert not Comment.objects.exists()
    assert not waiting.is_asked(data_dir)


def test_a_worker_that_still_works_stands_against_it(asked: Transfer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_over, "PATIENCE", 0)
    Heartbeat.objects.create(worker="elsewhere")
    archives_supervised.carry_out()
    assert Transfer.objects.get().fault["sentence"].startswith("A worker uses this database")
    assert is_as_before()


def test_a_file_that_is_no_longer_the_one_that_was_checked_is_not_taken(asked: Transfer) -> None:
    with archives.file_of(asked).open("ab") as file:
        file.write(b"more")
    archives_supervised.carry_out()
    assert Transfer.objects.get().fault == {"sentence": archives.CHANGED, "named": {}}
    assert is_as_before()


def test_an_error_in_the_middle_leaves_everything_as_it_was(asked: Transfer, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest_of_all_tables()
    monkeypatch.setattr(taking_in, "make_pages_new", lambda using: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        taking_over.take_over(archives.file_of(asked))
    assert digest_of_all_tables() == before
    archives_supervised.carry_out()
    assert Transfer.objects.get().fault["named"] == {"error": "ZeroDivisionError"}
    assert is_as_before()


def killed_at(monkeypatch: pytest.MonkeyPatch, where: tuple[Any, str]) -> int:
    """In a process of its own with a connection of its own; says by which signal it ended.

    While a browser's loop runs in this thread, Django keeps the loop's connections apart. The child has no loop and
    would find those from before it, which are still open here: what it held on them would be held after its end.
    """
    connections.close_all()
    if pid := os.fork():
        return os.WTERMSIG(os.waitpid(pid, 0)[1])
    for alias in connections:
        with suppress(AttributeError):
            del connections[alias]
    monkeypatch.setattr(*where, lambda *given, **named: os.kill(os.getpid(), signal.SIGKILL))
    try:
        archives_supervised.carry_out()
    finally:
        os._exit(0)


@pytest.mark.parametrize("where", [(target, "make_room"), (rebuilding, "finish")])
def test_killed_before_its_end_nothing_has_happened_and_the_next_start_takes_it_in(
    asked: Transfer, data_dir: Path, monkeypatch: pytest.MonkeyPatch, where: tuple[Any, str]
) -> None:
    before = digest_of_all_tables()
    assert killed_at(monkeypatch, where) == signal.SIGKILL
    assert digest_of_all_tables() == before
    assert waiting.asked(data_dir) == Request(asked.pk, asked.folder, tries=1)
    archives_supervised.carry_out()
    assert_taken_in(data_dir)


def test_killed_just_after_its_end_it_is_not_begun_again(
    asked: Transfer, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert killed_at(monkeypatch, (waiting, "note")) == signal.SIGKILL
    assert waiting.is_asked(data_dir)
    after = digest_of_all_tables()
    archives_supervised.carry_out()
    assert digest_of_all_tables() == after
    assert_taken_in(data_dir)


def test_what_kills_it_three_times_is_not_begun_a_fourth_time(asked: Transfer, data_dir: Path) -> None:
    waiting.ask(data_dir, Request(asked.pk, asked.folder, tries=3))
    archives_supervised.carry_out()
    assert Transfer.objects.get().fault == {"sentence": archives_supervised.AGAIN_AND_AGAIN}
    assert not waiting.is_asked(data_dir)


def test_whoever_stops_it_before_is_heard(asked: Transfer, data_dir: Path) -> None:
    moves.stop(asked, by=asked.by)
    archives_supervised.carry_out()
    assert is_as_before()
    assert not waiting.is_asked(data_dir)


@pytest.mark.parametrize("written", ["", "{", "[]", '{"transfer": 1}', '{"transfer": 7, "folder": "no"}'])
def test_a_request_that_is_none_is_put_away(transfer: Transfer, data_dir: Path, written: str) -> None:
    (data_dir / waiting.NAME).write_text(written)
    archives_supervised.carry_out()
    assert not waiting.is_asked(data_dir)
    assert is_as_before()


def test_whatever_refers_to_what_is_given_up_goes_with_it() -> None:
    """Else the transaction would fail in every installation in which somebody has such a row."""
    of_kinds = {table.name for kind in KINDS for table in (*kind.tables, *kind.list_tables)}
    stays_empty = of_kinds - taking_over.GIVEN_UP - MADE_BY_MIGRATE
    for model in apps.get_models(include_auto_created=True):
        label, fields = model._meta.label_lower, model._meta.fields
        named = {field.related_model._meta.label_lower for field in fields if field.related_model and not field.null}
        if label in LEFT_OUT and named & taking_over.GIVEN_UP and not named & stays_empty:
            assert label in taking_over.BESIDE
    assert of_kinds >= taking_over.GIVEN_UP


def test_an_archive_without_its_end_is_refused(transfer: Transfer) -> None:
    path = archives.file_of(transfer)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(Refused):
        taking_over.take_over(path)
    assert is_as_before()
