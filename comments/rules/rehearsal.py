"""What a change of a rule would have done to the newest decided comments: read, and judged by the policy's own rule.

Nothing is written. Each comment is judged by what is known of it and its author today; a text that has been deleted
can't be. What is looked at is bounded in comments and in characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from comments import policy
from comments.judging import Evidence, Finding
from comments.models import Shelf, Status
from comments.rules.current import RuleSet, in_force
from comments.rules.saying import Said, visible
from comments.spam import Verdict
from database import statements

LOOKED_AT = 10_000
CHARACTERS = 8_000_000
PORTION = 500
SAMPLES = 10
DECIDED = (Status.APPROVED, Status.REJECTED, Status.SPAM)
CAUGHT = frozenset({"hold", "reject", "flag", "error"})

_NEWEST = """SELECT id, created_at FROM (SELECT id, created_at FROM comments_comment
    WHERE status = '{status}' AND shelf = '{shelf}' ORDER BY created_at DESC, id DESC LIMIT {limit}) AS of_shelf"""
NEWEST = " UNION ALL ".join(
    _NEWEST.format(status=status, shelf=shelf, limit=LOOKED_AT) for status in DECIDED for shelf in Shelf.values
)
ROWS = """
SELECT c.id, c.status, c.html, c.name, c.website, c.version, c.section, c.commenter_id,
    p.status, c.parent_id IS NOT NULL, s.email, s.trap, s.seconds_to_post, w.approved_count,
    COALESCE(u.is_active, o.confirmed_at IS NOT NULL)
FROM comments_comment c
LEFT JOIN comments_comment p ON p.id = c.parent_id
LEFT JOIN comments_submission s ON s.comment_id = c.id AND s.version = COALESCE(c.came_as, c.version)
LEFT JOIN comments_commenter w ON w.id = c.commenter_id
LEFT JOIN accounts_user u ON u.id = w.user_id
LEFT JOIN comments_contact o ON o.commenter_id = w.id
WHERE c.id IN ({}) AND c.emptied_at IS NULL ORDER BY c.created_at DESC, c.id DESC
"""
DECIDED_BY = """SELECT comment, actor IS NOT NULL FROM comments_moderationaction
WHERE kind = 'status' AND comment IN ({}) ORDER BY id"""
RECENT = """
SELECT commenter_id, COUNT(*), COUNT(*) FILTER (WHERE status <> 'approved') FROM (
    SELECT commenter_id, status, decided_at, ROW_NUMBER() OVER (PARTITION BY commenter_id ORDER BY id DESC) AS place
    FROM comments_comment WHERE commenter_id IN ({}) AND status IN ('approved', 'rejected', 'spam')) AS theirs
WHERE place <= 200 AND decided_at >= %s GROUP BY commenter_id
"""


class Row(NamedTuple):
    pk: int
    status: str
    html: str
    name: str
    website: str
    version: int
    section: int | None
    person: int | None
    parent_status: str | None
    is_reply: bool
    email: str | None
    trap: str | None
    seconds: int | None
    approved: int | None
    is_proven: bool


class Sample(NamedTuple):
    pk: int
    status: str
    by_person: bool
    name: str
    text: str
    detail: str


@dataclass
class Rehearsal:
    """Tallies by (status, whether a person decided it). `new` is what the change alone would catch."""

    looked_at: int = 0
    unread: int = 0
    caught: Counter[tuple[str, bool]] = field(default_factory=Counter)
    new: Counter[tuple[str, bool]] = field(default_factory=Counter)
    gone: Counter[tuple[str, bool]] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    samples_gone: list[Sample] = field(default_factory=list)


def rehearse(kind: str, values: Mapping[str, Any], sections: frozenset[int] | None = None) -> Rehearsal:
    """Samples are of these sections only, if any are named."""
    before, after = _alone(kind, in_force().settings[kind]), _alone(kind, values)
    numbers, result = _newest(), Rehearsal()
    budget = CHARACTERS
    for start in range(0, len(numbers), PORTION):
        rows = _read(numbers[start : start + PORTION])
        result.looked_at += len(rows)
        result.unread += len(numbers[start : start + PORTION]) - len(rows)
        _judge(kind, rows, (before, after), sections, result)
        budget -= sum(len(row.html) for row in rows)
        if budget < 0:
            break
    return result


def _alone(kind: str, values: Mapping[str, Any]) -> RuleSet:
    """The rule by itself: words of other lists need not be looked for."""
    return RuleSet.of({kind: values})


def _newest() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ({NEWEST}) AS decided ORDER BY created_at DESC, id DESC LIMIT {LOOKED_AT}")  # noqa: S608
        return [number for (number,) in cursor.fetchall()]


def _read(numbers: Sequence[int]) -> list[Row]:
    return [Row(*row) for row in _asked(ROWS, numbers)]


def _asked(statement: str, numbers: Sequence[int], *params: Any) -> list[tuple[Any, ...]]:
    if not numbers:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{}", ", ".join(["%s"] * len(numbers))), [*numbers, *params])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _judge(
    kind: str,
    rows: Sequence[Row],
    rules: tuple[RuleSet, RuleSet],
    sections: frozenset[int] | None,
    result: Rehearsal,
) -> None:
    judged = [(row, *found) for row, found in _findings(kind, rows, rules) if any(_catches(each) for each in found)]
    by_person = dict(_asked(DECIDED_BY, [row.pk for row, _, _ in judged]))
    for row, before, after in judged:
        key = row.status, bool(by_person.get(row.pk))
        tallies = _tallies(result, before, after)
        for tally in tallies:
            tally[key] += 1
        samples = result.samples_gone if not _catches(after) else result.samples
        is_change = result.caught not in tallies or len(tallies) > 1
        if is_change and len(samples) < SAMPLES and (sections is None or row.section in sections):
            samples.append(_sample(row, key[1], after if _catches(after) else before))


def _tallies(result: Rehearsal, before: Finding, after: Finding) -> list[Counter[tuple[str, bool]]]:
    if not _catches(after):
        return [result.gone]
    return [result.caught] if _catches(before) else [result.caught, result.new]


def _catches(found: Finding) -> bool:
    return found.result in CAUGHT


def _findings(
    kind: str, rows: Sequence[Row], rules: tuple[RuleSet, RuleSet]
) -> Iterator[tuple[Row, tuple[Finding, Finding]]]:
    before, after = rules
    known = _recent(rows, before), _recent(rows, after)
    for row in rows:
        said = Said(row.html, row.name, row.email or "", row.website)
        old, new = (
            policy.carefully(kind, _evidence(row, said, each, recent))
            for each, recent in zip(rules, known, strict=True)
        )
        yield row, (old, new)


def _evidence(row: Row, said: Said, rules: RuleSet, recent: Mapping[int | None, tuple[int, int]]) -> Evidence:
    """As comments/weighing.py reads it of one comment."""
    is_proven = bool(row.is_proven) and row.version == 1
    return Evidence(
        verdict=Verdict.HAM,
        rules=rules,
        said=said,
        recent=recent.get(row.person, (0, 0)) if row.person else None,
        trap=bool(row.trap),
        seconds_to_post=row.seconds,
        links=row.html.count("<a "),
        parent_is_public=row.parent_status == Status.APPROVED if row.is_reply else None,
        is_proven=is_proven,
        approved_count=(row.approved or 0) if is_proven else 0,
    )


def _recent(rows: Sequence[Row], rules: RuleSet) -> dict[int | None, tuple[int, int]]:
    chosen = rules.settings["rejections"]
    if not chosen["percent"]:
        return {}
    people = sorted({row.person for row in rows if row.person})
    since = timezone.now() - timedelta(days=chosen["days"])
    return {
        person: (decided, rejected) for person, decided, rejected in _asked(RECENT, people, statements.moment(since))
    }


def _sample(row: Row, by_person: bool, found: Finding) -> Sample:
    return Sample(row.pk, row.status, by_person, row.name, visible(row.html)[:200].strip(), found.detail)
