"""`manage.py verify_log`: whoever goes behind the triggers' back is found out, at the first row that differs."""

import tracemalloc
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from comments import sealing, verifying
from comments.models import LogCheck, LogSeal, ModerationAction
from newsroom.health import PROBES
from outbox.models import Job
from tests.log_cleanup import lifted

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=2)


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ten, under three seals; between the fifth and the sixth a number is missing, as after a rollback."""
    monkeypatch.setattr(sealing, "BLOCK", 4)
    monkeypatch.setattr(verifying, "BLOCK", 4)
    made = [
        ModerationAction(pk=pk, comment=pk, rule="policy", before={"n": pk}) for pk in (*range(1, 6), *range(7, 12))
    ]
    ModerationAction.objects.bulk_create(made)
    sealing.seal(timezone.now() + LATER)
    assert LogSeal.objects.count() == 3
    return [row.pk for row in made]


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_log", *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as found:
        told(*arguments)
    assert found.value.returncode == 1
    return str(found.value)


def tamper(statement: str, *values: Any) -> None:
    with lifted(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_of_a_log_that_is_as_it_was_sealed_it_tells_how_much_and_the_last_hash(rows: list[int]) -> None:
    newest = LogSeal.objects.latest("pk")
    assert told() == (
        f"10 rows are as they were sealed, up to row 11.\nThe last of 3 seals has the hash {newest.hash}\n"
    )


def test_it_says_which_rows_are_not_sealed_yet(rows: list[int]) -> None:
    ModerationAction.objects.bulk_create([ModerationAction(pk=pk, comment=1) for pk in (12, 13)])
    assert told().endswith("Not sealed yet: 2 rows behind row 11.\n")


def test_of_an_empty_log_there_is_nothing_to_tell() -> None:
    assert told() == "No row is sealed yet; the worker does it every minute.\n"


CHANGES: dict[str, Any] = {
    "at": "2026-01-01 00:00:00+00:00", "kind": "edit", "comment": 99, "version": 9, "person": 9, "subject": 9,
    "actor": 9, "rule": "author", "from_status": "spam", "to_status": "spam", "reason": "insult", "note_hmac": "x",
    "batch": "0" * 32, "undoes": 3, "before": '{"n": 7, "m": 1}',
}  # fmt: skip


@pytest.mark.parametrize("column", CHANGES)
def test_a_change_of_any_column_is_found_at_its_row(rows: list[int], column: str) -> None:
    tamper(f"UPDATE comments_moderationaction SET {column} = %s WHERE id = 8", CHANGES[column])
    assert refused() == "Row 8 is not as it was sealed."


def test_all_columns_are_tried() -> None:
    assert {"id", *CHANGES} == set(sealing.FORMS[sealing.FORM])


def test_the_first_row_that_differs_is_named(rows: list[int]) -> None:
    tamper("UPDATE comments_moderationaction SET actor = 7 WHERE id IN (3, 8, 11)")
    assert refused() == "Row 3 is not as it was sealed."


@pytest.mark.parametrize("row", [1, 4, 5, 11])
def test_a_row_that_was_taken_out_is_missing_wherever_it_stood(rows: list[int], row: int) -> None:
    tamper("DELETE FROM comments_moderationaction WHERE id = %s", row)
    assert refused() == f"Row {row} is missing."


@pytest.mark.parametrize("row", [-5, 0, 6])
def test_a_row_that_was_put_in_between_is_found(rows: list[int], row: int) -> None:
    ModerationAction.objects.bulk_create([ModerationAction(pk=row, comment=1)])
    assert refused() == f"Row {row} was put in after its neighbors were sealed."


def test_a_whole_block_that_was_taken_out_is_missing(rows: list[int]) -> None:
    tamper("DELETE FROM comments_moderationaction WHERE id BETWEEN 5 AND 9")
    assert refused() == "Row 5 is missing."


@pytest.mark.parametrize(
    ("statement", "found"),
    [("DELETE FROM comments_logseal WHERE first = 1", "Seal {1} does not follow the one before it"),
     ("DELETE FROM comments_logseal WHERE first = 5", "Seal {2} does not follow the one before it"),
     ("UPDATE comments_logseal SET previous = 'x' WHERE first = 5", "Seal {1} does not follow the one before it"),
     ("UPDATE comments_logseal SET hash = 'x' WHERE first = 5", "Seal {1} of the rows 5 to 9 does not fit them."),
     ("UPDATE comments_logseal SET at = '2026-01-01 00:00:00' WHERE first = 5",
      "Seal {1} of the rows 5 to 9 does not fit them."),
     ("UPDATE comments_logseal SET first = 4 WHERE first = 5", "Seal {1} of the rows 4 to 9 does not fit them."),
     ("UPDATE comments_logseal SET form = 2 WHERE first = 5", "Seal {1} is of a form"),
     ("UPDATE comments_logseal SET last = 8 WHERE first = 5", "Row 9 is missing.")],
)  # fmt: skip
def test_a_seal_that_was_taken_out_or_changed_is_found(rows: list[int], statement: str, found: str) -> None:
    seals = list(LogSeal.objects.order_by("pk").values_list("pk", flat=True))
    tamper(statement)
    assert refused().startswith(found.format(*seals))


def test_marks_that_were_changed_with_their_row_do_not_hide_it(rows: list[int]) -> None:
    """Marks only say where to look; the hash covers the rows themselves."""
    tamper("UPDATE comments_moderationaction SET actor = 7 WHERE id = 8")
    sealed = LogSeal.objects.get(first=5)
    block = sealing.Block()
    marks = b"".join(sealing.MARK.pack(*block.add(row)) for row in sealing.read_rows(1, 4, 9, 9))
    tamper("UPDATE comments_logseal SET marks = %s WHERE id = %s", marks, sealed.pk)
    assert refused() == f"Seal {sealed.pk} of the rows 5 to 9 does not fit them."


@pytest.mark.parametrize("marks", [b"", b"x", b"\xff" * 16 * 9])
def test_marks_that_are_none_are_a_difference_too(rows: list[int], marks: bytes) -> None:
    tamper("UPDATE comments_logseal SET marks = %s WHERE first = 5", marks)
    assert refused().startswith("Row ")


def test_an_end_that_was_cut_off_is_missed_by_who_noted_the_hash(rows: list[int]) -> None:
    noted = LogSeal.objects.latest("pk").hash
    assert "10 rows are as they were sealed" in told("--expect", noted)
    tamper("DELETE FROM comments_moderationaction WHERE id >= 10")
    tamper("DELETE FROM comments_logseal WHERE first >= 10")
    assert "8 rows are as they were sealed" in told()
    assert refused("--expect", noted).startswith(f"No seal has the hash {noted}")


def test_memory_does_not_grow_with_the_log() -> None:
    def peak() -> int:
        tracemalloc.start()
        verifying.verify()
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peaks = []
    for _size in range(2):
        ModerationAction.objects.bulk_create([ModerationAction(comment=n, rule="policy") for n in range(3_000)])
        sealing.seal(timezone.now() + LATER)
        verifying.verify()
        peaks.append(peak())
    assert LogSeal.objects.count() == 6
    assert peaks[1] < 1.3 * peaks[0]


# Once a day, and for who looks after the site


def daily() -> None:
    verifying.verify_daily(Job(kind="comments.verify_log"))


def test_readyz_asks() -> None:
    assert PROBES["log"] is verifying.fault


def test_what_the_daily_look_finds_is_told_by_readyz_until_a_look_finds_nothing(rows: list[int]) -> None:
    daily()
    last = LogCheck.last()
    assert last
    assert (last.found, verifying.fault()) == ("", None)
    tamper("UPDATE comments_moderationaction SET actor = 7 WHERE id = 3")
    daily()
    assert verifying.fault() == (
        "the moderation log differs from its seals: Row 3 is not as it was sealed. (manage verify_log)"
    )
    tamper("UPDATE comments_moderationaction SET actor = NULL WHERE id = 3")
    daily()
    assert verifying.fault() is None


def test_rows_that_nobody_seals_are_told_by_readyz(rows: list[int]) -> None:
    ModerationAction.objects.bulk_create([ModerationAction(pk=12, at=timezone.now() - timedelta(minutes=9))])
    assert verifying.fault() is None
    ModerationAction.objects.bulk_create([ModerationAction(pk=13, at=timezone.now() - timedelta(minutes=11))])
    assert verifying.fault() == "rows of the moderation log wait for their seal since 11 min"


def test_manage_outbox_tells_how_far_the_log_is_sealed_and_when_it_was_looked_at(rows: list[int]) -> None:
    daily()
    out = StringIO()
    call_command("outbox", stdout=out)
    assert LogSeal.objects.latest("pk").hash in out.getvalue()
