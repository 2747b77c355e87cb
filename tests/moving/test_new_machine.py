"""The commands as they are given at three in the morning: on a machine where nothing is yet, or with a wrong folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]


def manage(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env |= {"DATA_DIR": str(data), "SECRET_KEY": "only-for-tests-" + "x" * 50}
    command = [sys.executable, "-m", "manage", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_a_backup_is_restored_where_not_even_the_folder_is_there(archive: Path, tmp_path: Path) -> None:
    done = manage(tmp_path / "new" / "data", "restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert "Counts and checksums are those of the backup" in done.stdout
    assert manage(tmp_path / "new" / "data", "recount", "--check").returncode == 0


def test_a_wrong_folder_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    done = manage(tmp_path / "nowhere", "backup", str(tmp_path / "site.zip"))
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: No backup was made.")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "site.zip").exists()
