"""A row as a line of JSON: the values of its columns, the same on every engine, nothing rounded."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import batched
from types import NoneType
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    F,
    Field,
    ForeignKey,
    IntegerField,
    QuerySet,
    TextField,
)
from django.db.models.functions import Collate
from django.utils.translation import gettext_noop as _

from database import bulk
from moving.refused import Refused
from moving.tables import Table

type AnyField = Field[Any, Any]

AT_ONCE = 500
LONGEST_LINE = 32 * 2**20
REFUSES = _("The database refuses rows of %(name)s: %(error)s")
BYTE_BY_BYTE = {"sqlite": "BINARY", "postgresql": "C"}  # collations by which both engines sort alike
# Of JSON's values those that databases take for such columns, as Django would give them.
AS_THEY_ARE: tuple[tuple[type[AnyField] | tuple[type[AnyField], ...], frozenset[type]], ...] = (
    (BooleanField, frozenset({bool})),
    ((CharField, TextField), frozenset({str, NoneType})),
    (IntegerField, frozenset({int, NoneType})),
    (DateTimeField, frozenset({NoneType})),
)


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
    rows: QuerySet[Any, Any] = table.model._base_manager.using(connection.alias)
    for portion in portions(rows, [field.attname for field in table.fields]):
        for _key, *row in portion:
            yield encode(row).encode() + b"\n"


def portions(rows: QuerySet[Any, Any], names: Iterable[str]) -> Iterator[list[tuple[Any, ...]]]:
    """By key, which stands before the columns asked for.

    A portion at a time: a cursor may hold the whole table in memory, which depends on engine and settings.
    """
    found = _sorted(rows).values_list("pk", *names)
    portion = list(found[:AT_ONCE])
    while portion:
        yield portion
        portion = list(found.filter(sorted_by__gt=portion[-1][0])[:AT_ONCE])


def _sorted(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    key: Any = F("pk")
    if isinstance(rows.model._meta.pk, CharField):
        key = Collate(key, BYTE_BY_BYTE[connections[rows.db].vendor])
    return rows.alias(sorted_by=key).order_by("sorted_by")  # type: ignore[no-any-return]


def insert(table: Table, lines: Iterable[bytes], connection: BaseDatabaseWrapper) -> None:
    """As they are: nothing is derived, sent or dated anew, which the models' own ways of saving would do."""
    preparing, columns = Preparing(table.name, table.fields, connection), len(table.fields)
    rows = (preparing.row(parse(table.name, columns, line)) for line in lines)
    write(table, table.fields, rows, connection)
    with refusing(table.name):
        connection.check_constraints([table.model._meta.db_table])


def write(
    table: Table, fields: list[Field[Any, Any]], rows: Iterable[list[Any]], connection: BaseDatabaseWrapper
) -> None:
    """Values of these columns, as the database takes them."""
    with refusing(table.name):
        for some in batched(rows, AT_ONCE):  # whose making may ask the database
            bulk.put(table.model, fields, some, connection)


@contextmanager
def refusing(name: str) -> Generator[None]:
    try:
        yield
    except Error as error:
        raise Refused(REFUSES, name=name, error=str(error).partition("\n")[0]) from error


class Preparing:
    """What the database is given for values of some columns that came out of JSON."""

    def __init__(self, name: str, fields: Iterable[AnyField], connection: BaseDatabaseWrapper) -> None:
        self.name, self.connection = name, connection
        self.columns = [(field, _as_they_are(field)) for field in fields]

    def row(self, values: Iterable[Any]) -> list[Any]:
        """Raises Refused for what a column can't be."""
        try:
            return [
                value if type(value) in plain else self._made(field, value)
                for (field, plain), value in zip(self.columns, values, strict=True)
            ]
        except (ValidationError, ValueError, TypeError, OverflowError) as error:
            raise Refused(_("A row of %(name)s is not what such a row can be."), name=self.name) from error

    def _made(self, field: AnyField, value: Any) -> Any:
        return field.get_db_prep_save(field.to_python(value), self.connection)


def _as_they_are(field: AnyField) -> frozenset[type]:
    """Types of values that need no making, which nearly all have."""
    field = field.target_field if isinstance(field, ForeignKey) else field
    return next((types for kinds, types in AS_THEY_ARE if isinstance(field, kinds)), frozenset())


def parse(name: str, columns: int, line: bytes) -> list[Any]:
    """Refuses what is not a list of as many values as there are columns."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused(f"A row of {name} is garbled.") from error
    if not isinstance(row, list) or len(row) != columns:
        raise Refused(f"A row of {name} has not {columns} columns.")
    return row
