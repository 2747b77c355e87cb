"""Whom and what a trial has met in the files, with how often, so that a form can ask who that is here.

They are counted in a file without a name: a site may have more commenters than memory should hold.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from moving.desk import folders
from moving.disqus.matching import Match
from moving.imports.sections import NO_SECTION
from moving.imports.values import Article, Author, Comment, Section, Surveyed, Told
from moving.wordpress.kinds import TYPES as WORDPRESS_TYPES
from moving.wordpress.kinds import Kinds

AUTHORS, SECTIONS, ARTICLES, ACCOUNTS = "authors", "sections", "articles", "accounts"  # tables of the mapping
TYPES, TAXONOMIES = "types", "taxonomies"
MOST = 2_000  # kept of each: those with the most
NOT_MET = -1  # named by the mapping alone
AT_ONCE = 5_000  # counted in memory
LONGEST_KEY, LONGEST_NAME = 200, 200
MADE = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE met (part TEXT, key TEXT, name TEXT, count INTEGER, PRIMARY KEY (part, key)) WITHOUT ROWID;
"""
ADD = "INSERT INTO met VALUES (?, ?, ?, ?) ON CONFLICT (part, key) DO UPDATE SET count = count + excluded.count"
TOTALS = "SELECT part, COUNT(*) FROM met GROUP BY part"
FIRST = "SELECT part, key, name, count FROM met WHERE part = ? ORDER BY count DESC, name, key LIMIT ?"


class Met(NamedTuple):
    part: str
    key: str  # by which the mapping names it
    name: str
    times: int


class Noted:
    def __init__(self) -> None:
        self.database = sqlite3.connect("", isolation_level=None)
        self.database.executescript(MADE)
        self.counts: Counter[tuple[str, str]] = Counter()
        self.names: dict[tuple[str, str], str] = {}
        self.authors: dict[str, str] = {}  # as the survey names them
        self.sections: dict[str, str] = {}
        self.logins: dict[str, str] = {}  # by the numbers that comments name

    def note_surveyed(self, each: Surveyed) -> None:
        if isinstance(each, Author):
            self.authors.setdefault(each.key, each.name[:LONGEST_NAME])
            self.logins[each.number or each.key] = each.key
            if each.is_wanted:
                self._add(AUTHORS, each.key, each.name, 0)
        elif isinstance(each, Section):
            self.sections.setdefault(each.key, each.name[:LONGEST_NAME])
            self._add(SECTIONS, each.key, each.name, 0)

    def note(self, each: Told) -> None:
        if isinstance(each, Comment):
            if each.account:
                login = self.logins.get(each.account, each.account)
                self._add(ACCOUNTS, login, self.authors.get(login, each.name))
        elif isinstance(each, Article) and not each.is_page:
            for key in each.authors:
                self._add(AUTHORS, key, self.authors.get(key, key))
            self._add(SECTIONS, *self._section_of(each))

    def _section_of(self, article: Article) -> tuple[str, str]:
        key = next((key for key in article.sections if key in self.sections), NO_SECTION.key)
        return key, self.sections.get(key, NO_SECTION.name)

    def note_match(self, match: Match) -> None:
        """Threads without an article, and those that the mapping has put somewhere."""
        if match.why or match.named:
            thread = match.thread
            named = thread.link or thread.ident or thread.title
            self._add(ARTICLES, match.named or thread.key, named, thread.posts)

    def note_kinds(self, kinds: Kinds, seen: Mapping[str, int]) -> None:
        """At the end: those that were left out, and those of which the mapping says what becomes of them."""
        for kind in kinds.left.keys() | kinds.types.keys() - WORDPRESS_TYPES.keys():
            self._add(TYPES, kind, kind, seen.get(kind, 0))
        for domain, count in kinds.left_filing.items():
            self._add(TAXONOMIES, domain, domain, count)

    def _add(self, part: str, key: str, name: str, count: int = 1) -> None:
        if not 0 < len(key) <= LONGEST_KEY:
            return
        self.counts[part, key] += count
        self.names.setdefault((part, key), name[:LONGEST_NAME])
        if len(self.counts) >= AT_ONCE:
            self._put_down()

    def _put_down(self) -> None:
        rows = ((*each, self.names[each], count) for each, count in self.counts.items())
        self.database.execute("BEGIN")
        self.database.executemany(ADD, rows)
        self.database.execute("COMMIT")
        self.counts.clear()
        self.names.clear()

    def write(self, path: Path) -> dict[str, int]:
        """The first of each part as lines of a file; how many there are altogether."""
        self._put_down()
        totals = dict(self.database.execute(TOTALS))
        with folders.written(path) as file:
            for part in totals:
                for row in self.database.execute(FIRST, [part, MOST]):
                    file.write(json.dumps(row).encode() + b"\n")
        self.database.close()
        return totals


def read(path: Path) -> Iterator[Met]:
    with path.open("rb") as file:
        for line in file:
            yield Met(*json.loads(line))
