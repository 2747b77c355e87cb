import subprocess
import sys
import threading
from pathlib import Path

import pytest

from database.turns import NoTurn, Turns

PATIENCE = 60.0
ROOT = Path(__file__).resolve().parents[2]
HOLDER = (
    "import sys; from database.turns import Turns; Turns(sys.argv[1]).take(60); print('taken', flush=True); input()"
)


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "some.sqlite3")


def test_one_who_waits_too_long_is_told_so(file: str) -> None:
    Turns(file).take(0)
    with pytest.raises(NoTurn):
        Turns(file).take(0.01)


def test_threads_of_one_process_wait_for_each_other(file: str) -> None:
    turns = Turns(file)
    turns.take(0)
    with pytest.raises(NoTurn):
        turns.take(0.01)
    turns.give_back()
    turns.take(0)
    turns.give_back()


def test_whoever_gives_up_leaves_the_line(file: str) -> None:
    holder, waiting = Turns(file), Turns(file)
    holder.take(0)
    for _ in range(2):
        with pytest.raises(NoTurn):
            waiting.take(0.01)
    holder.give_back()
    waiting.take(0)


def test_no_two_have_their_turn_at_once(file: str) -> None:
    inside, most, lines = 0, 0, [Turns(file), Turns(file)]

    def write(turns: Turns) -> None:
        nonlocal inside, most
        for _ in range(20):
            turns.take(PATIENCE)
            inside += 1
            most = max(most, inside)
            inside -= 1
            turns.give_back()

    threads = [threading.Thread(target=write, args=[turns]) for turns in lines * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert (most, inside) == (1, 0)


def test_the_turn_of_a_killed_process_is_over(file: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, file], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "taken\n"
        with pytest.raises(NoTurn):
            Turns(file).take(0)
        holder.kill()
        Turns(file).take(PATIENCE)
