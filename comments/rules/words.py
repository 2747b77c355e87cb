"""Which words of the lists stand in a text, and where; through disguises, and not in words that only look like them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from comments.rules.automaton import Automaton, Budget, OverBudget
from comments.rules.folding import Reading, fold, readings
from comments.rules.lookalikes import LEET, alphabet, fold_char, is_letter

LONGEST = 40_000  # characters: four times the longest comment; what is longer is not looked at, but held
STEPS = 1_000_000  # of all readings of one text: some 25 for each character
FEW = 300  # patterns: as many are asked for one by one first, as most texts have none and C is quick to say so
SHORT = 4  # letters: in shorter words more than half of the signs must be letters
SURE = 6  # letters: in words as long, "l" and "i" stand for each other


class Entry(NamedTuple):
    """One line of a list. `rule` names the list; an entry that is not `whole` hits inside words, too."""

    text: str
    rule: str
    whole: bool = True
    accents: bool = False  # é is not e


class Hit(NamedTuple):
    """From `start` to before `end` of the text as it was typed."""

    start: int
    end: int
    entry: Entry


class WordList:
    """All entries of all lists, looked for in one pass."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.bases: dict[Entry, str] = {}
        self.known: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            folded = fold(entry.text)
            self.bases[entry] = folded.bases.strip()
            self.known[folded.keys.strip()].append(entry)
        self.known.pop("", None)
        self.few = list(self.known) if len(self.known) <= FEW else []
        self.automaton = Automaton(self.known)

    def find(self, text: str, budget: Budget | None = None) -> list[Hit]:
        """In the order of the text. Raises OverBudget, which is no answer at all."""
        if not self.known or not text:
            return []
        if len(text) > LONGEST:
            raise OverBudget
        return sorted(set(self._hits(text, budget or Budget(STEPS))))

    def _hits(self, text: str, budget: Budget) -> Iterator[Hit]:
        for found in readings(text):
            if self.few and not any(key in found.keys for key in self.few):
                budget.spend(len(found.keys))
                continue
            for end, key in self.automaton.find(found.keys, budget):
                for entry in self.known[key]:
                    start = end - len(key)
                    budget.spend(1)
                    if found.admits(start, end, self.bases[entry], entry.whole):
                        budget.spend(len(key))
                        yield from self._confirmed(entry, found, start, end, text)

    def _confirmed(self, entry: Entry, found: Reading, start: int, end: int, text: str) -> Iterator[Hit]:
        """Keys leave out differences that count sometimes."""
        hit = Hit(found.at[start], _behind(text, found.at[end - 1]), entry)
        said = text[hit.start : hit.end]
        is_spelled = _spells(found.bases[start:end], self.bases[entry])
        if is_spelled and _accents_agree(entry, said) and not _is_of_another_alphabet(entry.text, said, text):
            yield hit


def _behind(text: str, last: int) -> int:
    """With the accents and the unseen signs that follow."""
    end = last + 1
    while end < len(text) and not fold_char(text[end]):
        end += 1
    return end


def _spells(bases: str, wanted: str) -> bool:
    """Letter by letter. Signs in the place of letters count as long as letters prevail: A55 is a road."""
    letters = sum(map(is_letter, bases))
    signs = sum(read in LEET and read != meant for read, meant in zip(bases, wanted, strict=True))
    if signs and (letters < 2 or (len(bases) < SHORT and letters <= signs)):
        return False
    return all(_reads(read, meant, len(wanted)) for read, meant in zip(bases, wanted, strict=True))


def _reads(read: str, meant: str, length: int) -> bool:
    if read == meant:
        return True
    if read in LEET:
        return meant in LEET[read]
    return {read, meant} == {"i", "l"} and length >= SURE


def _is_of_another_alphabet(wanted: str, said: str, text: str) -> bool:
    """A Russian word in a Russian text is no disguised English one, though all of its letters have Latin doubles."""
    own, theirs = _alphabets(wanted), _alphabets(said)
    if len(theirs) > 1 or own == theirs or theirs == {""}:
        return False
    (foreign,) = theirs or {""}
    return _is_written_in(foreign, text)


def _alphabets(text: str) -> set[str]:
    return {alphabet(char) for char in text if is_letter(char)}


@lru_cache(maxsize=8)  # the same for all hits in a text
def _is_written_in(foreign: str, text: str) -> bool:
    """Most of its letters are of that alphabet, those with Latin doubles left aside."""
    letters = [char for char in text if is_letter(char)]
    of_it = sum(alphabet(char) == foreign and fold_char(char) == char.casefold() for char in letters)
    return of_it > sum(not alphabet(char) for char in letters)


def _accents_agree(entry: Entry, said: str) -> bool:
    return not entry.accents or _accented(said) == _accented(entry.text)


def _accented(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.casefold())
    return "".join(char for char in composed if is_letter(char) and len(unicodedata.normalize("NFD", char)) > 1)


def describe(hits: Iterable[Hit], most: int = 5) -> str:
    """The entries that hit, each once, for the trace."""
    found = dict.fromkeys(hit.entry.text for hit in hits)
    shown = [f"“{text}”" for text in list(found)[:most]]
    return ", ".join([*shown, "…"] if len(found) > most else shown)
