"""One spelling for characters that look alike: what a disguised word is compared by.

Compatibility forms (full width, mathematical, circled, superscript letters, ligatures) come from NFKC. The table below
is what NFKC leaves of the letters that Unicode's confusables.txt (UTS 39) gives a Latin letter as prototype, and of
Latin letters with strokes or as small capitals; and a few Cyrillic ones that are taken for it at reading size.
"""

import unicodedata
from functools import lru_cache

SPACE = " "

_ALIKE = {
    "a": "аɑαᴀ∀ⲁꭺ",
    "b": "ЬьвʙɓƀᏏꮟ␢",
    "c": "сϲᴄⲥꮯƈ",
    "d": "ԁɗđᴅꭰԃ",
    "e": "еєҽεɛᴇꮛəɇ",
    "f": "ƒϝғꞙք",
    "g": "ɡɢցġɠǥԍ",
    "h": "һհнʜħɦꮒ",
    "i": "іıιɩɪӏꙇιⲓɨ",
    "j": "јϳɉᴊ",
    "k": "кκᴋқƙⲕ",
    "l": "łʟⅼǀƚɭ",
    "m": "мᴍɱ",
    "n": "ոռпηɴŋƞɲո",
    "o": "оοσօᴏөøѳ๐ⲟɵ◯○●◦",
    "p": "рρᴘ⍴ⲣƥ",
    "q": "ԛգզɋ",
    "r": "гᴦʀɍɾⲅ",
    "s": "ѕꜱʂꮪƽ",
    "t": "тτᴛŧƭⲧ",
    "u": "υսᴜцʉʋ",
    "v": "ѵνᴠⱱ",
    "w": "ԝшωᴡɯⱳ",
    "x": "хχⲭ✕✖×",
    "y": "уγʏүɏყ",
    "z": "ᴢʐƶʑ",
}
ALIKE = {form: letter for letter, chars in _ALIKE.items() for char in chars for form in (char, char.casefold())}
SQUARED = {base + place: chr(ord("a") + place) for base in (0x1F150, 0x1F170) for place in range(26)}

LEET = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "|": "il", "€": "e"}
"""Signs and digits that are read as letters inside a word."""

_MERGED = str.maketrans({sign: letters[0] for sign, letters in LEET.items()} | {"l": "i"})
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0\u00ad")
_MARKS = (
    (0x0300, 0x0370), (0x0483, 0x048A), (0x0591, 0x05C8), (0x064B, 0x0660), (0x1AB0, 0x1B00), (0x1DC0, 0x1E00),
    (0x20D0, 0x2100), (0xFE00, 0xFE10), (0xFE20, 0xFE30), (0x1F3FB, 0x1F400), (0xE0100, 0xE01F0),
)  # fmt: skip
"""Accents, vowel points, selectors, colors of skin. Vowels of Indian alphabets are marks, too, but change the word."""


@lru_cache(maxsize=16_384)
def fold_char(char: str) -> str:
    """What one character says: letters, digits and leet signs as themselves, an emoji, a space; empty if unseen."""
    return "".join(_symbol(each) for each in _decomposed(char))


@lru_cache(maxsize=16_384)
def is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"


def merged(folded: str) -> str:
    """Of what `fold_char` gives, one sign for all that may stand for each other; as long as it was."""
    return folded.translate(_MERGED)


def alphabet(char: str) -> str:
    """Of the two that have letters like Latin ones; the Latin alphabet, and all others, are empty."""
    if "\u0370" <= char < "\u0400" or "\u1f00" <= char < "\u2000":
        return "greek"
    return "cyrillic" if "\u0400" <= char < "\u0530" else ""


def _decomposed(char: str) -> str:
    known = ALIKE.get(char) or SQUARED.get(ord(char))
    return known or unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", char).casefold())


def _symbol(char: str) -> str:
    if char in ALIKE:
        return ALIKE[char]
    category = unicodedata.category(char)
    if char in _UNSEEN or category == "Cf" or _is_dropped(char, category):
        return ""
    is_shown = category[0] in "LMN" or char in LEET or category == "So"
    return char.casefold() if is_shown else SPACE


def _is_dropped(char: str, category: str) -> bool:
    return category == "Me" or any(start <= ord(char) < end for start, end in _MARKS)
