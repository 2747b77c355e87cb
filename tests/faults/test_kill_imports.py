"""SIGKILL for imports at any of their statements: what is begun again ends as what was never killed."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from comments import markup
from comments.models import ModerationAction
from comments.recount import differences
from moving.desk import carrying, imports, tickets
from moving.imports import run
from moving.imports.alone import importing
from moving.models import Batch, Course, State, Transfer
from moving.refused import Refused
from outbox.models import Job
from outbox.worker import Worker
from tests import emptying
from tests.articles.pictures import picture_file
from tests.factories import make_article, make_comment, make_section, make_user
from tests.faults.alike import Whole, file_as_it_was, unlike, whole
from tests.faults.mortal import PORTION, Ended, Mortals, mortals
from tests.faults.test_worker_process import database_url
from tests.moving.disqus import exports as disqus
from tests.moving.pages.conftest import seen_on
from tests.moving.wordpress.exports import attachment, author, category, comment, export, post, tag, written
from tests.outbox.workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 20 if os.environ.get("TEST_DEPTH") == "deep" else 3
CLOCKS = {"articles.siteversion", "comments.discussionclock"}  # they rise once for each transaction
FIRST = {"text": "First.", "html": str(markup.render("First.")), "markup": markup.MARKUP}
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
FILES = "files"
STAYS = CLOCKS | {"comments.moderationaction", "moving.batch", "moving.source", "outbox.job", "comments.reworded"}
OF_WORKERS = {"outbox.heartbeat"} | {
    f"comments.{name}" for name in ("account", "alarm", "letterclock", "logcheck", "logseal", "posting", "retentionrun")
}
BESIDE = STAYS | OF_WORKERS | {"moving.transfer", "accounts.user"}
WORDS = "Words that are long enough to be known again"
FILED = {"port": "category", "fish": "post_tag"}
SHIPS = attachment(900, "https://port.example/wp-content/uploads/ships.jpg")
HEADS = author("ada") + category("news") + category("port", parent="news") + tag("fish") + SHIPS

type Command = Callable[..., Ended]


@pytest.fixture(scope="module")
def processes(django_db_setup: None) -> Iterator[Mortals]:
    given = {"SECRET_KEY": configured.SECRET_KEY, "DATABASE_URL": database_url()}
    with mortals(**given, DATA_DIR=str(configured.DATA_DIR)) as started:
        yield started


@pytest.fixture
def chance() -> random.Random:
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201
    return random.Random(seed)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "ships.jpg").write_bytes(picture_file("JPEG").read())
    return tmp_path


def of_wordpress() -> str:
    """Twelve articles with threads of five, all with the same picture, and a page."""
    told = [post(9, "About", kind="page")]
    for number in range(10, 130, 10):
        answers = (comment(number + n, f"{WORDS} {n}", parent=number) for n in range(1, 5))
        first = comment(number, WORDS, status="spam" if number == 50 else "1")
        told.append(post(number, "Ships", first, *answers, filed=FILED, meta={"_thumbnail_id": "900"}))
    return export(HEADS, *told)


def of_disqus() -> str:
    """A long thread under each of the articles that are here."""
    threads = [disqus.thread(number, f"https://port.example/news/ships-{number}/") for number in (1, 2, 3)]
    posts = [disqus.post(10 + n, 1 + n % 3, f"<p>{WORDS} {n}</p>", parent=7 + n if n > 3 else "") for n in range(60)]
    return disqus.export(*threads, *posts)


def newspaper() -> None:
    """What is here before."""
    section = make_section("news", name="News")
    for number in (1, 2, 3):
        article = make_article(
            section=section, headline=f"Ships {number}", slug=f"ships-{number}", published_at=LONG_AGO
        )
        make_comment(article, status="approved", name="Ada", created_at=LONG_AGO, **FIRST)


def state(folder: Path, since: datetime, without: set[str] = CLOCKS) -> Whole:
    """With the files of pictures."""
    rows = whole(since, without)
    files = (str(path.relative_to(folder)) for path in (folder / "media").rglob("*") if path.is_file())
    named = sorted(set(map(file_as_it_was, files)))
    return rows if FILES in without else rows | {FILES: [{"name": name} for name in named]}


def begin_anew(folder: Path) -> None:
    emptying.empty()
    shutil.rmtree(folder / "media", ignore_errors=True)
    newspaper()


@pytest.fixture(params=["wordpress", "disqus"])
def command(request: pytest.FixtureRequest, processes: Mortals, folder: Path) -> Command:
    path = written(folder, {"wordpress": of_wordpress, "disqus": of_disqus}[request.param]())
    uploads = ["--uploads", str(folder / "uploads")] if request.param == "wordpress" else []

    def process(*arguments: str, **more: Any) -> Ended:
        return processes.run(f"import_{request.param}", *(arguments or [str(path), *uploads]), folder=folder, **more)

    return process


def killed_again_and_again(begin: Command, statements: int, chance: random.Random) -> None:
    """Each time before all that is left at least could be done: it never ends."""
    for _ in range(KILLS):
        after = chance.randint(1, statements // KILLS - 1)
        assert begin(killed_after=after).status == -SIGKILL, after
        wait_until(is_noticed)


def is_noticed() -> bool:
    """By the server: until then another import is refused."""
    with suppress(Refused), importing():
        return True
    return False


def test_an_import_that_was_killed_and_begun_again_is_the_same_and_so_is_its_way_back(
    command: Command, folder: Path, chance: random.Random
) -> None:
    since = timezone.now()
    begin_anew(folder)
    before, done = state(folder, since, STAYS), command()
    expected = state(folder, since)
    taken_back = command("--rollback", str(Batch.objects.get().pk))
    assert (done.status, taken_back.status) == (0, 0)
    assert unlike(state(folder, since, STAYS), before) == []
    begin_anew(folder)
    killed_again_and_again(command, done.statements, chance)
    assert command().status == 0
    assert unlike(state(folder, since), expected) == []
    assert list(differences(repair=False)) == []
    back = partial(command, "--rollback", str(Batch.objects.get().pk))
    killed_again_and_again(back, taken_back.statements, chance)
    assert back().status == 0
    assert unlike(state(folder, since, STAYS | {FILES}), before) == []
    assert Batch.objects.get().state == State.TAKEN_BACK
    assert [row.reason for row in ModerationAction.objects.order_by("pk")][1:] == ["taken_back"]


def test_what_killed_workers_began_by_the_pages_the_next_one_ends(
    processes: Mortals, folder: Path, chance: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PORTION", PORTION)
    since = timezone.now()
    begin_anew(folder)
    path = written(folder, of_wordpress())
    before, done = state(folder, since, BESIDE), processes.run("import_wordpress", str(path), folder=folder)
    expected, came = state(folder, since, BESIDE), imports.brought_in(Batch.objects.get())
    begin_anew(folder)
    desk = Client()
    desk.force_login(make_user("mover", staff=True, is_superuser=True))
    upload(desk, path)
    Worker().drain()
    assert unlike(state(folder, since, BESIDE), before) == []
    transfer = ended_in_spite_of_kills(desk, "import", partial(processes.run, "worker", folder=folder), done, chance)
    assert unlike(state(folder, since, BESIDE), expected) == []
    assert transfer.said()["proof"]["differences"] == 0
    assert transfer.said()["new"] == came
    transfer = ended_in_spite_of_kills(desk, "take-back", partial(processes.run, "worker", folder=folder), done, chance)
    assert unlike(state(folder, since, BESIDE), before) == []
    assert transfer.said()["kept"] == {}


def upload(desk: Client, path: Path) -> None:
    ticket = tickets.ticket_for(int(desk.session["_auth_user_id"]))
    file = SimpleUploadedFile(path.name, path.read_bytes())
    assert desk.post(f"/admin/moving/upload/{ticket}/wordpress/", {"files": file}).status_code == 303


def ended_in_spite_of_kills(desk: Client, act: str, worker: Command, done: Ended, chance: random.Random) -> Transfer:
    """By the third worker; a transfer that has cost three their lives is given up."""
    transfer = Transfer.objects.get()
    page = desk.get(f"/admin/moving/{transfer.pk}/").content.decode()
    assert desk.post(f"/admin/moving/{transfer.pk}/{act}/", {"seen": seen_on(page)}).status_code == 303
    for number in (1, 2):
        assert worker(killed_after=chance.randint(1, done.statements >> number + 1)).status == -SIGKILL
        wait_until(is_noticed)
        Job.objects.filter(kind=carrying.JOB).update(due_at=timezone.now())
    Worker().drain()
    transfer.refresh_from_db()
    assert (transfer.course, transfer.fault) == (Course.DONE, {})
    return transfer
