"""`make check`: everything that must hold before a commit, in the order of how quickly it fails."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

PYTHON = [sys.executable, "-m"]
MANAGE = [*PYTHON, "manage"]
# What stands in one stage runs at once: the first two are a processor's work, a fresh clone mostly waits for packages.
# Modules of tests that were read once need not be compiled by each process of the last stage.
STAGES = (
    {"format": [*PYTHON, "ruff", "format", "--check", "."], "lint": [*PYTHON, "ruff", "check", "."]},
    {
        "types": [*PYTHON, "mypy", "."],
        "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run", "--settings", "tests.settings"],
        "deployment": [*MANAGE, "check", "--deploy", "--fail-level", "DEBUG"],
        "fresh clone": [*PYTHON, "tests.fresh_clone"],
        "modules of tests": [*PYTHON, "pytest", "--collect-only", "-q"],
    },
    {"tests": [*PYTHON, "tests"]},
)
# As on a machine where readers come through an encrypting proxy.
PUBLIC = {"SITE_URL": "https://news.example.com", "TRUSTED_PROXY_COUNT": "1", "SECRET_KEY": "0123456789abcdef" * 4}


def main() -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for stage in STAGES:
        with ThreadPoolExecutor(len(stage)) as lanes:
            codes = list(lanes.map(check, stage, stage.values()))
        if any(codes):
            sys.exit(f"--- failed: {', '.join(name for name, code in zip(stage, codes, strict=True) if code)}")


def check(name: str, command: list[str]) -> int:
    """The tests' lines are shown as they come, of the others all when they fail and the last when they don't."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | ({"DATA_DIR": folder, **PUBLIC} if name == "deployment" else {})
        held = None if name == "tests" else subprocess.PIPE
        run = subprocess.run(command, env=environment, stdout=held, stderr=subprocess.STDOUT, text=True)
    lines = (run.stdout or "").splitlines(keepends=True)
    sys.stdout.write(
        f"--- {name}: {time.monotonic() - start:.0f} s\n{''.join(lines if run.returncode else lines[-1:])}"
    )
    sys.stdout.flush()
    return run.returncode


if __name__ == "__main__":
    main()
