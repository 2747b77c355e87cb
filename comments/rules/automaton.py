"""Aho and Corasick's automaton: all places of all patterns in one pass, whose work grows with the text alone.

Our own, since neither `re` nor a compiled library can be told how many steps it may take. A step is one look at one
symbol; a text that asks for more than its budget is held instead of being passed or waited for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator


class OverBudget(Exception):
    """Looking at this text would take longer than a text may."""


class Budget:
    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise OverBudget


class Automaton:
    """`edges` lead on from each state, `fails` to the longest end of it that begins a pattern as well."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self.edges: list[dict[str, int]] = [{}]
        self.ends: list[str] = [""]  # the pattern that ends in a state
        for pattern in patterns:
            self._add(pattern)
        self.fails = [0] * len(self.edges)
        self.shorter = [0] * len(self.edges)  # the next state, by way of `fails`, in which a pattern ends
        self._link()

    def _add(self, pattern: str) -> None:
        state = 0
        for symbol in pattern:
            following = self.edges[state].get(symbol)
            if following is None:
                following = self.edges[state][symbol] = len(self.edges)
                self.edges.append({})
                self.ends.append("")
            state = following
        self.ends[state] = pattern

    def _link(self) -> None:
        waiting = deque(self.edges[0].values())
        while waiting:
            state = waiting.popleft()
            for symbol, following in self.edges[state].items():
                waiting.append(following)
                self._link_one(following, symbol, self.fails[state])

    def _link_one(self, state: int, symbol: str, fail: int) -> None:
        while symbol not in self.edges[fail] and fail:
            fail = self.fails[fail]
        found = self.edges[fail].get(symbol, 0)
        self.fails[state] = found
        self.shorter[state] = found if self.ends[found] else self.shorter[found]

    def find(self, text: str, budget: Budget) -> Iterator[tuple[int, str]]:
        """Each pattern with the place behind it, also those inside others."""
        edges, fails, state = self.edges, self.fails, 0
        budget.spend(2 * len(text))  # no text takes more: each fall back was a step ahead before
        for place, symbol in enumerate(text, start=1):
            while symbol not in edges[state] and state:
                state = fails[state]
            state = edges[state].get(symbol, 0)
            if self.ends[state] or self.shorter[state]:
                yield from self._found(state, place, budget)

    def _found(self, state: int, place: int, budget: Budget) -> Iterator[tuple[int, str]]:
        ending = state if self.ends[state] else self.shorter[state]
        while ending:
            budget.spend(1)
            yield place, self.ends[ending]
            ending = self.shorter[ending]
