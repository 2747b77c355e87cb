"""How the desk asks the database by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

type Values = Sequence[Any] | Mapping[str, Any]


def read_all(query: str, values: Values) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[Any] = cursor.fetchall()
    return found


def places(values: Sequence[Any]) -> str:
    """One for each value."""
    return ", ".join(["%s"] * len(values))
