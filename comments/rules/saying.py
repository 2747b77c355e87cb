"""What a comment says, field by field, as the word rules look through it."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from html import unescape
from urllib.parse import urlsplit

from comments.rules.automaton import Budget, OverBudget
from comments.rules.kinds import EMAIL, NAME, TEXT, WEBSITE
from comments.rules.words import STEPS, Hit, WordList

PART = re.compile(r"<[^>]*>|&#?\w+;|[^<&]+|[<&]")
_ENDS = ("</p", "<br", "</pre", "</blockquote")


class Said:
    """Each list is looked for once, however many rules ask."""

    def __init__(self, html: str = "", name: str = "", email: str = "", website: str = "") -> None:
        self.html, self.name, self.email, self.website = html, name, email, website
        self._looked: tuple[WordList, dict[str, list[Hit]] | None] | None = None

    def hits(self, words: WordList, fields: Collection[str]) -> dict[str, list[Hit]]:
        """By the field they stand in. Raises OverBudget."""
        if self._looked is None or self._looked[0] is not words:
            self.look(words)
        found = self._looked[1] if self._looked else None
        if found is None:
            raise OverBudget
        return {name: found[name] for name in fields if found.get(name)}

    def look(self, words: WordList) -> None:
        """Ahead of time, where nothing waits for it. All fields share one budget."""
        self._looked = words, None
        budget = Budget(STEPS)
        with suppress(OverBudget):
            fields = self._fields() if words.known else {}
            self._looked = words, {name: words.find(value, budget) for name, value in fields.items()}

    def _fields(self) -> dict[str, str]:
        return {TEXT: visible(self.html), NAME: self.name, EMAIL: self.email, WEBSITE: _host(self.website)}


def visible(html: str) -> str:
    """What readers see of a comment's HTML."""
    return "".join(map(said, PART.findall(html)))


def said(part: str) -> str:
    """A block's end separates words, as a line break does; other tags are not seen by readers either."""
    if len(part) > 1 and part.startswith("<"):
        return "\n" if part.startswith(_ENDS) else ""
    return unescape(part)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return address
