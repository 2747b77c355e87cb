import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from django.db import connection

from tests import postgres
from tests.postgres import PostgresServer


@pytest.mark.django_db
def test_the_suite_runs_on_the_engine_that_was_asked_for() -> None:
    expected = {"sqlite": "sqlite", "pg": "postgresql"}[os.environ.get("TESTDB", "sqlite")]
    assert connection.vendor == expected


@pytest.mark.django_db
def test_the_database_belongs_to_this_run_alone() -> None:
    run = os.path.basename(os.environ["TEST_FOLDER"])
    assert run.replace("-", "_") in str(connection.settings_dict["NAME"]).replace("-", "_")


def pytest_run(**variables: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("TEST", "PYTEST"))}
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", __file__]
    return subprocess.run(command, env=inherited | variables, capture_output=True, text=True)


@pytest.mark.once
def test_what_is_marked_once_is_not_repeated_on_postgresql() -> None:
    run = pytest_run(TESTDB="pg", TEST_DATABASE_URL="postgres://nobody@127.0.0.1/nothing")
    assert "test_the_suite_runs_on_the_engine_that_was_asked_for" in run.stdout
    assert "test_what_is_marked_once" not in run.stdout


@pytest.mark.once
def test_an_engine_that_nobody_knows_is_refused() -> None:
    run = pytest_run(TESTDB="oracle")
    assert run.returncode != 0
    assert "TESTDB must be sqlite or pg; it is 'oracle'." in run.stderr


@pytest.fixture
def room() -> Generator[Path]:
    """Where another user may go, which pytest's own temporary folders do not allow."""
    with tempfile.TemporaryDirectory(dir=Path(os.environ["TEST_FOLDER"]).parent) as folder:
        yield Path(folder)


@pytest.mark.once
def test_a_postgresql_that_does_not_start_fails_loudly(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres.QUICK, "max_connections", "none")
    server = PostgresServer(room / "pg")
    with pytest.raises(RuntimeError, match="PostgreSQL did not start"):
        server.start()


@pytest.mark.once
def test_the_wheel_serves_where_the_machine_has_no_postgresql(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_binaries", lambda: None)
    server = PostgresServer(room / "pg")
    server.start()
    server.stop()
    assert server.process is not None
    assert server.process.returncode == 0
