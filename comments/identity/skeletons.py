"""By what a name is taken for another: readings of it in which look-alikes are the same.

Letters are folded as for the word rules (comments/rules/lookalikes.py: accents, case, width, Greek and Cyrillic twins,
characters without width). Two more things matter for names alone: what stands between the letters says nothing
("A. Lee", "a-lee"), and so does a number behind them or an office ("Ann Lee 2", "Ann Lee, editor").

No library: the one that is published for this (confusable_homoglyphs) compares by the table of UTS 39 alone, to which
"4" is no "a", an accent is no plain letter and a space is none of its matters; the folding had to be here anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comments.rules.lookalikes import LEET, SPACE, fold_char, is_letter, merged

DIGITS = {"2": "z", "6": "g", "8": "b", "9": "g"}
"""Besides those that the word rules read as letters."""

_DIGITS = str.maketrans(DIGITS)
_SIGNS = re.compile(f"[{re.escape(''.join(sign for sign in LEET if not sign.isdigit()))}]")
_TRADEMARKS = dict.fromkeys(map(ord, "™℠®©"))
_BEHIND = "".join({*LEET, *DIGITS})


def own(name: str) -> set[str]:
    """What a name says by itself."""
    return {_skeleton("".join(parts)) for parts in _partings(name)} - {""}


def readings(name: str, idle: frozenset[str] = frozenset()) -> set[str]:
    """Whoever has a name that is one of these by itself may be meant. `idle` are words, as `words` gives them, that
    change nothing."""
    found = set()
    for parts in _partings(name):
        for kept in (parts, (part for part in parts if _skeleton(part) not in idle)):
            found |= set(map(_skeleton, _shortened("".join(kept))))
    return found - {""}


def words(text: str) -> frozenset[str]:
    """Each word by itself, without the number behind it."""
    return frozenset(_skeleton(part.rstrip(_BEHIND)) for part in _shown(text).split(SPACE)) - {""}


def _partings(name: str) -> Iterator[list[str]]:
    """With signs as letters, and as borders."""
    shown = _shown(name)
    yield from (text.split(SPACE) for text in {shown, _SIGNS.sub(SPACE, shown)})


def _shortened(joined: str) -> Iterator[str]:
    """Without the number or signs behind it, which may begin at any of those there, since some may be letters."""
    return (joined[:end] for end in range(len(joined.rstrip(_BEHIND)), len(joined) + 1))


def _shown(name: str) -> str:
    """Folded, and without pictures."""
    folded = "".join(map(fold_char, name.translate(_TRADEMARKS)))
    return "".join(char if is_letter(char) or char.isdigit() or char in LEET else SPACE for char in folded)


def _skeleton(joined: str) -> str:
    return merged(joined).translate(_DIGITS).replace("rn", "m").replace("vv", "w")
