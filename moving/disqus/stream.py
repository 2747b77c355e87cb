"""An export of Disqus as a stream of its parts: categories, threads, posts, one beside the other below the root."""

import re

from moving.xml.latest import Mark
from moving.xml.stream import CHANNEL, LONGEST_TEXT, Broken, Element, Stream

ROOT = "disqus"
MOST_PARTS = 200  # within one thread or post
WORDS = {"true": True, "1": True, "false": False, "0": False}


class Parts(Stream):
    """Names come without the prefixes of their namespaces."""

    again = Mark(re.compile(rb"<(?:post|thread)\b[^<>]*[^/<>]>\s*<"), b"<disqus>")

    def _start(self) -> None:
        super()._start()
        self.depth = CHANNEL - 1  # parts lie one level higher than in feeds
        self.within = self.characters = 0

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == CHANNEL - 1 and _local(name) != ROOT:
            raise Broken("no_disqus", self.parser.CurrentLineNumber, name[:40])
        super()._begin(_local(name), {_local(each): value for each, value in attributes.items()})

    def _take(self, text: str) -> None:
        self.characters += len(text)
        if self.open and self.characters > LONGEST_TEXT:
            self.open[-1].length = LONGEST_TEXT
        super()._take(text)

    def _close(self, element: Element) -> None:
        self.within = self.within + 1 if self.open else 0
        self.characters = self.characters if self.open else 0
        if self.within <= MOST_PARTS:
            super()._close(element)


def number_of(element: Element) -> str:
    """Disqus's own: `dsq:id`."""
    return element.attributes.get("id", "").strip()


def part(element: Element, name: str) -> Element | None:
    return next((child for child in element.children if child.name == name), None)


def said(element: Element, name: str) -> bool | None:
    """None where it says neither."""
    return WORDS.get(element.child(name).lower())


def _local(name: str) -> str:
    return name.rpartition(":")[2]
