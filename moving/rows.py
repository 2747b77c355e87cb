"""A row as a line of JSON: the values of its columns, the same on every engine, nothing rounded."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import batched
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Collate

from moving.refused import Refused
from moving.tables import Table

AT_ONCE = 500
LONGEST_LINE = 32 * 2**20
BYTE_BY_BYTE = {"sqlite": "BINARY", "postgresql": "C"}  # collations by which both engines sort alike


class Encoder(DjangoJSONEncoder):
    """Django's own cuts times to milliseconds."""

    def default(self, o: Any) -> Any:
        match o:
            case date():  # a datetime is one, too
                return o.isoformat()
            case bytes() | memoryview():
                return b64encode(o).decode()
        return super().default(o)


encode = Encoder(separators=(",", ":"), sort_keys=True).encode  # jsonb does not keep the order of keys


def lines_of(table: Table, connection: BaseDatabaseWrapper) -> Iterator[bytes]:
    for row in _by_key(table, connection):
        yield encode(row).encode() + b"\n"


def _by_key(table: Table, connection: BaseDatabaseWrapper) -> Iterator[tuple[Any, ...]]:
    """A portion at a time: a cursor may hold the whole table in memory, which depends on engine and settings."""
    rows = _sorted(table, connection)
    place = table.fields.index(table.key)
    portion = list(rows[:AT_ONCE])
    while portion:
        yield from portion
        portion = list(rows.filter(sorted_by__gt=portion[-1][place])[:AT_ONCE])


def _sorted(table: Table, connection: BaseDatabaseWrapper) -> QuerySet[Any, Any]:
    key: Any = F(table.key.attname)
    if isinstance(table.key, CharField):
        key = Collate(key, BYTE_BY_BYTE[connection.vendor])
    rows: QuerySet[Any, Any] = table.model._base_manager.using(connection.alias)
    names = [field.attname for field in table.fields]
    return rows.alias(sorted_by=key).order_by("sorted_by").values_list(*names)  # type: ignore[no-any-return]


def insert(table: Table, lines: Iterable[bytes], connection: BaseDatabaseWrapper) -> None:
    """As they are: nothing is derived, sent or dated anew, which the models' own ways of saving would do."""
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, table.columns))
    places = ", ".join(["%s"] * len(table.columns))
    statement = f"INSERT INTO {quote(table.model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    try:
        with connection.cursor() as cursor:
            for some in batched(lines, AT_ONCE):
                cursor.executemany(statement, [_values(table, line, connection) for line in some])
        connection.check_constraints([table.model._meta.db_table])
    except Error as error:
        raise Refused(f"The database refuses rows of {table.name}: {str(error).splitlines()[0]}") from error


def _values(table: Table, line: bytes, connection: BaseDatabaseWrapper) -> list[Any]:
    try:
        row = parse(table.name, len(table.fields), line)
        values = [field.to_python(value) for field, value in zip(table.fields, row, strict=True)]
        return [field.get_db_prep_save(value, connection) for field, value in zip(table.fields, values, strict=True)]
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise Refused(f"A row of {table.name} is not what such a row can be.") from error


def parse(name: str, columns: int, line: bytes) -> list[Any]:
    """Refuses what is not a list of as many values as there are columns."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused(f"A row of {name} is garbled.") from error
    if not isinstance(row, list) or len(row) != columns:
        raise Refused(f"A row of {name} has not {columns} columns.")
    return row
