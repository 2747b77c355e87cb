"""Rows made from rows by the database itself: a million in the time in which Django makes ten thousand."""

from collections.abc import Mapping

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from outbox.jobs import enqueue

SPREAD_OVER_MONTHS, LATER = ("comments.seal", "comments.words"), 86_400.0


def copy_rows(
    model: type[Model], column: str, between: tuple[int, int], shift: int, own: Mapping[str, str] | None = None
) -> None:
    """Copies the rows with `column` in that range under keys higher by `shift`; `own` has other columns' SQL."""
    columns = [str(field.column) for field in model._meta.concrete_fields]
    own = {"id": f"id + {shift}"} | dict(own or {})
    taken = ", ".join(own.get(name, _quoted(name)) for name in columns)
    table = _quoted(model._meta.db_table)
    names = ", ".join(map(_quoted, columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {taken} FROM {table} WHERE {_quoted(column)} BETWEEN %s AND %s",
            between,
        )
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def hurry() -> None:
    """For this process alone: what it grows is needed for minutes, and lost with the folder."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -1000000")
            cursor.execute("PRAGMA synchronous = OFF")


def leave_the_rest() -> None:
    """The worker seals the log and makes an index of words: of what we make at once, minutes of work that a site has
    spread over months."""
    for kind in SPREAD_OVER_MONTHS:
        enqueue(kind, 0, after=LATER)


def tidy() -> None:
    """What PostgreSQL does by itself within minutes of such a growth, so that it does not do it while we measure."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
