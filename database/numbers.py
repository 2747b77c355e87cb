"""Numbers for rows that are about to be written, taken from where the database would take them."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Model

_FROM_SEQUENCE = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
_LAST = "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)"


def reserve(model: type[Model], count: int) -> Sequence[int]:
    """So many, rising. On SQLite they are this transaction's alone: nobody else writes until it ends."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_LAST, [table])
            last = int(cursor.fetchone()[0])
            return range(last + 1, last + 1 + count)
        cursor.execute(_FROM_SEQUENCE, [connection.ops.quote_name(table), model._meta.pk.column, count])
        return sorted(number for (number,) in cursor.fetchall())
