import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from newsroom.supervisor.children import Child, Ties, read_procfile

pytestmark = pytest.mark.once


@pytest.fixture
def ties(tmp_path: Path) -> Generator[Ties]:
    reader, writer = os.pipe()
    yield Ties(reader, os.open(tmp_path / "lock", os.O_CREAT | os.O_RDWR))
    os.close(writer)


def test_a_child_that_keeps_dying_is_started_again_without_end_after_at_most_two_seconds(
    tmp_path: Path, ties: Ties, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("newsroom.supervisor.children.time.monotonic", lambda: now[0])
    child = Child("web", [sys.executable, "-c", ""], tmp_path, ties)
    pauses = []
    for _ in range(8):
        child.tend()
        assert child.process is not None
        child.process.wait()
        child.tend()
        pauses.append(child.due - now[0])
        now[0] = max(now[0], child.due)
    assert pauses[0] == 0
    assert pauses == sorted(pauses)
    assert pauses[-1] == 2.0


def test_a_program_that_is_missing_for_a_while_is_tried_again(tmp_path: Path, ties: Ties) -> None:
    child = Child("web", [str(tmp_path / "absent")], tmp_path, ties)
    child.tend()
    assert child.process is None
    assert child.quick_ends == 1


def test_the_procfile_is_read_as_other_runners_read_it(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text("# comment\nweb: run --name 'a b'\n\nworker: work: hard\n")
    assert read_procfile(tmp_path) == {"web": ["run", "--name", "a b"], "worker": ["work:", "hard"]}
