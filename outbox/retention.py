"""What is kept for a time only: each kind of it says what is overdue, and goes a portion at a time.

Every portion is a transaction of its own. So whoever writes meanwhile waits for one portion at most, and after a kill
the next run goes on with what is left. What somebody has changed since it was found, or holds, is passed by.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

log = logging.getLogger("outbox.retention")

BATCH = 200
LONGEST_BREATH = 0.1  # seconds

type Keys = list[Any]
type Counts = dict[str, int]


@dataclass(frozen=True)
class Kind:
    """`overdue` finds keys by plain reading. `forget` looks at a portion of them again, lets those go that still are
    overdue, and says how many."""

    name: str
    overdue: Callable[[datetime], Iterator[Keys]]
    forget: Callable[[Keys, datetime], int]


def whole_rows(name: str, overdue: Callable[[datetime], QuerySet[Any]], *key: str) -> Kind:
    """Rows that nothing else hangs on; `key` is what they are found by, in the order of an index."""

    def forget(keys: Keys, now: datetime) -> int:
        with transaction.atomic():
            rows = overdue(now).filter(pk__in=keys).order_by()
            held = rows.select_for_update(skip_locked=True).values_list("pk", flat=True)
            return int(rows.model._default_manager.filter(pk__in=list(held)).delete()[0])

    return Kind(name, lambda now: portions(overdue(now), *key), forget)


def portions(rows: QuerySet[Any], *key: str) -> Iterator[Keys]:
    """Primary keys, at most BATCH at a time. Each portion begins behind the one before, whatever became of that."""
    columns = (*key, "pk")
    ordered = rows.order_by(*columns).values_list(*columns)
    found = list(ordered[:BATCH])
    while found:
        yield [row[-1] for row in found]
        found = list(ordered.filter(_behind(columns, found[-1]))[:BATCH]) if len(found) == BATCH else []


def _behind(columns: tuple[str, ...], last: tuple[Any, ...]) -> Q:
    if len(columns) == 1:
        return Q(pk__gt=last[0])
    return Q(TupleGreaterThan(Tuple(*map(F, columns)), last))


def count_overdue(kinds: Iterable[Kind], now: datetime) -> Counts:
    return {kind.name: sum(map(len, kind.overdue(now))) for kind in kinds}


def forget_overdue(kinds: Iterable[Kind], now: datetime) -> Counts:
    """How much of each kind has gone. A kind that fails doesn't keep the others; its error is raised at the end."""
    counts: Counts = {}
    faults: list[Exception] = []
    for kind in kinds:
        try:
            counts[kind.name] = _forget(kind, now)
        except Exception as fault:
            log.exception("not forgotten", extra={"kind": kind.name})
            faults.append(fault)
    if faults:
        raise faults[0]
    return counts


def _forget(kind: Kind, now: datetime) -> int:
    count = 0
    for keys in kind.overdue(now):
        began = time.monotonic()
        count += kind.forget(keys, now)
        breathe(time.monotonic() - began)
    return count


def breathe(took: float) -> None:
    """For as long as the portion took: half of the time belongs to those who write."""
    time.sleep(min(took, LONGEST_BREATH))


class Breath:
    """Of work that goes in portions: drawn between two of them, it is as long as the one before."""

    def __init__(self) -> None:
        self.drawn_at = time.monotonic()

    def draw(self) -> None:
        breathe(time.monotonic() - self.drawn_at)
        self.drawn_at = time.monotonic()
