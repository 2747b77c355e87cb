"""What is found by which words: those that begin so, whatever their case, width and accents.

Scripts that put no spaces between words, and those whose vowel signs Python takes for no letters, are found by any
one to three characters in a row.
"""

import re
import unicodedata
from collections.abc import Iterator

SHORTEST, LONGEST = 2, 12  # letters of a word's beginning that count
GRAM = 3
AT_MOST = 12  # words of one search

_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
_DENSE = "\u0900-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{_DENSE}]+|[^\\W_{_DENSE}]+")
_IS_DENSE = re.compile(f"[{_DENSE}]")
_AT_A_BEGINNING = f"(?<![^\\W_{_DENSE}])"


def fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", text))).casefold()


def starts(text: str) -> set[str]:
    """All by which a text is found."""
    found: set[str] = set()
    for run in set(_RUNS.findall(fold(text))):
        found.update(_grams(run) if _IS_DENSE.match(run) else _beginnings(run))
    return found


def asked(text: str) -> list[str]:
    """What is looked for, each one of `starts`. Empty when nothing in it can be."""
    found: dict[str, None] = {}
    for run in _RUNS.findall(fold(text)):
        found.update(dict.fromkeys(_parts(run)))
    return list(found)[:AT_MOST]


def patterns(wanted: list[str]) -> list[re.Pattern[str]]:
    """The same question to a folded text that is at hand."""
    return [re.compile(("" if _IS_DENSE.match(word) else _AT_A_BEGINNING) + re.escape(word)) for word in wanted]


def _beginnings(word: str) -> Iterator[str]:
    return (word[:end] for end in range(SHORTEST, min(len(word), LONGEST) + 1))


def _grams(run: str) -> Iterator[str]:
    return (run[at : at + size] for size in range(1, GRAM + 1) for at in range(len(run) - size + 1))


def _parts(run: str) -> list[str]:
    if not _IS_DENSE.match(run):
        return [run[:LONGEST]] if len(run) >= SHORTEST else []
    return [run[at : at + GRAM] for at in range(max(1, len(run) - GRAM + 1))]
