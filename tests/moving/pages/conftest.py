from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from moving.desk import tickets
from moving.models import Transfer
from outbox import leases
from outbox.worker import Worker
from tests.factories import make_user
from tests.moving.wordpress.exports import author, category, comment, export, post

type Upload = Callable[..., Any]

PORT = (
    author("ada", "Ada Writer"),
    category("town", "Town"),
    post(
        1,
        "Ships",
        comment(11, "First."),
        comment(12, "Second.", parent=11),
        comment(13, "Ping", kind="pingback"),
        filed={"town": "category"},
    ),
    post(2, "Draft", status="draft"),
)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The thread beside the work would write on a connection that does not see the test's transaction."""
    monkeypatch.setattr(leases, "EVERY", 3_600.0)
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    return tmp_path / "data"


@pytest.fixture
def mover() -> User:
    return make_user("mover", staff=True, is_superuser=True)


@pytest.fixture
def desk(mover: User) -> Client:
    client = Client()
    client.force_login(mover)
    return client


@pytest.fixture
def upload(desk: Client, mover: User) -> Upload:
    """Posts the form; `files` are contents or names with contents."""

    def send(*files: Any, kind: str = "wordpress", **more: Any) -> Any:
        named = [each if isinstance(each, tuple) else ("port.xml", each) for each in files]
        sent = [SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text) for name, text in named]
        address = f"/admin/moving/upload/{tickets.ticket_for(mover.pk)}/{kind}/"
        return desk.post(address, {"files": sent, **more})

    return send


@pytest.fixture
def tried(upload: Upload) -> Callable[..., Transfer]:
    def begin(*files: Any, **more: Any) -> Transfer:
        answer = upload(*(files or [export(*PORT)]), **more)
        assert answer.status_code == 303, answer.content.decode()
        Worker().drain()
        return Transfer.objects.latest("pk")

    return begin


def seen_on(page: str) -> str:
    return page.partition('name="seen" value="')[2].partition('"')[0]


def acted(desk: Client, transfer: Transfer, act: str) -> Any:
    """Presses a button of the page as it is now, and lets the worker do it."""
    page = desk.get(f"/admin/moving/{transfer.pk}/").content.decode()
    answer = desk.post(f"/admin/moving/{transfer.pk}/{act}/", {"seen": seen_on(page)})
    Worker().drain()
    transfer.refresh_from_db()
    return answer
