"""A time's place in the log is found by halving."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from comments.log_times import first_since
from comments.models import ModerationAction
from tests.plans import plan

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 29, tzinfo=UTC)


def make_rows(steps: list[tuple[int, int]]) -> list[ModerationAction]:
    """Each so many numbers and so many microseconds behind the one before."""
    ModerationAction.objects.bulk_create([ModerationAction(at=START)])
    number, at, made = ModerationAction.objects.latest("pk").pk, START, []
    for gap, passed in steps:
        number, at = number + gap, at + timedelta(microseconds=passed)
        made.append(ModerationAction(pk=number, at=at))
    return ModerationAction.objects.bulk_create(made)


def test_in_an_empty_log_every_row_is_still_to_come() -> None:
    assert first_since(START) == 1


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from([0, 1, 999, 10**9])), max_size=12), st.data())
def test_it_is_the_first_row_of_that_time_or_later_whatever_numbers_are_missing(
    steps: list[tuple[int, int]], data: st.DataObject
) -> None:
    with transaction.atomic():
        make_rows(steps)
        rows = list(ModerationAction.objects.order_by("pk"))
        at = data.draw(st.sampled_from([row.at for row in rows])) + timedelta(
            microseconds=data.draw(st.sampled_from([-1, 0, 1]))
        )
        wanted = next((row.pk for row in rows if row.at >= at), rows[-1].pk + 1)
        found = first_since(at)
        assert [row.pk for row in rows if row.pk >= found] == [row.pk for row in rows if row.pk >= wanted]
        transaction.set_rollback(True)


def test_it_takes_one_query_that_reads_the_log_by_its_key_alone() -> None:
    make_rows([(3, 10)] * 200)
    with CaptureQueriesContext(connection) as captured:
        first_since(START + timedelta(microseconds=77))
    assert len(captured) == 1
    found = plan(captured[0]["sql"])
    assert "SCAN comments_moderationaction" not in found
    assert "Seq Scan on comments_moderationaction" not in found
