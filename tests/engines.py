"""Prepares the database engine of a run: `TESTDB=pg` brings up PostgreSQL, anything else is SQLite.

A plugin and not a conftest, because pytest-django reads the settings before any conftest. Every run has a folder
of its own for its databases and files, so that runs beside each other never meet.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer

ROOM_IN_MEMORY = 2 * 1024**3
LONGEST = ("tests/browser/", "tests/faults/", "tests/moving/", "tests/newsroom/")
COMPUTING = ("tests/comments/", "tests/articles/")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _prepare_run(early_config)
    yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is marked `once` runs on SQLite only, unless it is asked for by name."""
    items.sort(key=_turn)
    again = [item for item in items if item.get_closest_marker("once")]
    if os.environ["TEST_DATABASE"] and again and len(again) < len(items):
        items[:] = [item for item in items if not item.get_closest_marker("once")]
        config.hook.pytest_deselected(items=again)


def pytest_collection_finish() -> None:
    """Some thousand collected tests are never garbage: looking through them again and again took a twelfth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def _turn(item: pytest.Item) -> int:
    """What starts processes comes early, so that no worker is left alone with it at the end. It waits for them a
    third of its time, and the other engine, which runs beside, should compute meanwhile: PostgreSQL does so first."""
    folders = (*COMPUTING, *LONGEST) if os.environ["TEST_DATABASE"] else LONGEST
    return next((turn for turn, folder in enumerate(folders) if item.nodeid.startswith(folder)), len(folders))


def pytest_report_header() -> str:
    return f"engine: {os.environ['TEST_DATABASE'] or 'SQLite'}"


def _prepare_run(config: pytest.Config) -> None:
    folder = _new_folder()
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["TEST_FOLDER"] = str(folder)
    os.environ["TEST_DATABASE"] = _database(config, folder)


def _database(config: pytest.Config, folder: Path) -> str:
    """The address of a PostgreSQL server for this run, or "" for SQLite."""
    engine = os.environ.get("TESTDB", "sqlite")
    if engine not in {"sqlite", "pg"}:
        raise pytest.UsageError(f"TESTDB must be sqlite or pg; it is {engine!r}.")
    if engine == "sqlite" or os.environ.get("TEST_DATABASE_URL"):
        return "" if engine == "sqlite" else os.environ["TEST_DATABASE_URL"]
    server = PostgresServer(folder / "pg")
    config.add_cleanup(server.stop)
    server.start()
    return server.url


def _new_folder() -> Path:
    """In memory where there is room: what a test run writes need not survive a power cut."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_IN_MEMORY
    parent = memory if roomy else Path(tempfile.gettempdir())
    _remove_folders_of_killed_runs(parent)
    return Path(tempfile.mkdtemp(prefix=f"newsroom-tests-{os.getpid()}-", dir=parent))


def _remove_folders_of_killed_runs(parent: Path) -> None:
    for folder in parent.glob("newsroom-tests-*-*"):
        if folder.stat().st_uid == os.getuid() and not _lives(int(folder.name.split("-")[2])):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
