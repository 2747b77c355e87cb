"""Whose turn it is to write into a SQLite database file, among all threads of all processes.

SQLite takes one writer at a time. One who comes meanwhile sleeps ever longer, up to 0.1 s, and looks again; so the file
often stands free while many wait, and some wait for seconds. Here the threads of a process wait in line, and of each
process only the first looks, every millisecond, at a lock that belongs to an open file: whatever ends a process frees
it. Readers never wait, and who writes without a turn (another program) is kept apart by SQLite's own lock, as ever.
"""

import fcntl
import os
import threading
import time
from contextlib import suppress
from functools import cache

LOOK_EVERY = 0.001


class NoTurn(Exception):
    """Others wrote all the time."""


class Turns:
    def __init__(self, database: str) -> None:
        """The lock file stands beside the database and stays there, empty; whoever may read it may lock it."""
        self.descriptor = os.open(f"{database}-turns", os.O_RDONLY | os.O_CREAT, 0o644)
        self.line = threading.Lock()

    def take(self, patience: float) -> None:
        """Waits for so many seconds, then raises NoTurn."""
        end = time.monotonic() + patience
        if not self.line.acquire(timeout=patience):
            raise NoTurn
        try:
            while not self._is_free():
                if time.monotonic() > end:
                    raise NoTurn
                time.sleep(LOOK_EVERY)
        except BaseException:
            self.line.release()
            raise

    def give_back(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)
        self.line.release()

    def _is_free(self) -> bool:
        with suppress(BlockingIOError):
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False


@cache
def turns_at(database: str, process: int) -> Turns:
    """One for all threads of a process. A fork opens a file of its own: its parent's lock would be its own as well."""
    return Turns(database)
