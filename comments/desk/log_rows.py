"""Acts as the desk reads them from the log, with the names and words that the log itself does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from comments.desk.reading import places, read_all
from comments.models.undone import SAME_ROWS
from comments.queue import moment

SHOWN = 20  # acts on a card; the log has the rest


class Report(NamedTuple):
    """What an act tells Akismet; `undo` and `cause` are of the act that made it void."""

    kind: str
    state: str
    detail: str
    may_be_repeated: bool
    may_have_arrived: bool
    undo: int | None
    cause: str | None
    settled_at: datetime | None  # when it was sent, or ended otherwise


class Act(NamedTuple):
    """One row of the log, with the name of who did it and what was noted."""

    pk: int
    at: datetime
    kind: str
    comment: int | None
    person: int | None
    subject: int | None
    actor: int | None
    rule: str
    from_status: str
    to_status: str
    reason: str
    batch: UUID
    undoes: int | None
    version: int
    is_latest: bool = True  # of its kind on its object, what was taken back since aside
    in_batch: bool = False  # of several
    undoes_undo: bool = False
    note: str = ""
    names: tuple[str | None, ...] = (None,) * 4  # of who did it: public, first, last and username
    report: Report | None = None


_SAME_KIND = " OR ".join(
    ["o.kind = a.kind", *(f"(a.kind IN {kinds} AND o.kind IN {kinds})" for kinds in map(tuple, map(sorted, SAME_ROWS)))]
)
_LATER = f"SELECT 1 FROM comments_moderationaction o WHERE o.{{0}} = a.{{0}} AND o.id > a.id AND ({_SAME_KIND})"  # noqa: S608
_UNDONE = "EXISTS (SELECT 1 FROM comments_moderationaction {1} WHERE {1}.undoes = {0}.id{2})"
_TAKEN_BACK = _UNDONE.format("o", "u", f" AND NOT {_UNDONE.format('u', 'r', '')}")
# No EXISTS: PostgreSQL may answer one for many rows by reading all of the log.
_NOT_UNDONE = "(SELECT u.id FROM comments_moderationaction u WHERE u.undoes = a.id) IS NULL"
_NAMES = ("subject", "comment", "person")


def _of_object(said: str) -> str:
    """Said of the later acts of the same kind on whatever this act is about."""
    cases = (f"WHEN a.{name} IS NOT NULL THEN {said.replace('{later}', _LATER.format(name))}" for name in _NAMES)
    return f"CASE {' '.join(cases)} ELSE 1 = 0 END"


_IS_LATEST = _of_object("NOT EXISTS ({later})")
# comments/models/undone.py has the rule; here it looks through two undos of undos, and shows no button beyond.
_STANDS = _of_object(
    f"""NOT EXISTS ({{later}}) OR (a.undoes IS NULL AND {_NOT_UNDONE}
        AND NOT EXISTS ({{later}} AND o.undoes IS NULL AND NOT {_TAKEN_BACK}))"""
)
_ACTS = """
SELECT a.id, a.at, a.kind, a.comment, a.person, a.subject, a.actor, a.rule,
    a.from_status, a.to_status, a.reason, a.batch, a.undoes, a.version,
    {stands},
    EXISTS (SELECT 1 FROM comments_moderationaction o WHERE o.batch = a.batch AND o.id <> a.id),
    EXISTS (SELECT 1 FROM comments_moderationaction u WHERE u.id = a.undoes AND u.undoes IS NOT NULL),
    n.text, u.public_name, u.first_name, u.last_name, u.username,
    f.kind, f.state, f.detail, f.may_be_repeated, f.may_have_arrived, x.undoes, x.to_status, f.settled_at
FROM {acts} AS a
LEFT JOIN comments_moderationnote n ON n.action = a.id
LEFT JOIN accounts_user u ON u.id = a.actor
LEFT JOIN comments_feedback f ON f.action = a.id
LEFT JOIN comments_moderationaction x ON x.id = f.cancelled_by
{where} ORDER BY a.id DESC
"""
_ANY_ACTS = _ACTS.replace("{stands}", _STANDS)
ACTS = _ANY_ACTS.replace("{acts}", "comments_moderationaction").replace("{where}", "WHERE {}")
# {}: one %s for each comment
ACTS_OF_CARDS = (
    _ACTS.replace("{stands}", _IS_LATEST)
    .replace("{where}", f"WHERE place <= {SHOWN}")
    .replace(
        "{acts}",
        """(SELECT *, ROW_NUMBER() OVER (PARTITION BY comment ORDER BY id DESC) AS place
    FROM comments_moderationaction WHERE comment IN ({}))""",
    )
)


_AMONG = "(SELECT * FROM comments_moderationaction a WHERE {} ORDER BY a.id DESC LIMIT %s)"


class Said(Protocol):
    """A condition of the act `a`."""

    @property
    def sql(self) -> str: ...
    @property
    def values(self) -> tuple[Any, ...]: ...


def read_acts_among(among: Said, wanted: Said, candidates: int, limit: int) -> list[Act]:
    """Newest first, of the newest `candidates` that are `among`."""
    query = _ANY_ACTS.replace("{acts}", _AMONG.format(among.sql)).replace("{where}", f"WHERE {wanted.sql}")
    return [_act(row) for row in read_all(f"{query} LIMIT %s", [*among.values, candidates, *wanted.values, limit])]


def read_farthest(among: Said, candidates: int) -> tuple[int, datetime] | None:
    """Number and time of the oldest of so many; None when there are not so many."""
    query = f"SELECT COUNT(*), MIN(id), MIN(at) FROM {_AMONG.format(among.sql)} AS a"  # noqa: S608
    count, row, at = read_all(query, [*among.values, candidates])[0]
    return (row, moment(at)) if count == candidates else None


def read_acts_on(comments: Sequence[int]) -> list[Act]:
    """The last few on each, newest first."""
    found = read_all(ACTS_OF_CARDS.format(places(comments)), comments) if comments else []
    return [_act(row) for row in found]


def read_acts(where: str, values: Sequence[Any], limit: int) -> list[Act]:
    """`where` is said of the act `a`. Newest first."""
    return [_act(row) for row in read_all(f"{ACTS.format(where)} LIMIT %s", [*values, limit])]


def _act(values: Sequence[Any]) -> Act:
    row = Act(*values[:17])
    return row._replace(
        at=moment(row.at),
        batch=row.batch if isinstance(row.batch, UUID) else UUID(row.batch),
        is_latest=bool(row.is_latest),
        note=values[17] or "",
        names=tuple(values[18:22]),
        report=_report(values[22:]) if values[22] else None,
    )


def _report(values: Sequence[Any]) -> Report:
    row = Report(*values)
    return row._replace(settled_at=moment(row.settled_at))
