"""What somebody typed, as a question: words, "phrases", -words that must not be there, and OR between two of them.

Nothing that is typed can be an error or an operator of a database: what reaches one is made of words alone.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from articles.search.text import words

LONGEST = 200  # characters
MOST_WORDS = 12

_PART = re.compile(r'(?P<minus>-?)"(?P<phrase>[^"]*)"?|(?P<word>\S+)')
OR = "OR"

type Phrase = tuple[str, ...]


class Question(NamedTuple):
    """Of each of `wanted`, one of several phrases must be there; of `unwanted` none."""

    wanted: tuple[tuple[Phrase, ...], ...] = ()
    unwanted: tuple[Phrase, ...] = ()
    is_cut: bool = False

    @property
    def has_phrases(self) -> bool:
        return any(len(phrase) > 1 for phrases in self.wanted for phrase in phrases)

    @property
    def words(self) -> set[str]:
        return {word for phrases in self.wanted for phrase in phrases for word in phrase}


def understood(text: str) -> Question:
    """Only so many words count."""
    wanted: list[list[Phrase]] = []
    unwanted: list[Phrase] = []
    left, joins = MOST_WORDS, False
    for part in _PART.finditer(text.replace("“", '"').replace("”", '"')):
        phrase = tuple(words(part["phrase"] if part["word"] is None else part["word"]))[:left]
        left -= len(phrase)
        if part["word"] == OR:
            joins = bool(wanted)
        elif phrase and _is_unwanted(part):
            unwanted.append(phrase)
        elif phrase:
            _add(wanted, phrase, joins)
            joins = False
    is_cut = len(words(text)) > MOST_WORDS
    return Question(tuple(map(tuple, wanted)), tuple(unwanted), is_cut)


def _is_unwanted(part: re.Match[str]) -> bool:
    return bool(part["minus"]) or (part["word"] or "").startswith("-")


def _add(wanted: list[list[Phrase]], phrase: Phrase, joins: bool) -> None:
    if joins:
        wanted[-1].append(phrase)
    else:
        wanted.append([phrase])


def for_sqlite(question: Question, marks: list[list[str]]) -> str:
    """An expression of FTS5. `marks` are asked like words: one of each list must be there."""
    groups = [[" ".join(phrase) for phrase in phrases] for phrases in question.wanted] + marks
    asked = " AND ".join(_any_of([f'"{phrase}"' for phrase in group], " OR ") for group in groups)
    unwanted = _any_of([f'"{" ".join(phrase)}"' for phrase in question.unwanted], " OR ")
    return f"({asked}) NOT {unwanted}" if question.unwanted else asked


def near_for_sqlite(question: Question, marks: list[list[str]]) -> str:
    """Words of a phrase within its length of each other, in any order: more than the phrase, never less."""
    return _without_phrases(question, marks, _near)


def apart_for_sqlite(question: Question, marks: list[list[str]]) -> str:
    """The words of wanted phrases, wherever they stand."""
    return _without_phrases(question, marks, lambda phrase: _any_of([f'"{word}"' for word in phrase], " AND "))


def _without_phrases(question: Question, marks: list[list[str]], written: Callable[[Phrase], str]) -> str:
    wanted = [[written(phrase) for phrase in phrases] for phrases in question.wanted]
    marked = [[f'"{mark}"' for mark in group] for group in marks]
    return " AND ".join(_any_of(group, " OR ") for group in wanted + marked)


def _near(phrase: Phrase) -> str:
    if len(phrase) == 1:
        return f'"{phrase[0]}"'
    return f"NEAR({' '.join(f'"{word}"' for word in phrase)}, {len(phrase) - 2})"


def apart(question: Question) -> str:
    """For `to_tsquery`: the words of wanted phrases, wherever they stand."""
    return " & ".join(
        _any_of([" & ".join(f"'{word}'" for word in phrase) for phrase in phrases], " | ")
        for phrases in question.wanted
    )


def for_postgresql(question: Question) -> str:
    """For `to_tsquery`; marks are asked beside it, as they are no words of a language."""
    asked = [_any_of([_in_a_row(phrase) for phrase in phrases], " | ") for phrases in question.wanted]
    refused = [f"!({_in_a_row(phrase)})" for phrase in question.unwanted]
    return " & ".join(asked + refused)


def marks_for_postgresql(marks: list[list[str]]) -> str:
    return " & ".join(_any_of([f"'{mark}'" for mark in group], " | ") for group in marks)


def _in_a_row(phrase: Phrase) -> str:
    return " <-> ".join(f"'{word}'" for word in phrase)


def _any_of(alternatives: list[str], joined: str) -> str:
    return f"({joined.join(alternatives)})"
