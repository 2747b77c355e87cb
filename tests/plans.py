"""How the database under test would run a statement, whatever its statistics happen to say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

type Values = Sequence[Any] | Mapping[str, Any]


def plan(sql: str, values: Values | None = None, *, in_order: bool = False) -> str:
    """A line for each step. PostgreSQL reads no table whole for the rest of the transaction if an index can serve:
    with a test's few rows, and statistics taken at any moment, its choice would tell of the rows, not of the index.
    Nor does it sort, `in_order`, what an index has in the order that is asked for."""
    words = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[connection.vendor]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("seqscan", *(("bitmapscan", "sort") if in_order else ())):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(words + sql, values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
