"""How often each rule objected lately, and how often people saw it otherwise."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NamedTuple

from django.db import connection

from comments.models import RuleVersion, Status
from comments.rules.kinds import KINDS, Kind

LOOKED_AT = 1_000  # checks: the newest that settled a comment
LATEST = f"""
SELECT k.trace, c.status FROM comments_check k JOIN comments_comment c ON c.id = k.comment_id
WHERE k.id > (SELECT COALESCE(MAX(id), 0) FROM comments_check) - {5 * LOOKED_AT} AND k.applied
ORDER BY k.id DESC LIMIT {LOOKED_AT}
"""  # noqa: S608
OBJECTIONS = frozenset({"hold", "reject", "flag", "error"})


class Figures(NamedTuple):
    """`overruled`: what the rule held or rejected, and a person has approved since."""

    hits: int = 0
    overruled: int = 0


class Line(NamedTuple):
    """One rule of the list."""

    slug: str
    row: RuleVersion | None
    figures: Figures | None

    @property
    def kind(self) -> Kind:
        return KINDS[self.slug]

    @property
    def says(self) -> str:
        return self.kind.told(self.kind.complete(self.row.values if self.row else {}))


def read() -> dict[str, Figures]:
    """By rule. Whatever it held or rejected and is approved now, a person has approved."""
    hits, overruled = Counter[str](), Counter[str]()
    for trace, status in _latest():
        for step in trace:
            if step["result"] in OBJECTIONS and step["check"] in KINDS:
                hits[step["check"]] += 1
                overruled[step["check"]] += status == Status.APPROVED and step["result"] != "flag"
    return {kind: Figures(hits[kind], overruled[kind]) for kind in hits}


def _latest() -> list[tuple[list[dict[str, Any]], str]]:
    with connection.cursor() as cursor:
        cursor.execute(LATEST)
        return [(json.loads(trace) if isinstance(trace, str) else trace, status) for trace, status in cursor.fetchall()]
