"""What deletion leaves in the files of SQLite, and how it goes. On PostgreSQL that is the work of autovacuum.

`secure_delete` writes zeros over what is deleted. Copies stay all the same: pages as they were, in the write-ahead log
until it is emptied; and, where rows moved from page to page before they were deleted, in gaps of the pages they left
(of 10,000 random deletions four did so). Only writing the file anew removes those.
"""

import logging

from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper

log = logging.getLogger("outbox.rewriting")

QUICKLY_REWRITTEN = 64 * 2**20  # bytes: about a second, in which nobody else can write
PATIENCE = 1_000  # milliseconds in which the readers of the moment may finish


def clean_files(*, whatever_the_size: bool = False) -> None:
    """A file that can't be had just now is left as it is: the next run comes tomorrow."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    try:
        with connection.cursor() as cursor:
            _clean(cursor, whatever_the_size)
    except OperationalError as fault:
        log.warning("database file not rewritten", extra={"reason": str(fault)})


def _clean(cursor: CursorWrapper, whatever_the_size: bool) -> None:
    patience = _pragma(cursor, "busy_timeout")
    try:
        if whatever_the_size or _size(cursor) <= QUICKLY_REWRITTEN:
            cursor.execute("VACUUM")
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.fetchall()
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {patience}")


def _size(cursor: CursorWrapper) -> int:
    return _pragma(cursor, "page_count") * _pragma(cursor, "page_size")


def _pragma(cursor: CursorWrapper, name: str) -> int:
    cursor.execute(f"PRAGMA {name}")
    return int(cursor.fetchone()[0])
