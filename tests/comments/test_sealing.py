"""The seals over the log: rows older than a minute, in blocks, each covering the one before."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from comments import sealing, verifying
from comments.models import LogSeal, ModerationAction, ModerationNote
from comments.models.log import write
from outbox.jobs import registry
from outbox.models import Job
from tests.factories import make_comment, make_moderator

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=2)


def make_rows(count: int, **columns: Any) -> list[ModerationAction]:
    return [write(ModerationAction(**{"rule": "policy", "comment": number} | columns)) for number in range(count)]


def blocks() -> list[tuple[int, int]]:
    return list(LogSeal.objects.order_by("pk").values_list("first", "last"))


def test_what_is_older_than_a_minute_is_sealed_and_nothing_else(clock: time_machine.Traveller) -> None:
    older = make_rows(2)
    clock.shift(59)
    assert sealing.seal(timezone.now()) == 0
    clock.shift(1)
    make_rows(1)
    assert sealing.seal(timezone.now()) == 2
    assert blocks() == [(older[0].pk, older[1].pk)]
    assert sealing.seal(timezone.now()) == 0
    assert sealing.unsealed() == 1


def test_many_rows_are_sealed_in_blocks_that_follow_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BLOCK", 3)
    rows = [row.pk for row in make_rows(8)]
    assert sealing.seal(timezone.now() + LATER) == 8
    assert blocks() == [(rows[0], rows[2]), (rows[3], rows[5]), (rows[6], rows[7])]
    seals = list(LogSeal.objects.order_by("pk"))
    assert [seal.previous for seal in seals] == ["", seals[0].hash, seals[1].hash]
    assert verifying.verify().rows == 8


def test_a_row_dated_by_a_clock_that_is_ahead_holds_nothing_up(clock: time_machine.Traveller) -> None:
    ahead = timezone.now() + timedelta(minutes=30)
    make_rows(1, at=ahead)
    behind = make_rows(1)
    clock.shift(60)
    assert sealing.seal(timezone.now()) == 2
    assert blocks()[0][1] == behind[0].pk


def test_the_bytes_of_a_row_are_the_same_on_every_engine_and_for_ever() -> None:
    """Seals that were made once must fit for as long as the log is kept: what is written here may never change."""
    row = ModerationAction(
        pk=7, at=datetime(2026, 3, 29, 1, 2, 3, 456_789, UTC), kind="restrict", comment=None, version=3, person=11,
        subject=2**40, actor=5, rule="", from_status="", to_status="", reason="größe", note_hmac="ab" * 32,
        batch=UUID(int=10**30), undoes=6, before={"z": [None, True, 10**17], "a": {"ü": "x\\y\n", "b": -1}},
    )  # fmt: skip
    ModerationAction.objects.bulk_create([row])
    wanted = (
        b'[7,1774746123456789,"restrict",null,3,11,1099511627776,5,"","","","gr\\u00f6\\u00dfe",'
        b'"abababababababababababababababababababababababababababababababab","0000000c9f2c9cd04674edea40000000",6,'
        b'{"a":{"b":-1,"\\u00fc":"x\\\\y\\n"},"z":[null,true,100000000000000000]}]\n'
    )
    assert [sealing.row_bytes(each) for each in sealing.read_rows(1, sealing.BEFORE_ALL, 7, 9)] == [wanted]
    with time_machine.travel(datetime(2026, 3, 29, 1, 4, tzinfo=UTC), tick=False):
        sealing.seal(timezone.now())
    sealed = LogSeal.objects.get()
    assert sealed.hash == "27f5b48b1822263d552b3a55313c89a97bb128c2b50349a9c5a3353794c2cf83"
    assert len(bytes(sealed.marks)) == sealing.MARK.size


def test_every_column_of_the_log_is_sealed() -> None:
    columns = [str(field.column) for field in ModerationAction._meta.concrete_fields]
    assert sorted(sealing.FORMS[sealing.FORM]) == sorted(columns), "a new column is a new form beside the old ones"


def test_words_may_be_erased_without_breaking_a_seal() -> None:
    make_comment().reject(by=make_moderator(), reason="insult", note="He called me a name.")
    sealing.seal(timezone.now() + LATER)
    ModerationNote.objects.all().delete()
    assert verifying.verify().rows == 1


def test_of_two_who_seal_at_once_one_is_left_with_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_rows(2)
    newest = LogSeal.newest()
    sealing.seal(timezone.now() + LATER)
    monkeypatch.setattr(LogSeal, "newest", lambda: newest)
    assert sealing.seal(timezone.now() + LATER) == 0
    assert LogSeal.objects.count() == 1


# Append-only


@pytest.fixture
def sealed() -> LogSeal:
    make_rows(1)
    sealing.seal(timezone.now() + LATER)
    return LogSeal.objects.get()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE comments_logseal SET hash = 'x'", "UPDATE comments_logseal SET at = at", "DELETE FROM comments_logseal"],
)
def test_a_seal_can_be_neither_changed_nor_deleted_by_sql(sealed: LogSeal, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert LogSeal.objects.get().hash == sealed.hash


def test_a_seal_can_be_neither_replaced_nor_emptied_away(sealed: LogSeal) -> None:
    copied = "SELECT id, first, last, previous, 'x', at, form, marks FROM comments_logseal"
    columns = "comments_logseal (id, first, last, previous, hash, at, form, marks)"
    words = {"sqlite": f"INSERT OR REPLACE INTO {columns} {copied}", "postgresql": "TRUNCATE comments_logseal"}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words[connection.vendor])
    assert LogSeal.objects.get().hash == sealed.hash


def test_the_chain_can_not_fork(sealed: LogSeal) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LogSeal.objects.create(first=1, last=2, previous=sealed.previous, hash="y", form=1, marks=b"")


# The worker


def test_the_worker_seals_every_minute_and_looks_at_all_of_it_once_a_day() -> None:
    every = {kind: registry.handlers[kind].every for kind in ("comments.seal", "comments.verify_log")}
    assert every == {"comments.seal": timedelta(minutes=1), "comments.verify_log": timedelta(days=1)}


def test_the_worker_s_job_seals(clock: time_machine.Traveller) -> None:
    make_rows(3)
    clock.shift(61)
    verifying.seal_the_log(Job(kind="comments.seal"))
    assert verifying.verify().rows == 3


# Writers that have not committed yet


@contextmanager
def writing() -> Iterator[Event]:
    """Somebody has written a row on a connection of their own, and commits it when told to."""
    written, commit = Event(), Event()

    def write_slowly() -> None:
        try:
            with transaction.atomic():
                make_rows(1, reason="slow")
                written.set()
                commit.wait(60)
        finally:
            connection.close()

    thread = Thread(target=write_slowly)
    thread.start()
    assert written.wait(60)
    try:
        yield commit
    finally:
        commit.set()
        thread.join(60)


@pytest.mark.django_db(transaction=True)
def test_no_row_below_a_seal_is_committed_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL a younger row may be there before an older one is; on SQLite it waits for its turn."""
    first = make_rows(1)[0].pk
    with writing():
        if connection.vendor == "postgresql":
            assert [row.pk for row in make_rows(1)] == [first + 2]
        while_writing = sealing.seal(timezone.now() + LATER) if connection.vendor == "postgresql" else 0
        assert while_writing == 0, "whoever seals waits for those who have a number already"
    last = make_rows(1)[0].pk
    sealing.seal(timezone.now() + LATER)
    found = verifying.verify()
    assert (found.rows, found.last) == (ModerationAction.objects.count(), last)
    assert ModerationAction.objects.filter(reason="slow", pk__lt=last).count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_is_not_held_up_by_an_attempt_to_seal_in_vain() -> None:
    with writing():
        if connection.vendor == "postgresql":
            sealing.seal(timezone.now() + LATER)
            assert make_rows(1)
    assert make_rows(1)
