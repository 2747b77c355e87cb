import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from newsroom.supervisor import lock
from newsroom.supervisor.lock import DataLock, InUse, is_alive, start_of

pytestmark = pytest.mark.once

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
HOLD = """
import sys, time
from pathlib import Path
from newsroom.supervisor.lock import DataLock
held = DataLock(Path(sys.argv[1]))
held.take()
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def stranger() -> Generator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(SLEEP)
    yield process
    process.kill()
    process.wait()


def hold_in_another_process(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_free_folder_is_taken_and_the_file_says_by_whom(tmp_path: Path) -> None:
    held = DataLock(tmp_path)
    assert held.take() is False
    assert is_alive(json.loads(held.path.read_text()))


def test_the_holder_is_ended_and_the_folder_taken(tmp_path: Path) -> None:
    older = hold_in_another_process(tmp_path)
    newer = DataLock(tmp_path)
    assert newer.take() is True
    assert older.wait(5) < 0
    assert json.loads(newer.path.read_text())["pid"] == os.getpid()


def test_a_process_that_got_the_number_of_a_dead_holder_is_left_alone(
    tmp_path: Path, stranger: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock is still held by the dead supervisor's children, here by this file."""
    monkeypatch.setattr(lock, "PATIENCE", 0.5)
    monkeypatch.setattr(lock, "GENTLE", 0.1)
    record = tmp_path / "supervisor.lock"
    record.write_text(json.dumps({"pid": stranger.pid, "started": "1"}))
    with record.open("a") as children:
        fcntl.flock(children, fcntl.LOCK_EX)
        with pytest.raises(InUse, match="stop it first"):
            DataLock(tmp_path).take()
    assert stranger.poll() is None


def test_it_waits_until_the_last_process_of_the_older_run_is_gone(tmp_path: Path) -> None:
    (tmp_path / "supervisor.lock").write_text(json.dumps({"pid": 1, "started": ""}))
    child = (tmp_path / "supervisor.lock").open("a")
    fcntl.flock(child, fcntl.LOCK_EX)
    threading.Timer(0.5, child.close).start()
    start = time.monotonic()
    assert DataLock(tmp_path).take() is True
    assert time.monotonic() - start >= 0.4


def test_a_start_time_tells_processes_of_one_number_apart(stranger: subprocess.Popen[bytes]) -> None:
    assert start_of(stranger.pid) not in {"", start_of(1)}
    stranger.kill()
    assert start_of(stranger.pid) == "" or stranger.wait()
    assert start_of(stranger.pid) == ""
