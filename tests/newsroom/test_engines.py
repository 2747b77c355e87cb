import os

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_suite_runs_on_the_engine_that_was_asked_for() -> None:
    expected = {"sqlite": "sqlite", "pg": "postgresql"}[os.environ.get("TESTDB", "sqlite")]
    assert connection.vendor == expected


@pytest.mark.django_db
def test_the_database_belongs_to_this_run_alone() -> None:
    run = os.path.basename(os.environ["TEST_FOLDER"])
    assert run.replace("-", "_") in str(connection.settings_dict["NAME"]).replace("-", "_")
