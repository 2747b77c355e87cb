"""What stands in addresses and in SQL by hand: numbers and moments, and names for bound values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self

from django.db import connection

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FARTHEST = 200 * 365 * 86_400 * 10**6  # microseconds; beyond it dates end
HEAVIEST = 2**31 - 1


class Values(dict[str, Any]):
    """The bound values of a statement that is put together from parts."""

    def add(self, value: object) -> str:
        """Its place in the SQL."""
        name = f"v{len(self)}"
        self[name] = value
        return f"%({name})s"


def stored(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def moment(value: Any) -> Any:
    """As it comes out of SQL by hand: SQLite keeps times as text in UTC, and knows a column's from another text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def whole_number(text: str) -> int | None:
    """An id or a count from an address: ASCII digits, at most 18, since the databases' numbers have 64 bits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


class Cursor(NamedTuple):
    """The last comment of a page, by which the next is found. In addresses: microseconds since 1970, the id, and the
    priority where that orders the page."""

    at: datetime
    pk: int
    priority: int = 0

    @classmethod
    def parse(cls, text: str) -> Self | None:
        numbers = [whole_number(part) for part in f"{text}.0".split(".", 3)[:3]]
        micros, pk, priority = (*numbers, None, None)[:3]
        if micros is None or pk is None or priority is None or max(micros / FARTHEST, priority / HEAVIEST) > 1:
            return None
        return cls(EPOCH + timedelta(microseconds=micros), pk, priority)

    def __str__(self) -> str:
        text = f"{(self.at - EPOCH) // timedelta(microseconds=1)}.{self.pk}"
        return f"{text}.{self.priority}" if self.priority else text
