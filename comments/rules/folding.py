"""A text as the word rules read it: the same for all spellings, and each sign with its place in the text as typed.

A text is read in several ways, since a sign may be a letter ("b@d"), a border ("bad@home") or nothing (b-a-d).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, overload

from comments.rules.lookalikes import SPACE, fold_char, is_letter, merged

ANYWHERE = 5  # letters: shorter words spelled out in single letters count only when nothing else is spelled with them
CHAINED = 6  # letters: shorter words are not looked for across "." or "-", where they are words of their own

_ASCII_BORDER = re.compile(r"[^0-9a-z@$!|]+")
_ASCII_BORDERS = "".join(char for char in map(chr, range(128)) if _ASCII_BORDER.match(char) and not char.isupper())
_ASCII_SIGN = re.compile(r"[@$!|]")
_SINGLE = re.compile(r"(?<![^ ])[^ ](?: [^ ]){2,}(?![^ ])")
_CHAIN = re.compile(r"(?<![^\W_])[^\W_]++(?:[._*~·-][^\W_]++)++")
_TAG = re.compile(
    r"</?(?:a|b|big|br|code|del|div|em|font|i|img|ins|mark|p|s|small|span|strike|strong|sub|sup|tt|u|wbr)\b[^<>]{0,200}>",
    re.IGNORECASE,
)


class Reading(NamedTuple):
    """`bases` are the folded signs, `keys` what is compared, `at` their places in the text as typed.

    Where parts are joined, a word must have at least `within` letters, or begin and end at `edges` and have `between`.
    """

    bases: str
    keys: str
    at: Sequence[int]
    edges: frozenset[int] | None = None
    between: int = 0
    within: int = 0

    def admits(self, start: int, end: int, wanted: str, whole: bool) -> bool:
        """Whether the word `wanted` may stand from `start` to `end`."""
        if self.edges is None:
            return not whole or (self._ends(start, -1, wanted[0]) and self._ends(end - 1, 1, wanted[-1]))
        return ({start, end} <= self.edges and end - start >= self.between) or end - start >= self.within

    def _ends(self, place: int, ahead: int, meant: str) -> bool:
        """Letters stick together, signs that are read as letters too, and so do digits."""
        here, there = self.bases[place], self.bases[place + ahead : place + ahead + 1] if place + ahead >= 0 else ""
        if not there or there == SPACE:
            return True
        is_word = is_letter(here) or here != meant
        return not (is_word and is_letter(there)) and not (here.isdigit() and there.isdigit())


def fold(text: str, places: Sequence[int] | None = None) -> Reading:
    """Whatever separates words is one space. `places` of the characters, unless the text is the original."""
    if text.isascii() and places is None:
        return _fold_ascii(text)
    bases: list[str] = []
    at: list[int] = []
    for place, char in zip(places or range(len(text)), text, strict=True):
        for symbol in fold_char(char):
            if symbol != SPACE or (bases and bases[-1] != SPACE):
                bases.append(symbol)
                at.append(place)
    return _reading(bases, at)


def _fold_ascii(text: str) -> Reading:
    """The same at a tenth of the cost: most texts have no hit, and need no places."""
    return _reading(_ASCII_BORDER.sub(SPACE, text.lower().lstrip(_ASCII_BORDERS)), _Places(text))


class _Places(Sequence[int]):
    """Of what `_fold_ascii` gives, found when somebody asks."""

    def __init__(self, text: str) -> None:
        self._text = text

    @overload
    def __getitem__(self, number: int) -> int: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[int]: ...
    def __getitem__(self, number: int | slice) -> int | Sequence[int]:
        return self._found[number]

    def __len__(self) -> int:
        return len(self._found)

    @cached_property
    def _found(self) -> list[int]:
        lowered = self._text.lower()
        start = len(lowered) - len(lowered.lstrip(_ASCII_BORDERS))
        borders = (
            place for gap in _ASCII_BORDER.finditer(lowered, start) for place in range(gap.start() + 1, gap.end())
        )
        left_out = set(borders)
        return [place for place in range(start, len(lowered)) if place not in left_out]


def _reading(bases: Iterable[str], at: Sequence[int]) -> Reading:
    joined = "".join(bases)
    return Reading(joined, merged(joined), at)


def readings(text: str) -> Iterator[Reading]:
    """As it is typed; with signs as borders; words spelled out; words cut by points, hyphens or HTML."""
    plain = fold(text)
    yield plain
    yield from _spelled(plain, text)
    if _has_signs(plain.bases):
        bordered = _without_signs(plain)
        yield bordered
        yield from _spelled(bordered, text)
    yield from (_chained(chain) for chain in _CHAIN.finditer(text))
    if "<" in text and _TAG.search(text):
        yield fold(*_without_tags(text))


def _has_signs(bases: str) -> bool:
    return bool(_ASCII_SIGN.search(bases)) or not (bases.isascii() or all(map(_is_plain, set(bases))))


def _is_plain(symbol: str) -> bool:
    return symbol.isdigit() or symbol == SPACE or is_letter(symbol)


def _without_signs(plain: Reading) -> Reading:
    bases, at = [SPACE], [0]
    for symbol, place in zip(plain.bases, plain.at, strict=True):
        shown = symbol if _is_plain(symbol) else SPACE
        if shown != SPACE or bases[-1] != SPACE:
            bases.append(shown)
            at.append(place)
    return _reading(bases, at)


def _spelled(plain: Reading, text: str) -> Iterator[Reading]:
    """Runs of single letters, whole and where what stands between them changes: "b a d  d o g" are two words."""
    for run in _SINGLE.finditer(plain.keys):
        places = range(run.start(), run.end(), 2)
        yield _joined(plain, places)
        parts = list(_alike(plain, places, text))
        yield from (_joined(plain, part) for part in parts if 2 < len(part) < len(places))


def _alike(plain: Reading, places: Sequence[int], text: str) -> Iterator[Sequence[int]]:
    """Cut where the gap is another than before."""
    start, gap = 0, ""
    for number, (here, there) in enumerate(pairwise(places)):
        between = text[plain.at[here] + 1 : plain.at[there]]
        if gap and between != gap:
            yield places[start : number + 1]
            start, gap = number + 1, ""
        else:
            gap = between
    yield places[start:]


def _joined(plain: Reading, places: Sequence[int]) -> Reading:
    """Before and behind a spelled word "a" and "I" may stand, which are words of their own."""
    bases = [plain.bases[place] for place in places]
    edges = {0, len(bases), int(bases[0] in "ai"), len(bases) - (bases[-1] in "ai")}
    found = _reading(bases, [plain.at[place] for place in places])
    return found._replace(edges=frozenset(edges), within=ANYWHERE)


def _chained(chain: re.Match[str]) -> Reading:
    """The parts of "vi.agra" as one word. A hit begins with a part and ends with one."""
    text, kept = chain.string, [place for place in range(*chain.span()) if chain.string[place].isalnum()]
    joined = fold("".join(text[place] for place in kept), kept)
    edges = {
        number for number, place in enumerate(joined.at) if place == chain.start() or not text[place - 1].isalnum()
    }
    return joined._replace(edges=frozenset({*edges, len(joined.at)}), between=CHAINED, within=len(text) + 1)


def _without_tags(text: str) -> tuple[str, list[int]]:
    tags = {place for tag in _TAG.finditer(text) for place in range(tag.start(), tag.end())}
    kept = [place for place in range(len(text)) if place not in tags]
    return "".join(text[place] for place in kept), kept
