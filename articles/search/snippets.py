"""Why an article was found: its headline and a piece of its text, with the words that were looked for marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString

from articles.models import Article
from articles.search.text import composed, folded_in_place, is_dense, plain

LENGTH = 240  # characters of a piece
BEFORE = 60  # of them, before the first word that is marked
LOOKED_AT = 60  # words that may be marked; more tell no more

_ENDINGS = re.compile(
    r"(?:ments?|ness(?:es)?|edly|ingly|ings?|ies|ied|ed|es|ly|y|e|s)$"
)  # of English words, roughly: what a database found by its stem is to be marked, and nothing is found by this


class Span(NamedTuple):
    start: int
    end: int
    stem: str


class Snippet(NamedTuple):
    headline: SafeString
    text: SafeString


class Marker:
    def __init__(self, words: Iterable[str]) -> None:
        self.stems = {stem(word) for word in words}
        whole = sorted(root for root in self.stems if not is_dense(root))
        parts = [rf"(?<![^\W_])(?:{'|'.join(whole)})[^\W_]*"] if whole else []
        parts += sorted(root for root in self.stems if is_dense(root))
        self.pattern = re.compile("|".join(parts)) if parts else None

    def spans(self, text: str) -> list[Span]:
        """Of a text in NFC."""
        found: list[Span] = []
        for match in self.pattern.finditer(folded_in_place(text)) if self.pattern else ():
            root = stem(match[0])
            if root in self.stems:
                found.append(Span(match.start(), match.end(), root))
            if len(found) == LOOKED_AT:
                break
        return found

    def describe(self, article: Article) -> Snippet:
        """A piece of the standfirst, unless the body says more of what was looked for."""
        texts = [composed(article.standfirst), composed(plain(article.body_html))]
        best = max((self._best_piece(text) for text in texts), key=lambda found: found[0])
        headline = composed(article.headline)
        return Snippet(_marked(headline, self.spans(headline), 0, len(headline)), best[1])

    def _best_piece(self, text: str) -> tuple[int, SafeString]:
        """How many of the words it has, and the piece."""
        spans = self.spans(text)
        start, count = _best_start(spans, len(self.stems))
        begin, end = _cut(text, start)
        return count, _piece(text, spans, begin, end)


@lru_cache(4096)
def stem(word: str) -> str:
    """What two forms of a word have in common; of short ones, all but the last letter or two."""
    root = _ENDINGS.sub("", word)
    if len(root) < 3:
        return word
    return root[:-1] if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz" else root


def _best_start(spans: list[Span], enough: int) -> tuple[int, int]:
    """Where the piece with the most different words begins, the first that has enough of them."""
    best, most = 0, 0
    for number, span in enumerate(spans):
        near = {other.stem for other in spans[number : number + 20] if other.end - span.start <= LENGTH - BEFORE}
        if len(near) > most:
            best, most = span.start, len(near)
        if most == enough:
            break
    return best, most


def _cut(text: str, start: int) -> tuple[int, int]:
    """Between words, and with the beginning of a sentence if one is near."""
    begin = max(0, start - BEFORE)
    if begin:
        sentence = text.rfind(". ", begin, start)
        space = text.find(" ", begin, start)
        begin = sentence + 2 if sentence > 0 else space + 1 if space > 0 else start
    end = min(len(text), begin + LENGTH)
    if end < len(text):
        space = text.rfind(" ", begin, end)
        end = space if space > start else end
    return begin, end


def _piece(text: str, spans: list[Span], begin: int, end: int) -> SafeString:
    before, after = "… " if begin else "", " …" if end < len(text) else ""
    return SafeString(f"{before}{_marked(text, spans, begin, end)}{after}")


def _marked(text: str, spans: list[Span], begin: int, end: int) -> SafeString:
    """Everything escaped; what is marked lies within."""
    parts, at = [], begin
    for span in spans:
        if at <= span.start and span.end <= end:
            parts += [escape(text[at : span.start]), "<mark>", escape(text[span.start : span.end]), "</mark>"]
            at = span.end
    return SafeString("".join([*parts, escape(text[at:end])]))
