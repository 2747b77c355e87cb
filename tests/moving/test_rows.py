"""Whatever a column can hold comes back as it was: written as a line, put into the database, and read from there."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from moving.refused import Refused
from moving.rows import encode, insert, lines_of
from moving.tables import Table, applied_migrations, tables_at
from tests.factories import make_comment

pytestmark = pytest.mark.django_db

LAST_ROW = 2**40  # far from those that other tests make
letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.text(letters, max_size=60)
times = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
numbers = st.integers(-(2**63), 2**63 - 1)
plain = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(texts, below, max_size=4),
    max_leaves=12,
)
addresses = st.ip_addresses().map(str)
alerts = st.tuples(
    st.text(letters, min_size=1, max_size=16), texts, times, times, times | st.none(), numbers | st.none()
)


@pytest.fixture(scope="module")
def tables(django_db_setup: None, django_db_blocker: Any) -> dict[str, Table]:
    with django_db_blocker.unblock():
        return {table.name: table for table in tables_at(applied_migrations(connection))}


def comes_back(table: Table, rows: list[list[Any]]) -> bool:
    """As the same bytes, in the order of the keys."""
    lines = [encode(row).encode() + b"\n" for row in rows]
    with transaction.atomic():
        insert(table, lines, connection)
        found = list(lines_of(table, connection))
        transaction.set_rollback(True)
    return found == lines


@given(rows=st.lists(alerts, max_size=6, unique_by=lambda row: row[0]))
def test_texts_times_and_numbers_come_back(tables: dict[str, Table], rows: list[tuple[Any, ...]]) -> None:
    assert comes_back(tables["comments.alert"], sorted(map(list, rows), key=lambda row: row[0].encode()))


@given(before=st.dictionaries(texts, plain, max_size=5), batch=st.uuids(), at=times, note=texts)
def test_json_and_uuids_come_back(tables: dict[str, Table], before: Any, batch: Any, at: datetime, note: str) -> None:
    table = tables["comments.moderationaction"]
    values = {"id": LAST_ROW, "at": at, "comment": None, "version": 1, "actor": LAST_ROW, "rule": "", "reason": ""}
    values |= {"from_status": "", "to_status": "spam", "note_hmac": "", "batch": batch, "undoes": None}
    values |= {"before": before, "kind": "status", "person": None, "subject": LAST_ROW}
    assert comes_back(table, [[values[field.name] for field in table.fields]])


@given(address=addresses, payload=plain, texts=st.tuples(texts, texts, texts), at=times)
def test_addresses_and_what_a_request_said_come_back(
    tables: dict[str, Table], address: str, payload: Any, texts: tuple[str, ...], at: datetime
) -> None:
    table = tables["comments.submission"]
    values: dict[str, Any] = {"id": LAST_ROW, "version": 1, "token": "t", "fingerprint": "f", "ip": address}
    values |= dict(zip(("user_agent", "referrer", "trap"), texts, strict=True))
    values |= {"email": "a@example.org", "seconds_to_post": None, "payload": payload or {}, "created_at": at}
    with transaction.atomic():
        comment = make_comment()
        row = [comment.pk if field.name == "comment" else values[field.name] for field in table.fields]
        assert comes_back(table, [row])
        transaction.set_rollback(True)


def test_a_reply_may_stand_before_what_it_answers(tables: dict[str, Table]) -> None:
    """Rows are in the order of their numbers, which need not be that of the answers."""
    table = tables["comments.comment"]
    first = make_comment(status="approved")
    reply = json.loads(next(line for line in lines_of(table, connection)))
    names = [field.name for field in table.fields]
    own = {"id": first.pk + 1, "parent": first.pk + 2, "root": first.pk + 2, "depth": 1}
    answer = [own.get(name, value) for name, value in zip(names, reply, strict=True)]
    parent = [first.pk + 2 if name == "id" else value for name, value in zip(names, reply, strict=True)]
    insert(table, [encode(row).encode() for row in (answer, parent)], connection)
    assert len(list(lines_of(table, connection))) == 3


def test_a_row_that_answers_nothing_is_refused(tables: dict[str, Table]) -> None:
    table = tables["articles.formersegment"]
    with pytest.raises(Refused, match=r"The database refuses rows of articles\.formersegment"), transaction.atomic():
        insert(table, [encode([1, "port", 4711]).encode()], connection)
