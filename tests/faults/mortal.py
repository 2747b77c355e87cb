"""Commands in processes of their own, each killed by SIGKILL after so many of its statements to the database.

One process loads everything and forks a child for each command, as starting Python for each costs a second of
processor. Statements are counted from the first that is about moving, so that a worker may wait for its job.
"""

import json
import mmap
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn

import django
from django.conf import settings
from django.core.management import execute_from_command_line
from django.db.backends.signals import connection_created

ROOT = Path(__file__).resolve().parents[2]
ABOUT = "moving_"
NEVER = 0
PORTION = 30  # instead of 500, so that a short export has many of them


class Ended(NamedTuple):
    status: int  # as subprocess has it: below 0 the signal
    statements: int


class Mortals:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def run(self, *arguments: str, folder: Path, killed_after: int = NEVER) -> Ended:
        """`manage.py` with these arguments, `folder` as its DATA_DIR."""
        asking, answers = _open(self.process.stdin), _open(self.process.stdout)
        print(json.dumps([arguments, str(folder), killed_after]), file=asking, flush=True)
        return Ended(*json.loads(answers.readline()))


def _open(end: IO[str] | None) -> IO[str]:
    assert end
    return end


@contextmanager
def mortals(**variables: str) -> Generator[Mortals]:
    env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | variables
    env |= {"DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    command = [sys.executable, "-m", "tests.faults.mortal"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=env, text=True, stdin=pipe, stdout=pipe) as process:
        try:
            yield Mortals(process)
        finally:
            _open(process.stdin).close()


def serve() -> None:
    django.setup()
    _make_portions_small()
    for line in sys.stdin:
        print(json.dumps(_run(*json.loads(line))), flush=True)  # noqa: T201


def _make_portions_small() -> None:
    from moving.imports import run, taking_back

    run.PORTION, taking_back.PORTION = PORTION, PORTION // 8


def _run(arguments: list[str], folder: str, killed_after: int) -> Ended:
    statements = mmap.mmap(-1, 8)  # shared with the child, and read when it is dead
    if not (child := os.fork()):
        _live(arguments, folder, _counting(statements, killed_after))
    _, status = os.waitpid(child, 0)
    return Ended(os.waitstatus_to_exitcode(status), _number_in(statements))


def _number_in(memory: mmap.mmap) -> int:
    return int.from_bytes(memory[:8], "little")


def _counting(statements: mmap.mmap, killed_after: int) -> Callable[..., Any]:
    def count(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        done = execute(sql, *more)
        number = _number_in(statements)
        if number or ABOUT in sql:
            statements[:8] = (number + 1).to_bytes(8, "little")
            if number + 1 == killed_after:
                os.kill(os.getpid(), signal.SIGKILL)
        return done

    return count


def _live(arguments: list[str], folder: str, count: Callable[..., Any]) -> NoReturn:
    os.dup2(2, 1)
    settings.DATA_DIR, settings.MEDIA_ROOT = Path(folder), Path(folder) / "media"

    def watch(connection: Any, **_more: Any) -> None:
        connection.execute_wrappers[:] = [count]

    connection_created.connect(watch)
    status = 1
    try:
        execute_from_command_line(["manage", *arguments])
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


if __name__ == "__main__":
    serve()
