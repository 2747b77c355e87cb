"""What people type, made safe to keep: one spelling of every text, without what no page should show or obey."""

import re
import unicodedata

LONGEST = 60_000  # six times the longest comment; no form takes more, so no work is spent on it

BREAKS = {0x0D: "\n", 0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
CONTROLS = [*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)]
BIDI = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
OTHERS = [0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB]  # byte order mark, interlinear annotation
_CLEAN = BREAKS | dict.fromkeys(CONTROLS + BIDI + OTHERS)
_NO_CHARACTER = re.compile(r"[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ODD = re.compile(f"{_NO_CHARACTER.pattern[:-1]}{re.escape(''.join(map(chr, _CLEAN)))}]")  # few texts have any of it
_BLANK_LINES = re.compile(r"\n{4,}")

# Marks stacked on one letter: eight in all, which Burmese and Tibetan need. The general accents, of which
# "Zalgo" is made, count double: no orthography takes more than four.
MARKS = 8
_ACCENT = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_PERHAPS_MARKS = re.compile("[^\0-\u02ff\u2000-\u20cf]")  # none among Latin letters and usual punctuation
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters by their category, and yet blank
_UNSEEN = frozenset({"Cc", "Cf", "Mc", "Me", "Mn", "Zl", "Zp", "Zs"})


def clean_text(value: str) -> str:
    """The text with LF line ends, at most two blank lines in a row, NFC. Cleaning it again changes nothing."""
    lines = _clean(value).split("\n")
    return _BLANK_LINES.sub("\n\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def clean_line(value: str) -> str:
    """The same for what stands on one line: names, addresses, headers."""
    return " ".join(_clean(value).split())


def is_blank(text: str) -> bool:
    """Nothing in it can be seen: spaces, fillers, format characters, marks without a letter."""
    return all(char in _FILLERS or unicodedata.category(char) in _UNSEEN for char in text)


def fold(text: str) -> str:
    """The same for texts that differ only in case, width and white space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def domain_of(address: str) -> str:
    """What follows the @, in ASCII, so that it is one domain however it is written."""
    domain = fold(address).rpartition("@")[2].rstrip(".")
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def _clean(value: str) -> str:
    text = value.replace("\r\n", "\n")
    if _ODD.search(text):
        text = _NO_CHARACTER.sub("\ufffd", text.translate(_CLEAN))
    if text.isascii() or len(text) > LONGEST:
        return text
    if _PERHAPS_MARKS.search(text) is None:
        return unicodedata.normalize("NFC", text)
    return _cap_marks(unicodedata.normalize("NFC", _cap_marks(text)))


def _cap_marks(text: str) -> str:
    """Capped before composing too, because composing sorts the marks of a letter in quadratic time."""
    kept, load = [], 0
    for char in text:
        category = unicodedata.category(char)
        if category[0] == "M":
            load += 2 if _ACCENT.match(char) else 1
        elif category != "Cf":
            load = 0
        if load <= MARKS or category == "Cf":
            kept.append(char)
    return "".join(kept)
