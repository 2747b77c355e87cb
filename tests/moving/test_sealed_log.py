"""A sealed log that is moved still fits its seals, whatever engine it came from and goes to."""

from pathlib import Path

import pytest

from comments import sealing, verifying
from comments.models import LogSeal, ModerationAction
from moving.restore import restore
from tests.moving.test_crossing import databases, put_into

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_restored_log_is_verified_and_sealed_on(archive: Path) -> None:
    restore(archive)
    found = verifying.verify()
    assert found.rows == ModerationAction.objects.count() > 5
    assert found.hash == LogSeal.objects.latest("pk").hash
    assert sealing.unsealed() == 0


def test_the_bytes_that_are_sealed_are_the_same_in_every_database_that_it_crosses(archive: Path) -> None:
    restore(archive)
    original = [sealing.row_bytes(row) for row in sealing.read_rows(1, 0, 10**6, 10**6)]
    assert len(original) > 5
    with databases() as aliases:
        for alias in aliases:
            put_into(archive, alias)
            found = sealing.read_rows(1, 0, 10**6, 10**6, alias)
            assert [sealing.row_bytes(row) for row in found] == original
