"""Reads a page's structured data, and what the page shows, as programs do that know nothing of this site."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from articles.body import BLOCKS, HEADINGS, TABLE
from articles.html_writer import VOID

type Thing = dict[str, Any]

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_PARTED = BLOCKS | HEADINGS | TABLE | {"br", "div", "nav", "title", "time", "header", "main", "footer", "article", "h1"}


def things(page: str) -> dict[str, Thing]:
    """By type; a page has one of each."""
    found = [json.loads(text) for text in SCRIPT.findall(page)]
    assert {thing["@context"] for thing in found} <= {"https://schema.org"}
    assert len({thing["@type"] for thing in found}) == len(found)
    return {thing["@type"]: thing for thing in found}


def values(thing: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """All that it says, by the name of the property, however deep."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield from values(value, key)
    elif isinstance(thing, list):
        for value in thing:
            yield from values(value, name)
    else:
        yield name, thing


_ASKED = {"href", "src", "datetime", "id", "action"}


class _Reader(HTMLParser):
    """The words between <body> and </body> outside of scripts, and all addresses and times."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.attributes: set[str] = set()
        self.skipping = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes |= {value for name, value in attrs if name in _ASKED and value}
        self.skipping += tag in {"script", "head"} and tag not in VOID
        self._part_at(tag)

    def handle_endtag(self, tag: str) -> None:
        self.skipping -= tag in {"script", "head"}
        self._part_at(tag)

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.words.append(data)

    def _part_at(self, tag: str) -> None:
        if tag in _PARTED:
            self.words.append(" ")


class Shown:
    def __init__(self, page: str) -> None:
        reader = _Reader(page)
        self.words = squeezed("".join(reader.words))
        self.attributes = reader.attributes

    def says(self, words: str) -> bool:
        return squeezed(words) in self.words


def squeezed(words: str) -> str:
    return " ".join(words.split())
