"""The real processes: a backup while readers post, and a second site that goes on from it."""

import os
import threading
import time
import urllib.request
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from tests import prepared
from tests.faults.pouring import Reader
from tests.moving.tampering import parts_of
from tests.running_site import RunningSite, site

READERS = 4
PATIENCE = 120.0
MAKE_ARTICLE = "from tests.factories import make_article; print(make_article().get_absolute_url())"


def test_what_was_acknowledged_before_a_backup_is_in_it_and_the_site_goes_on_from_it(tmp_path: Path) -> None:
    with site(tmp_path / "first", DEMO="off") as running:
        running.akismet.fail("empty")
        path = running.manage("shell", "-v", "0", "-c", MAKE_ARTICLE).strip()
        with readers_of(running, path) as readers:
            wait_for(lambda: all(reader.acknowledged for reader in readers))
            before = {text: link for reader in readers for text, link in list(reader.acknowledged.items())}
            running.manage("backup", str(tmp_path / "site.zip"))
        running.stop()
        assert [surprise for reader in readers for surprise in reader.surprises] == []
        texts = parts_of(tmp_path / "site.zip")["tables/comments.comment.jsonl"].decode()
        assert [text for text in before if f'"{text}"' not in texts] == []
        goes_on(running, tmp_path, list(before.values()))


def goes_on(first: RunningSite, folder: Path, links: list[str]) -> None:
    second = another(first, folder / "second")
    second.manage("restore", str(folder / "site.zip"))
    calls = len(first.akismet.calls("comment-check"))
    first.akismet.recover()
    try:
        second.start()
        assert all("Remark" in read(second.url + link) for link in links)
        assert "outbox --release" in read(f"{second.url}/readyz")
        assert len(first.akismet.calls("comment-check")) == calls
        assert "comments.check" in second.manage("outbox", "--release")
        wait_for(lambda: '"hold"' not in read(f"{second.url}/readyz"))
        first.akismet.wait_for(calls + len(links), "comment-check", seconds=PATIENCE)
        assert "Everything kept equals" in second.manage("recount", "--check")
    finally:
        second.stop()


def another(first: RunningSite, folder: Path) -> RunningSite:
    """With the settings and the key of the first, in its place, and nothing else of it."""
    folder.mkdir()
    env = first.env | {"DATA_DIR": str(folder), "SECRET_KEY": (first.folder / "secret_key").read_text()}
    env |= {"DATABASE_URL": prepared.new_database(prepared.name_of_its_own())} if os.environ["TEST_DATABASE"] else {}
    prepared.static_files(folder)
    return RunningSite(folder, env, first.akismet)


@contextmanager
def readers_of(running: RunningSite, path: str) -> Generator[list[Reader]]:
    readers = [Reader(f"{running.url}{path}comment/", number, thinking=0.3) for number in range(READERS)]
    for reader in readers:
        reader.thread.start()
    try:
        yield readers
    finally:
        for reader in readers:
            reader.stop()


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        content: bytes = answer.read()
    return content.decode()


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        threading.Event().wait(0.1)
