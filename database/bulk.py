"""Many new rows at once, as plain values.

`bulk_create` spends most of its time on a model instance for each row, and on composing one statement of all their
values. Here a statement is composed once for a model and its columns: SQLite runs it again and again, PostgreSQL is
sent the rows themselves (COPY). As with `bulk_create` no `save` of a model's own is asked; unlike it no key comes
back, so take numbers from `database.numbers` where something points at the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, CharField, DateTimeField, Field, ForeignKey, IntegerField, Model, TextField

type AnyField = Field[Any, Any]
type Prepare = Callable[[Any], Any]

# Whose values databases take as they are.
PLAIN = (CharField, TextField, IntegerField, BooleanField, ForeignKey)


def write(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Each by the names of columns (`article_id`, not `article`), all by the same ones. The others get what they have
    in a new row."""
    if rows:
        way = _way(connection.vendor, model, tuple(rows[0]))
        put(model, way.fields, _values(way, rows), connection)


def put(model: type[Model], fields: Sequence[AnyField], rows: Iterable[Sequence[Any]], to: BaseDatabaseWrapper) -> None:
    """Values of these columns as the database takes them. The rows must not ask the database while they are made."""
    quote = to.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    _PUT[to.vendor](to, f"{quote(model._meta.db_table)} ({columns})", len(fields), rows)


def _insert(to: BaseDatabaseWrapper, into: str, columns: int, rows: Iterable[Sequence[Any]]) -> None:
    with to.cursor() as cursor:
        statement = f"INSERT INTO {into} VALUES ({', '.join(['%s'] * columns)})"  # noqa: S608
        cursor.executemany(statement, rows)  # type: ignore[arg-type]  # any iterable will do


def _copy(to: BaseDatabaseWrapper, into: str, columns: int, rows: Iterable[Sequence[Any]]) -> None:
    with to.wrap_database_errors, to.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


_PUT = {"sqlite": _insert, "postgresql": _copy}


class _Way(NamedTuple):
    fields: list[AnyField]
    given: list[tuple[str, Prepare | None]]
    new: list[Callable[[], Any]]


def _values(way: _Way, rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
    for row in rows:
        values = [row[name] if prepare is None else prepare(row[name]) for name, prepare in way.given]
        yield values + [new() for new in way.new]


@cache
def _way(vendor: str, model: type[Model], names: tuple[str, ...]) -> _Way:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    given = [fields.pop(name) for name in names]
    others = [field for field in fields.values() if not field.primary_key]
    preparing = [(field.attname, _prepare(field)) for field in given]
    return _Way([*given, *others], preparing, [_new(field) for field in others])


def _prepare(field: AnyField) -> Prepare | None:
    if isinstance(field, DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return None if isinstance(field, PLAIN) else lambda value: field.get_db_prep_save(value, connection)


def _new(field: AnyField) -> Callable[[], Any]:
    """The same for all rows, unless the code has something to call for each."""
    if field.has_default() and callable(field.default):
        return lambda: field.get_db_prep_save(field.get_default(), connection)
    value = field.get_db_prep_save(field.get_default(), connection)
    return lambda: value
