"""One supervisor per data folder: a newer one ends the older one and waits until its processes are gone."""

import fcntl
import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, TextIO

GENTLE = 12.0
PATIENCE = 25.0


class InUse(Exception):
    """The data folder is held by something that we cannot or may not end."""


class DataLock:
    """The lock belongs to an open file that every child inherits, so it is free only when the last of them is gone.

    The file says who took it: a process number alone may be another's by now, so its start time is compared too.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "supervisor.lock"
        self.file: TextIO = self.path.open("a+")

    def take(self) -> bool:
        """Says whether another supervisor or its processes had to go first."""
        if self._try():
            return False
        self._replace()
        return True

    def _replace(self) -> None:
        began: dict[str, float] = {}
        while not self._try():
            holder = self._read()
            since = began.setdefault(str(holder), time.monotonic())
            waited = time.monotonic() - since
            if waited > PATIENCE:
                raise InUse(f"{self.path} is held by a process that does not end; stop it first.")
            if is_alive(holder):
                os.kill(holder["pid"], signal.SIGKILL if waited > GENTLE else signal.SIGTERM)
            time.sleep(0.1)

    def _try(self) -> bool:
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._write()
        return True

    def _write(self) -> None:
        self.file.seek(0)
        self.file.truncate()
        json.dump({"pid": os.getpid(), "started": start_of(os.getpid())}, self.file)
        self.file.flush()

    def _read(self) -> dict[str, Any]:
        """Empty for the instant between another's taking the lock and its writing."""
        try:
            record: dict[str, Any] = json.loads(self.path.read_text())
        except ValueError:
            return {}
        return record


def is_alive(holder: dict[str, Any]) -> bool:
    return bool(holder) and bool(holder["started"]) and start_of(holder["pid"]) == holder["started"]


def start_of(pid: int) -> str:
    """When that process began, as the kernel tells it; "" if there is none (a zombie counts as none)."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        fields = stat.read_text().rpartition(")")[2].split() if stat.exists() else []
        return fields[19] if fields and fields[0] != "Z" else ""
    answer = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, env=os.environ | {"LC_ALL": "C"}
    )
    return answer.stdout.strip()
