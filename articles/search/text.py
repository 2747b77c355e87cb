"""Texts as they are looked through: words without case and accents, one space between them.

Both databases get the same words, and so find "malaga" in "Málaga" alike, whatever they make of accents, hyphens and
apostrophes themselves. Chinese and Japanese characters are words of their own, and several of them a phrase.
"""

import re
import unicodedata
from html import unescape

LONGEST = 200_000  # characters of a body; PostgreSQL bears no index entry of more than a megabyte

_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
_LEANING = re.compile(r"\b\w['’]|['’]\w\b")  # the s of "city's" and the l of "l'eau" are no words
_DENSE = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(f"[{_DENSE}]|[^\\W_{_DENSE}]+")
_NO_MARKS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


def is_dense(word: str) -> bool:
    """Whether it is a character of a script that puts no spaces between words."""
    return bool(re.match(f"[{_DENSE}]", word))


def plain(html: str) -> str:
    """What stands between the tags, as people read it."""
    return _SPACE.sub(" ", unescape(_TAG.sub(" ", html[: 2 * LONGEST]))).strip()


def words(text: str) -> list[str]:
    """As they are looked for."""
    return _WORD.findall(_folded(_LEANING.sub(" ", text)))


def folded(text: str) -> str:
    """As it is looked through."""
    return " ".join(words(text[:LONGEST]))


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold().translate(_NO_MARKS)


class _Letters(dict[int, str]):
    """One letter for one, so that a place in the folded text is the same place in the text."""

    def __missing__(self, code: int) -> str:
        letter = _folded(chr(code))
        self[code] = letter if len(letter) == 1 else chr(code)
        return self[code]


_LETTERS = _Letters()


def folded_in_place(text: str) -> str:
    """As long as the text, which must be in NFC."""
    return text.lower() if text.isascii() else text.translate(_LETTERS)


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
