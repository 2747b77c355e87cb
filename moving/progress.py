"""One line that tells how far a long command has got, written over itself on a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Protocol, TextIO

EVERY = 0.2  # seconds, on a terminal
EVERY_IN_A_LOG = 30.0


class Counting(Protocol):
    """Whatever is told how far something has got."""

    def count[Thing](self, things: Iterable[Thing]) -> Iterator[Thing]: ...


class Progress:
    def __init__(self, stream: TextIO, total: int, what: str = "rows") -> None:
        self.stream, self.total, self.what = stream, total, what
        self.done = 0
        self.is_terminal = stream.isatty()
        self.said_at = time.monotonic()

    def count[Thing](self, things: Iterable[Thing]) -> Iterator[Thing]:
        for thing in things:
            yield thing
            self.done += 1
            self._say()

    def _say(self) -> None:
        now = time.monotonic()
        if now - self.said_at < (EVERY if self.is_terminal else EVERY_IN_A_LOG):
            return
        self.said_at = now
        share = f" ({min(100, 100 * self.done // self.total)} %)" if self.total else ""
        start, end = ("\r", "\x1b[K") if self.is_terminal else ("", "\n")
        self.stream.write(f"{start}{self.done:,} of {self.total:,} {self.what}{share}{end}")
        self.stream.flush()

    def end(self) -> None:
        """Takes the line away from a terminal."""
        if self.is_terminal:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
