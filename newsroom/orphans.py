"""Ends a process whose parent is gone, so that nothing of ours outlives a killed supervisor."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing import connection

LIFELINE = "NEWSROOM_LIFELINE"
TIME_TO_FINISH = 6.0


def end_with_supervisor() -> None:
    """The supervisor holds the other end of a pipe; when that closes, we finish what we hold, but not for long.

    Without a supervisor of ours (systemd, a shell) this does nothing.
    """
    number = os.environ.pop(LIFELINE, "")
    if number:
        pipe = int(number)
        _in_background(lambda: _finish_after(lambda: os.read(pipe, 1)))


def end_with_main_process() -> None:
    """For a server's worker: it ends at once, since the new server needs the port."""
    main = multiprocessing.parent_process()
    if main is not None:
        _in_background(lambda: _exit_after(lambda: connection.wait([main.sentinel])))


def _finish_after(wait: Callable[[], object]) -> None:
    wait()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(TIME_TO_FINISH)
    os._exit(1)


def _exit_after(wait: Callable[[], object]) -> None:
    wait()
    os._exit(1)


def _in_background(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True, name="lifeline").start()
