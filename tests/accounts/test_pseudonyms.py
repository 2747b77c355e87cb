import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from accounts.housekeeping import OLD_KEYS
from accounts.models import PseudonymKey
from accounts.network import pseudonym, pseudonyms
from database import statements
from outbox.retention import forget_overdue

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.django_db
def test_a_pseudonym_is_the_same_all_month_and_shows_nothing_of_the_value() -> None:
    with time_machine.travel("2026-11-01 00:00Z", tick=False):
        first = pseudonym("203.0.113.0/24")
    with time_machine.travel("2026-11-30 23:59:59Z", tick=False):
        assert pseudonym("203.0.113.0/24") == first
        assert pseudonym("203.0.114.0/24") != first
    assert re.fullmatch("[0-9a-f]{32}", first)


@pytest.mark.django_db
def test_without_the_random_key_a_pseudonym_cannot_be_computed() -> None:
    before = pseudonym("203.0.113.0/24")
    PseudonymKey.objects.all().delete()
    assert pseudonym("203.0.113.0/24") != before


@pytest.mark.django_db
def test_the_next_month_has_another_key_and_last_months_pseudonym_is_still_looked_up() -> None:
    with time_machine.travel("2026-12-31 23:59:59Z", tick=False):
        december = pseudonym("203.0.113.0/24")
    with time_machine.travel("2027-01-01 00:00Z", tick=False):
        assert pseudonym("203.0.113.0/24") != december
        assert pseudonyms("203.0.113.0/24") == [pseudonym("203.0.113.0/24"), december]


@pytest.mark.django_db
@time_machine.travel("2026-11-22 12:00Z", tick=False)
def test_without_a_key_of_last_month_there_is_one_pseudonym() -> None:
    assert pseudonyms("x") == [pseudonym("x")]


@pytest.mark.django_db
def test_the_month_turns_in_utc() -> None:
    with time_machine.travel("2026-11-30 23:30-02:00", tick=False):
        pseudonym("x")
    assert str(PseudonymKey.objects.get()) == "2026-12"


@pytest.mark.django_db
def test_a_key_is_destroyed_after_two_months_and_not_before() -> None:
    with time_machine.travel("2026-11-05", tick=False):
        pseudonym("x")
    with time_machine.travel("2026-12-31 23:59Z", tick=False):
        assert forget_overdue([OLD_KEYS], timezone.now()) == {OLD_KEYS.name: 0}
    with time_machine.travel("2027-01-01 00:00Z", tick=False):
        assert forget_overdue([OLD_KEYS], timezone.now()) == {OLD_KEYS.name: 1}
    assert not PseudonymKey.objects.exists()


@pytest.mark.django_db
def test_any_text_has_a_pseudonym() -> None:
    assert len({pseudonym(value) for value in ("", "\x00", "\ud800", "é", "x" * 10_000)}) == 5


def pseudonym_of_x() -> str:
    try:
        return pseudonym("x")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_who_looked_before_another_made_the_key_takes_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    about_to_make = Event()
    insert = statements.insert

    def announced(row: PseudonymKey, *, unless_there: bool) -> bool:
        about_to_make.set()
        return insert(row, unless_there=unless_there)

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            first = pseudonym("x")
            monkeypatch.setattr(statements, "insert", announced)
            second = thread.submit(pseudonym_of_x)
            assert about_to_make.wait(20), "it did not see the key that is not committed yet"
        assert second.result(20) == first
    assert PseudonymKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one_key() -> None:
    with ThreadPoolExecutor(20) as threads:
        assert len({made.result() for made in [threads.submit(pseudonym_of_x) for _ in range(20)]}) == 1
    assert PseudonymKey.objects.count() == 1
