"""The latest bytes of a file, back to where it was last known to be sound, so that they can be read once more."""

import re
from collections import deque
from dataclasses import dataclass

MOST_HELD = 32 * 2**20
MOST_READ_AGAIN = 256 * 2**20  # of a file with many faults: enough for thousands


@dataclass(frozen=True)
class Mark:
    pattern: re.Pattern[bytes]
    above: bytes  # the tags that are open where it stands, without a line's end


class Latest:
    """Places are counted in bytes from the beginning of the file, lines from 1."""

    def __init__(self) -> None:
        self.pieces: deque[bytes] = deque()
        self.held = self.end = 0
        self.sound, self.sound_line = 0, 1
        self.begin = 0  # where the present parser would have begun
        self.lines_before = 0  # what it calls the first
        self.left = MOST_READ_AGAIN

    def add(self, piece: bytes) -> None:
        self.pieces.append(piece)
        self.held += len(piece)
        self.end += len(piece)
        while self._first_ends_at() <= self.sound or self.held > MOST_HELD:
            self._let_go(self.pieces.popleft())

    def _first_ends_at(self) -> int:
        return self.end - self.held + len(self.pieces[0]) if self.pieces else self.end + 1

    def _let_go(self, piece: bytes) -> None:
        """What is not sound, but more than is held, counts as sound: nothing is looked for in it."""
        begin = self.end - self.held
        self.held -= len(piece)
        if begin + len(piece) > self.sound:
            self.sound_line += piece.count(b"\n", max(0, self.sound - begin))
            self.sound = begin + len(piece)

    def is_sound_to(self, at: int, line: int) -> None:
        self.sound, self.sound_line = at, line

    def from_next(self, mark: Mark) -> bytes:
        """From the next one after what is sound; empty where there is none, or too much was read again."""
        if self.held > self.left:
            return b""
        held = b"".join(self.pieces)
        self.left -= len(held)
        sound = max(0, self.sound - (self.end - len(held)))
        found = mark.pattern.search(held, sound + 1)
        if found is None:
            return b""
        at = self.end - len(held) + found.start()
        self.is_sound_to(at, self.sound_line + held.count(b"\n", sound, found.start()))
        self.begin, self.lines_before = at - len(mark.above), self.sound_line - 1
        return held[found.start() :]
