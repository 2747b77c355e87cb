"""Seals over the moderation log: whoever changes, adds or takes away a row behind the triggers' back is found out.

The worker seals rows older than a minute, in blocks; each seal covers the one before, so the newest stands for all of
the log. `manage.py verify_log` works them out anew. What a row's bytes are depends on its columns alone, so a log that
was moved to the other engine still fits its seals.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, IntegrityError, OperationalError, connection, connections, transaction

from comments.log_triggers import TABLE, WRITERS
from comments.models import LogSeal
from comments.queue import moment
from database import statements

log = logging.getLogger("comments.sealing")

AFTER = timedelta(minutes=1)
LATE_AFTER = timedelta(minutes=10)
BLOCK = 1_000
UNSEALED_COUNTED = 10_001
PATIENCE_MS = 500  # for how long whoever writes the log may be held up
BEFORE_ALL = -(2**63)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MARK = Struct(">q8s")  # a row's number, and the beginning of the hash up to there

FORM = 1
FORMS = {
    1: (
        "id", "at", "kind", "comment", "version", "person", "subject", "actor", "rule", "from_status", "to_status",
        "reason", "note_hmac", "batch", "undoes", "before",
    )
}  # fmt: skip
"""The columns that a row's bytes are made of. A new column is a new form; seals of older ones stay as they are."""


class Mark(NamedTuple):
    row: int
    hash: bytes


class Block:
    """The hash of a seal, a row at a time."""

    def __init__(self) -> None:
        self._rows = hashlib.sha256()

    def add(self, row: Sequence[Any]) -> Mark:
        self._rows.update(row_bytes(row))
        return Mark(row[0], self._rows.digest()[:8])

    def hash(self, seal: LogSeal) -> str:
        """With what the seal says besides."""
        head = f"{seal.form} {seal.first} {seal.last} {_micros(seal.at)} {seal.previous} {self._rows.hexdigest()}"
        return hashlib.sha256(head.encode()).hexdigest()


def seal(now: datetime) -> int:
    """Seals what is older than a minute, and says how many rows that were. Nothing when writers hold it up, or when
    somebody else is sealing: there is a next time."""
    try:
        bound, count = _bound(now), 0
        while sealed := _seal_block(bound, now):
            count += sealed
    except OperationalError as error:
        log.warning("log not sealed", extra={"error": str(error).strip()})
        return 0
    return count


def _seal_block(bound: int, now: datetime) -> int:
    last = LogSeal.newest()
    rows = read_rows(FORM, last.last if last else BEFORE_ALL, bound, BLOCK)
    if not rows:
        return 0
    made = LogSeal(first=rows[0][0], last=rows[-1][0], previous=last.hash if last else "", at=now, form=FORM)
    block = Block()
    made.marks = b"".join(MARK.pack(*block.add(row)) for row in rows)
    made.hash = block.hash(made)
    try:
        with transaction.atomic():
            statements.insert(made)
    except IntegrityError:
        return 0
    # Whoever sends the logs of the processes to another machine has the seal there, where nobody here can change it.
    log.info("log sealed", extra={"last": made.last, "rows": len(rows), "hash": made.hash})
    return len(rows)


def _bound(now: datetime) -> int:
    """The number up to which all rows are there: none below can come later."""
    last = LogSeal.newest()
    # Without an index on the time, it is found from the end.
    query = f"SELECT id FROM {TABLE} WHERE id > %s AND at <= %s ORDER BY id DESC LIMIT 1"  # noqa: S608
    with _without_writers(), connection.cursor() as cursor:
        cursor.execute(query, [last.last if last else BEFORE_ALL, statements.moment(now - AFTER)])
        found = cursor.fetchone()
    return found[0] if found else BEFORE_ALL


@contextmanager
def _without_writers() -> Iterator[None]:
    """SQLite has one at a time anyhow, whose rows are there at once; PostgreSQL's triggers hold a lock for each."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
            cursor.execute(f"SELECT pg_advisory_xact_lock({WRITERS})")
        yield


def read_rows(form: int, after: int, bound: int, limit: int, using: str = DEFAULT_DB_ALIAS) -> list[Sequence[Any]]:
    """By key, at most `limit` of them; the number of the row first."""
    query = f"SELECT {', '.join(FORMS[form])} FROM {TABLE} WHERE id > %s AND id <= %s ORDER BY id LIMIT %s"  # noqa: S608
    with connections[using].cursor() as cursor:
        cursor.execute(query, [after, bound, limit])
        found: list[Sequence[Any]] = cursor.fetchall()
    return found


def row_bytes(row: Sequence[Any]) -> bytes:
    """The same on both engines, whatever they keep times, batches and JSON as."""
    *columns, undoes, before = row
    columns[1] = _micros(moment(columns[1]))
    columns[13] = str(columns[13]).replace("-", "")
    before = json.loads(before) if isinstance(before, str) else before
    return json.dumps([*columns, undoes, before], separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _micros(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def unsealed() -> int:
    """How many rows have no seal yet."""
    return _of_unsealed("COUNT(*)") or 0


def unsealed_since() -> datetime | None:
    return moment(_of_unsealed("MIN(at)"))  # type: ignore[no-any-return]


def _of_unsealed(what: str) -> Any:
    """Seals are seldom far behind, and this need not be exact: it counts no further than where it is late anyhow."""
    last = LogSeal.newest()
    query = f"SELECT {what} FROM (SELECT at FROM {TABLE} WHERE id > %s ORDER BY id LIMIT %s) AS waiting"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [last.last if last else BEFORE_ALL, UNSEALED_COUNTED])
        return cursor.fetchone()[0]
