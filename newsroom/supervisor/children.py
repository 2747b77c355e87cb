"""The processes of the Procfile, each started again whenever it ends."""

import contextlib
import logging
import os
import shlex
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from newsroom.orphans import LIFELINE

log = logging.getLogger("newsroom.supervisor")

LONGEST_PAUSE = 2.0
STEADY_AFTER = 5.0
TIME_TO_STOP = 8.0


@dataclass(frozen=True)
class Ties:
    """What children inherit: the pipe that closes when we are gone, and the lock on the data folder."""

    lifeline: int
    lock: int

    def start(self, command: list[str], folder: Path) -> subprocess.Popen[bytes]:
        """In a session of its own: Ctrl-C reaches only the supervisor, which stops its children in order."""
        environment = os.environ | {LIFELINE: str(self.lifeline)}
        return subprocess.Popen(
            command, cwd=folder, env=environment, pass_fds=(self.lifeline, self.lock), start_new_session=True
        )


class Child:
    def __init__(self, name: str, command: list[str], folder: Path, ties: Ties) -> None:
        self.name, self.command, self.folder, self.ties = name, command, folder, ties
        self.process: subprocess.Popen[bytes] | None = None
        self.quick_ends = 0
        self.due = self.started = 0.0

    def tend(self) -> None:
        """Starts it; again at once after a steady life, and after at most two seconds if it keeps dying."""
        if self.process and self.process.poll() is not None:
            self._note_end(how(self.process.returncode))
        if not self.process and time.monotonic() >= self.due:
            self._start()

    def _start(self) -> None:
        self.started = time.monotonic()
        try:
            self.process = self.ties.start(self.command, self.folder)
        except OSError as error:  # as while an upgrade replaces the programs
            self._note_end(str(error))

    def _note_end(self, manner: str) -> None:
        now = time.monotonic()
        self.quick_ends = 0 if now - self.started > STEADY_AFTER else self.quick_ends + 1
        self.due = now + (min(LONGEST_PAUSE, 0.25 * 2**self.quick_ends) if self.quick_ends > 1 else 0)
        log.warning("%s ended, starting it again", self.name, extra={"how": manner})
        self._sweep()
        self.process = None

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def see_off(self, until: float) -> None:
        if self.process:
            try:
                self.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("%s did not stop in time", self.name)
            self._sweep()
            self.process.wait()

    def _sweep(self) -> None:
        """Ends whatever is left of its session, as a server's workers."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self.process:
                os.killpg(self.process.pid, signal.SIGKILL)


def how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def read_procfile(folder: Path) -> dict[str, list[str]]:
    lines = (folder / "Procfile").read_text().splitlines()
    entries = (line.partition(":") for line in lines if line.strip() and not line.startswith("#"))
    return {name.strip(): shlex.split(command) for name, _, command in entries}


def stop_all(children: list[Child]) -> None:
    for child in children:
        child.stop()
    until = time.monotonic() + TIME_TO_STOP
    for child in children:
        child.see_off(until)
