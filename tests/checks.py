"""`make check`: everything that must hold before a commit, in the order of how quickly it fails."""

import os
import subprocess
import sys
import tempfile
import time

PYTHON = [sys.executable, "-m"]
MANAGE = [*PYTHON, "manage"]
CHECKS = {
    "format": [*PYTHON, "ruff", "format", "--check", "."],
    "lint": [*PYTHON, "ruff", "check", "."],
    "types": [*PYTHON, "mypy", "."],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run", "--settings", "tests.settings"],
    "deployment": [*MANAGE, "check", "--deploy", "--fail-level", "DEBUG"],
    "fresh clone": [*PYTHON, "tests.fresh_clone"],
    "tests": [*PYTHON, "tests"],
}
# As on a machine where readers come through an encrypting proxy.
PUBLIC = {"SITE_URL": "https://news.example.com", "TRUSTED_PROXY_COUNT": "1", "SECRET_KEY": "0123456789abcdef" * 4}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, command in CHECKS.items():
            environment = os.environ | ({"DATA_DIR": folder, **PUBLIC} if name == "deployment" else {})
            check(name, command, environment)


def check(name: str, command: list[str], environment: dict[str, str]) -> None:
    start = time.monotonic()
    sys.stdout.write(f"--- {name}\n")
    sys.stdout.flush()
    if subprocess.call(command, env=environment):
        sys.exit(f"--- {name} failed after {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
