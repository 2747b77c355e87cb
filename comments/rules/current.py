"""The rules in force, compiled once per change and process, and what holds for one article now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from comments.models import RuleVersion
from comments.rules.kinds import KINDS, WORDS, Settings
from comments.rules.words import Entry, WordList
from database import statements

# The article, and which of the modes is in force for it: the nearest, and of several there the newest.
HERE = """(SELECT a.id, a.section_id, s.parent_id FROM articles_article a
    JOIN articles_section s ON s.firstsegment_ptr_id = a.section_id WHERE a.id = %(article)s) AS here"""
MODE = """LEFT JOIN comments_mode m ON m.ended_at IS NULL AND (m.ends_at IS NULL OR m.ends_at > %(now)s)
    AND (m.article_id = here.id OR m.section_id = here.section_id OR m.section_id = here.parent_id
        OR (m.article_id IS NULL AND m.section_id IS NULL))"""
NEAREST = """ORDER BY CASE WHEN m.article_id IS NOT NULL THEN 1 WHEN m.section_id = here.section_id THEN 2
    WHEN m.section_id IS NOT NULL THEN 3 ELSE 4 END, m.id DESC LIMIT 1"""

# By hand, as each check asks it. Two rules that were changed at once have two rows, whichever was written first.
SITUATION = f"""
SELECT (SELECT COUNT(*) FROM comments_ruleversion), (SELECT MAX(at) FROM comments_ruleversion),
    CASE WHEN m.id IS NULL THEN (SELECT publish_after FROM comments_discussionsettings WHERE id = 1)
        ELSE m.publish_after END,
    m.article_id IS NOT NULL, m.section_id IS NOT NULL,
    EXISTS (SELECT 1 FROM comments_restriction WHERE closed_at IS NULL)
FROM {HERE} {MODE}
{NEAREST}
"""  # noqa: S608


@dataclass(frozen=True)
class RuleSet:
    """What each rule is set to, in which version (0: as shipped), and the words of all lists ready to be looked for."""

    settings: Mapping[str, Settings] = field(
        default_factory=lambda: {name: kind.shipped for name, kind in KINDS.items()}
    )
    versions: Mapping[str, int] = field(default_factory=dict)
    words: WordList = field(default_factory=WordList)

    @classmethod
    def of(cls, chosen: Mapping[str, Settings], versions: Mapping[str, int] | None = None) -> RuleSet:
        settings = {name: kind.complete(chosen.get(name, {})) for name, kind in KINDS.items()}
        return cls(settings, versions or {}, WordList(_entries(settings)))

    def changed(self, kind: str, settings: Settings) -> RuleSet:
        """As it would be with one rule set otherwise."""
        return RuleSet.of({**self.settings, kind: settings}, self.versions)

    def version(self, kind: str) -> int:
        return self.versions.get(kind, 0)


class Situation(NamedTuple):
    """`publish_after` None: every comment waits. `place` says where that was decided: "article", "section" or ""."""

    stamp: tuple[Any, ...] = (0, "None")
    publish_after: int | None = None
    place: str = ""
    restricts: bool = False  # anybody at all

    @property
    def rules(self) -> RuleSet:
        return _Compiled.of(self.stamp)


def situation(article: int) -> Situation:
    """In one query, which asks for the clock's modes as well."""
    with connection.cursor() as cursor:
        cursor.execute(SITUATION, {"article": article, "now": statements.moment(timezone.now())})
        count, latest, publish_after, in_article, in_section, restricts = cursor.fetchone()
    place = "article" if in_article else "section" if in_section else ""
    return Situation((count, str(latest)), publish_after, place, bool(restricts))


def last_known() -> RuleSet:
    """Without asking: for what may be looked at before it is known whether it still holds."""
    return _Compiled.kept[1]


def in_force() -> RuleSet:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*), MAX(at) FROM comments_ruleversion")
        count, latest = cursor.fetchone()
    return _Compiled.of((count, str(latest)))


class _Compiled:
    """Of this process. Threads may compile the same twice; what they put here is the same."""

    kept: tuple[tuple[Any, ...], RuleSet] = ((0, "None"), RuleSet())

    @classmethod
    def of(cls, stamp: tuple[Any, ...]) -> RuleSet:
        kept = cls.kept
        if kept[0] != stamp:
            kept = cls.kept = (stamp, _read())
        return kept[1]


def _read() -> RuleSet:
    rows = {name: row for name, row in RuleVersion.in_force().items() if name in KINDS}
    return RuleSet.of(
        {name: row.values for name, row in rows.items()}, {name: row.number for name, row in rows.items()}
    )


def _entries(settings: Mapping[str, Settings]) -> Iterator[Entry]:
    for rule in WORDS:
        chosen = settings[rule]
        for whole, texts in ((True, chosen["words"]), (False, chosen["parts"])):
            yield from (Entry(text, rule, whole, chosen["accents"]) for text in texts)
