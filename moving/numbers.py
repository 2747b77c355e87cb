"""The last number that a table has given, so that none is given again whose row is gone: the log names rows by it."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, BigAutoField, SmallAutoField

from moving.tables import Table

LAST = {
    "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = %s",
    "postgresql": "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)",
}


def last_number(table: Table, connection: BaseDatabaseWrapper) -> int:
    """0 when none was given, or when the table numbers nothing."""
    if not _is_numbered(table):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(LAST[connection.vendor], _names(table, connection))
        found = cursor.fetchone()
    return int(found[0] or 0) if found else 0


def continue_from(number: int, table: Table, connection: BaseDatabaseWrapper) -> None:
    """The next row gets a higher number than this, and than every row that is there."""
    if not _is_numbered(table):
        return
    rows = table.model._base_manager.using(connection.alias).order_by("-pk")
    last = max(number, rows.values_list("pk", flat=True).first() or 0)
    if last:
        _SET[connection.vendor](last, table, connection)


def _on_sqlite(number: int, table: Table, connection: BaseDatabaseWrapper) -> None:
    name = table.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, number])


def _on_postgresql(number: int, table: Table, connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [*_names(table, connection), number])


_SET = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}


def _is_numbered(table: Table) -> bool:
    return isinstance(table.key, AutoField | BigAutoField | SmallAutoField)


def _names(table: Table, connection: BaseDatabaseWrapper) -> list[str]:
    name = table.model._meta.db_table
    return [name] if connection.vendor == "sqlite" else [connection.ops.quote_name(name), str(table.key.column)]
