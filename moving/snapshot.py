"""All of the database at one moment, while others write."""

from collections.abc import Generator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

# By hand: Django's own transactions take SQLite's write lock at once, and know no isolation level on PostgreSQL.
BEGIN = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}


@contextmanager
def snapshot(connection: BaseDatabaseWrapper) -> Generator[None]:
    """Every query of the block sees the moment at which it began; nobody waits for us."""
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
        try:
            MigrationRecorder(connection).has_table()  # the first look, not BEGIN, fixes the moment
            yield
        finally:
            cursor.execute("ROLLBACK")
