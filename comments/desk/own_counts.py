"""What was decided about people in the sections that a moderator is limited to: of each kind the latest thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from comments.desk.reading import places, read_all
from comments.desk.rows import Row

STATUSES = ("approved", "rejected", "spam")
LATEST = 1_000

# {people}, {sections}: one %s for each
COUNTS = f"""
SELECT w.id, s.status, (SELECT COUNT(*) FROM (
    SELECT e.section FROM comments_comment e WHERE e.commenter_id = w.id AND e.status = s.status
    ORDER BY e.created_at DESC LIMIT {LATEST}) AS latest WHERE latest.section IN ({{sections}}))
FROM comments_commenter w
CROSS JOIN ({" UNION ALL ".join(f"SELECT '{status}' AS status" for status in STATUSES)}) AS s
WHERE w.id IN ({{people}})
"""  # noqa: S608


def within(rows: Sequence[Row], sections: frozenset[int] | None) -> list[Row]:
    """The same rows for whoever moderates all (None), without a query."""
    people = sorted({row.person for row in rows if row.person})
    if sections is None or not people:
        return list(rows)
    counts = _counts(people, sorted(sections))
    return [row._replace(**counts[row.person]) if row.person else row for row in rows]


def _counts(people: Sequence[int], sections: Sequence[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {person: dict.fromkeys(STATUSES, 0) for person in people}
    if sections:
        query = COUNTS.format(people=places(people), sections=places(sections))
        _fill(found, read_all(query, [*sections, *people]))
    return found


def _fill(found: dict[int, dict[str, Any]], rows: Iterable[tuple[int, str, int]]) -> None:
    for person, status, count in rows:
        found[person][status] = count
