"""Which way the parts of a text run. The whole goes by its first letter, as `dir="auto"` around it does; a block that
begins the other way says so, and all in it follows: its margins, its signs, the columns of a table."""

import re
from dataclasses import dataclass
from unicodedata import bidirectional

from articles.html_writer import Attributes, HTMLWriter, start_tag

TURNED = frozenset({"p", "h2", "h3", "h4", "ul", "ol", "blockquote", "table", "figcaption"})
TURNED |= {"aside", "section", "details"}

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_WAYS = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def mark(cleaned: str) -> str:
    return _Marking(cleaned).html if _RIGHT_TO_LEFT.search(cleaned) else cleaned


def way_of(words: str) -> str:
    """By the first letter that has one; "" without any."""
    return next((_WAYS[kind] for kind in map(bidirectional, words) if kind in _WAYS), "")


@dataclass
class _Block:
    slot: int
    tag: str
    attributes: Attributes
    way: str = ""


class _Marking(HTMLWriter):
    def __init__(self, source: str) -> None:
        self.blocks: list[_Block] = []
        self.way = ""
        super().__init__(source)

    def open(self, tag: str, attributes: Attributes) -> None:
        if tag in TURNED:
            self.blocks.append(_Block(len(self.parts), tag, attributes))
        super().open(tag, attributes)

    def shut(self, tag: str) -> None:
        super().shut(tag)
        if tag in TURNED:
            self.blocks.pop()

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        if way := way_of(data):
            self.way = self.way or way
            self._settle(way)

    def _settle(self, way: str) -> None:
        """The outermost block that these words begin is the one that may have to say it."""
        begun = [block for block in self.blocks if not block.way]
        around = next((block.way for block in reversed(self.blocks) if block.way), self.way)
        for block in begun:
            block.way = way
        if begun and way != around:
            first = begun[0]
            self.parts[first.slot] = start_tag(first.tag, {"dir": way, **first.attributes})
