from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from accounts.housekeeping import FULL_LIMITS
from accounts.limits import Limit, LimitReached, give_back, take
from accounts.models import Bucket, PseudonymKey
from outbox.retention import forget_overdue

FIVE = Limit("five", burst=5, every=30)
ONE = Limit("one", burst=1, every=10)
NOON = "2026-11-22 12:00Z"


def wait(*spent: tuple[Limit, str]) -> int:
    """0 when it was let through, else the seconds that the refusal names."""
    try:
        with transaction.atomic():
            take(spent)
    except LimitReached as refusal:
        return refusal.retry_after
    return 0


@pytest.mark.django_db
def test_a_burst_passes_and_then_one_per_interval() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert [wait((FIVE, "a")) for _ in range(7)] == [0, 0, 0, 0, 0, 30, 30]
        clock.shift(29.5)
        assert wait((FIVE, "a")) == 1
        clock.shift(0.5)
        assert [wait((FIVE, "a")), wait((FIVE, "a"))] == [0, 30]
        clock.shift(60)
        assert [wait((FIVE, "a")) for _ in range(3)] == [0, 0, 30]


@pytest.mark.django_db
def test_a_bucket_never_holds_more_than_its_burst() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert wait((FIVE, "a")) == 0
        clock.shift(86_400)
        assert [wait((FIVE, "a")) for _ in range(6)] == [0, 0, 0, 0, 0, 30]


@pytest.mark.django_db
def test_fractions_of_a_second_are_exact() -> None:
    quick = Limit("quick", burst=300, every=0.1)
    with time_machine.travel(NOON, tick=False) as clock:
        assert [wait((quick, "a")) for _ in range(301)] == [0] * 300 + [1]
        clock.shift(1)
        assert [wait((quick, "a")) for _ in range(11)] == [0] * 10 + [1]


@pytest.mark.django_db
def test_values_and_limits_have_buckets_of_their_own() -> None:
    with time_machine.travel(NOON, tick=False):
        assert [wait((ONE, "a")), wait((ONE, "b")), wait((FIVE, "a"))] == [0, 0, 0]


@pytest.mark.django_db
@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_a_refusal_spends_nothing_and_names_the_longest_wait(order: slice) -> None:
    three: Sequence[tuple[Limit, str]] = [(FIVE, "a"), (ONE, "b"), (Limit("slow", 1, 100), "c")]
    with time_machine.travel(NOON, tick=False):
        assert wait(*three[order]) == 0
        before = dict(Bucket.objects.values_list("key", "full_at"))
        assert wait(*three[order]) == 100
        assert dict(Bucket.objects.values_list("key", "full_at")) == before


@pytest.mark.django_db
def test_the_same_bucket_twice_costs_two_tokens() -> None:
    with time_machine.travel(NOON, tick=False):
        assert [wait((FIVE, "a"), (FIVE, "a")) for _ in range(3)] == [0, 0, 30]
        assert wait((FIVE, "a")) == 0


@pytest.mark.django_db
def test_what_is_given_back_can_be_taken_again() -> None:
    with time_machine.travel(NOON, tick=False):
        assert [wait((ONE, "a")), wait((ONE, "a"))] == [0, 10]
        give_back([(ONE, "a"), (ONE, "never taken")])
        assert [wait((ONE, "a")), wait((ONE, "a"))] == [0, 10]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_taken() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        take([(FIVE, "a")])
    assert not Bucket.objects.exists()


@pytest.mark.django_db
def test_keys_hold_no_value() -> None:
    wait((FIVE, "203.0.113.7/32"))
    key = Bucket.objects.get().key
    assert key == f"five:{PseudonymKey.objects.get().pseudonym('203.0.113.7/32')}"


@pytest.mark.django_db
def test_full_buckets_are_forgotten_and_those_in_use_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outbox.retention.BATCH", 2)
    with time_machine.travel(NOON, tick=False) as clock:
        for value in "abcde":
            wait((ONE, value))
        clock.shift(9)
        wait((FIVE, "a"))
        assert forget_old() == 0
        clock.shift(1)
        assert forget_old() == 5
        assert Bucket.objects.get().key.startswith("five:")


def in_threads(calls: Sequence[Sequence[tuple[Limit, str]]]) -> list[int]:
    def call(spent: Sequence[tuple[Limit, str]]) -> int:
        try:
            return wait(*spent)
        finally:
            connection.close()

    with ThreadPoolExecutor(25) as threads:
        return list(threads.map(call, calls))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("clock")
def test_of_fifty_at_once_exactly_the_burst_passes() -> None:
    slow = Limit("slow", burst=7, every=3_600)
    assert in_threads([[(slow, "a")]] * 50).count(0) == 7
    assert in_threads([[(slow, "a")]] * 10).count(0) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("clock")
def test_fifty_at_once_in_opposite_orders_never_block_each_other() -> None:
    one, other = Limit("one", 20, 3_600), Limit("other", 9, 3_600)
    orders = [[(one, "a"), (other, "b")], [(other, "b"), (one, "a")]]
    assert in_threads(orders * 25).count(0) == 9
    assert in_threads([[(one, "a")]] * 20).count(0) == 11, "the refused spent nothing of the other limit"


@pytest.mark.django_db(transaction=True)
def test_forgetting_passes_by_a_bucket_that_is_just_being_taken() -> None:
    with time_machine.travel(NOON, tick=False) as clock, ThreadPoolExecutor(1) as thread:
        assert [wait((ONE, "a")), wait((ONE, "b"))] == [0, 0]
        clock.shift(10)
        with transaction.atomic():
            take([(ONE, "a")])
            forgotten = thread.submit(_forget_and_close)
            if connection.features.has_select_for_update_skip_locked:
                assert forgotten.result(20) == 1, "it does not wait for the one who holds the row"
        assert forgotten.result(20) == 1
    assert Bucket.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_forgetting_beside_fifty_takers_blocks_nobody_and_frees_nothing(clock: time_machine.Traveller) -> None:
    wide, narrow = Limit("wide", 100, 3_600), Limit("narrow", 6, 3_600)
    for value in "abcdefgh":
        wait((Limit("gone", 1, 0.000_001), value))
    clock.shift(1)
    with ThreadPoolExecutor(1) as thread:
        forgotten = thread.submit(_forget_and_close)
        assert in_threads([[(narrow, "a"), (wide, "b")]] * 50).count(0) == 6
        assert forgotten.result() == 8


def forget_old() -> int:
    return sum(forget_overdue([FULL_LIMITS], timezone.now()).values())


def _forget_and_close() -> int:
    try:
        return forget_old()
    finally:
        connection.close()
