from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from moving.archive import destination
from moving.backup import back_up
from moving.manifest import Manifest
from tests.moving import filled
from tests.moving.copying import CopyingExecutor


@pytest.fixture(scope="session")
def archive(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The backup of a filled site, made by the command; the database is empty again."""
    folder = tmp_path_factory.mktemp("archive")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder / "media"):
        filled.empty()
        filled.fill()
        call_command("backup", str(folder / "site.zip"), verbosity=0)
        filled.empty()
    return folder / "site.zip"


@pytest.fixture(scope="session")
def newspaper(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The archive of a filled site, made by the command; the database is empty again."""
    folder = tmp_path_factory.mktemp("newspaper")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder / "media"):
        filled.empty()
        filled.fill()
        call_command("export_archive", str(folder / "newspaper.zip"), stdout=StringIO())
        filled.empty()
    return folder / "newspaper.zip"


@pytest.fixture(autouse=True)
def new_databases_are_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moving.target.MigrationExecutor", CopyingExecutor)


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Where a test may put its own archive."""
    return tmp_path / "copy.zip"


def backed_up(path: Path, using: str = "default") -> Manifest:
    with destination(str(path), force=True) as stream:
        return back_up(stream, using)
