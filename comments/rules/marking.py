"""Where the lists' words stand in a text: for the cards of moderators. Rules in force; nothing here ever raises."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import NamedTuple

from comments.rules import current
from comments.rules.automaton import OverBudget
from comments.rules.kinds import KINDS
from comments.rules.saying import PART, said
from comments.rules.words import Hit, WordList

MARK = '<mark class="word" tabindex="0" title="{}">'


class Span(NamedTuple):
    start: int
    end: int
    name: str


def spans(text: str) -> list[Span]:
    """Places in a plain text, from left to right, none in another; `name` is the rule's, with the entry."""
    return [Span(hit.start, hit.end, _name(hit)) for hit in _apart(current.in_force().words, text)]


def marked(html: str, words: WordList | None = None) -> str:
    """Comment HTML as markup.py makes it, with <mark> around the words, be they cut by tags.

    `words` are those in force if whoever asks for many has looked them up.
    """
    return _marked(words or current.in_force().words, html)


@lru_cache(maxsize=512)
def _marked(words: WordList, html: str) -> str:
    parts = PART.findall(html)
    texts = [said(part) for part in parts]
    hits = _apart(words, "".join(texts))
    if not hits:
        return html
    written, place = [], 0
    for part, text in zip(parts, texts, strict=True):
        written.append(_written(part, text, place, hits))
        place += len(text)
    return "".join(written)


def _written(part: str, text: str, place: int, hits: list[Hit]) -> str:
    """One part of the HTML with the marks that reach into it."""
    inside = [hit for hit in hits if hit.start < place + len(text) and hit.end > place]
    if not inside or (part.startswith("<") and len(part) > 1):
        return part
    if part.startswith("&"):
        return f"{MARK.format(escape(_name(inside[0])))}{part}</mark>"
    written, done = [], 0
    for hit in inside:
        start, end = max(hit.start - place, 0), min(hit.end - place, len(text))
        written += [part[done:start], MARK.format(escape(_name(hit))), part[start:end], "</mark>"]
        done = end
    return "".join([*written, part[done:]])


def _apart(words: WordList, text: str) -> list[Hit]:
    """Of hits that overlap, the first and there the longest."""
    try:
        found = sorted(words.find(text), key=lambda hit: (hit.start, -hit.end))
    except OverBudget:
        return []
    kept: list[Hit] = []
    for hit in found:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _name(hit: Hit) -> str:
    return f"{KINDS[hit.entry.rule].name}: {hit.entry.text}"
