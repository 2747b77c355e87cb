"""`make run` in a fresh clone, with a cold package cache, must answer /readyz within 120 s and leave nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.processes import alive_in, free_port

BASE = Path(__file__).resolve().parent.parent
LIMIT = 120.0
NOT_COPIED = shutil.ignore_patterns(".venv", "var", ".git", "__pycache__", ".*_cache", ".hypothesis")
OURS = ("DATA_DIR", "DATABASE_URL", "SECRET_KEY", "SITE_URL", "HOST", "CACHE_URL", "MAIL_URL", "DEMO", "DEBUG")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        tree = make_clone(Path(folder) / "clone")
        seconds = answer_time(tree, Path(folder) / "cache")
    sys.stdout.write(f"A fresh clone answered /readyz after {seconds:.0f} s.\n")


def make_clone(target: Path) -> Path:
    """What is committed; a tree without .git is copied."""
    if (BASE / ".git").exists():
        subprocess.check_call(["git", "clone", "--quiet", "--no-hardlinks", str(BASE), str(target)])
    else:
        shutil.copytree(BASE, target, ignore=NOT_COPIED)
    return target


def answer_time(tree: Path, cache: Path) -> float:
    """As by a new user: nothing set but the port."""
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("MAKE")}
    environment = inherited | {"PORT": str(port), "PIP_CACHE_DIR": str(cache)}
    start = time.monotonic()
    process = subprocess.Popen(["make", "run"], cwd=tree, env=environment, start_new_session=True)
    try:
        while not answers(port):
            if process.poll() is not None or time.monotonic() - start > LIMIT:
                sys.exit(f"A fresh clone did not answer /readyz within {LIMIT:.0f} s.")
            time.sleep(0.2)
        return time.monotonic() - start
    finally:
        end(process, tree)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def end(process: subprocess.Popen[bytes], tree: Path) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    until = time.monotonic() + 10
    while left := alive_in(tree):
        if time.monotonic() > until:
            sys.exit(f"`make run` left processes behind: {left}")
        time.sleep(0.1)


if __name__ == "__main__":
    main()
