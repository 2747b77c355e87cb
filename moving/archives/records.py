"""A record is a JSON object on a line of its own: what a row and its lists say, by name."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import batched
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, ManyToManyField
from django.utils.translation import gettext_noop as _

from moving.archives.kind import Kind, through
from moving.archives.names import Names
from moving.refused import Refused
from moving.rows import AT_ONCE, Preparing, encode, portions, write
from moving.tables import Table

type Record = dict[str, Any]

NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # an escape, not a backslash before such letters
NO_TEXT = _("A line of %(kind)s has characters that this database can't keep.")


def lines_of(kind: Kind, names: Names) -> Iterator[bytes]:
    rows = kind.model._base_manager.filter(kind.only())
    named = [(name, field) for name, field in kind.columns.items() if names.know(field)]
    for portion in portions(rows, [field.attname for field in kind.columns.values()]):
        lists = {name: _pointed_at(field, [row[0] for row in portion], names) for name, field in kind.lists.items()}
        for key, *values in portion:
            record = dict(zip(kind.columns, values, strict=True))
            for name, field in named:
                record[name] = names.out(field, record[name])
            for name, found in lists.items():
                record[name] = sorted(found[key])
            yield encode(record).encode() + b"\n"


def _pointed_at(field: ManyToManyField[Any, Any], keys: list[Any], names: Names) -> dict[Any, list[Any]]:
    source, target = field.m2m_column_name(), field.m2m_reverse_name()
    pairs = through(field)._base_manager.filter(**{f"{source}__in": keys}).values_list(source, target)
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, other in pairs:
        found[key].append(names.out(field, other))
    return found


def parse(kind: Kind, known: set[str], line: bytes) -> Record:
    """Refuses what is no object, or has other names than the manifest says."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused(_("A line of %(kind)s is garbled."), kind=kind.name) from error
    if not isinstance(record, dict) or record.keys() != known:
        raise Refused(_("A line of %(kind)s has not the fields that the manifest names."), kind=kind.name)
    if not _is_text(line, record):
        raise Refused(NO_TEXT, kind=kind.name)
    return record


def _is_text(line: bytes, record: Record) -> bool:
    """Half a character can be stored nowhere, a NUL in SQLite alone. Both stand in JSON as escapes, which are rare."""
    if b"\\u0000" in line and connection.vendor == "postgresql" and NUL.search(line):
        return False
    return not (b"\\ud" in line or b"\\uD" in line) or _is_whole(record)


def _is_whole(record: Record) -> bool:
    try:
        return bool(json.dumps(record, ensure_ascii=False).encode())
    except UnicodeEncodeError:
        return False


def take_in(kind: Kind, records: Iterable[Record], names: Names) -> None:
    """As they are; what a record lacks has the value that a new row has."""
    ways = [(table, _preparing(kind, table.fields), _values(table, names)) for table in kind.tables]
    for some in batched(records, AT_ONCE):
        for table, preparing, values in ways:
            write(table, table.fields, (preparing.row(of(record) for of in values) for record in some), connection)
        for field in kind.relations:
            _write_list(kind, field, some, names)


def _preparing(kind: Kind, fields: Iterable[Field[Any, Any]]) -> Preparing:
    return Preparing(kind.name, fields, connections[DEFAULT_DB_ALIAS])  # asked of each value: past the proxy


def _values(table: Table, names: Names) -> list[Callable[[Record], Any]]:
    """What a record says for each column."""
    return [_number if _is_parent_link(field) else partial(_value, field, names) for field in table.fields]


def _is_parent_link(field: Field[Any, Any]) -> bool:
    return bool(field.remote_field and getattr(field.remote_field, "parent_link", False))


_number = itemgetter("id")


def _value(field: Field[Any, Any], names: Names, record: Record) -> Any:
    if field.name not in record:
        return _of_a_new_row(field)
    value = record[field.name]
    return names.into(field, value) if field.remote_field else value


def _of_a_new_row(field: Field[Any, Any]) -> Any:
    """Without a default of the code's there may be one of the database's: a plain value, wherever we have any."""
    is_of_database = field.has_db_default() and not field.has_default()
    return field.db_default if is_of_database else field.get_default()


def _write_list(kind: Kind, field: ManyToManyField[Any, Any], records: Iterable[Record], names: Names) -> None:
    table = Table(through(field))
    by_name = {each.name: each for each in table.fields}
    ends = [by_name[field.m2m_field_name()], by_name[field.m2m_reverse_field_name()]]
    pairs = ((record["id"], names.into(field, other)) for record in records for other in _listed(kind, field, record))
    preparing = _preparing(kind, ends)
    write(table, ends, (preparing.row(pair) for pair in pairs if pair[1] is not None), connection)


def _listed(kind: Kind, field: ManyToManyField[Any, Any], record: Record) -> list[Any]:
    listed = record.get(field.name, [])
    if not isinstance(listed, list):
        raise Refused(_("A line of %(kind)s has no list where one should be."), kind=kind.name)
    return listed
