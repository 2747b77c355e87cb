"""An archive goes into an empty installation of either engine, and what is there is the same newspaper."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from articles.models import Article, Picture
from comments import digests
from comments.links import status_url
from comments.models import Alarm, Comment, Commenter, MailWish
from moving.archive import destination
from moving.archives import rebuilding, taking_in
from moving.archives.kinds import KINDS
from moving.archives.writing import export
from moving.tables import applied_migrations
from outbox import holding
from outbox.models import Heartbeat, Job
from outbox.worker import Worker
from tests import mail_server
from tests.akismet_server import AkismetServer
from tests.comments import letters
from tests.factories import make_comment
from tests.mail_server import MailServer
from tests.moving import filled
from tests.newsroom.digests import digest_of_all_tables

pytestmark = pytest.mark.django_db(transaction=True)


def imported(path: Path) -> str:
    output = StringIO()
    call_command("import_archive", str(path), stdout=output)
    return output.getvalue()


def exported(path: Path) -> Path:
    with destination(str(path), force=True) as stream:
        export(stream)
    return path


def content_of(path: Path) -> dict[str, bytes]:
    """All but the manifest, which says when it was made."""
    with ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist() if name != "manifest.json"}


def test_a_filled_site_has_records_of_every_kind(newspaper: Path) -> None:
    """Else the tests below would not miss what they should."""
    content = content_of(newspaper)
    assert [kind.name for kind in KINDS if not content[f"records/{kind.name}.jsonl"]] == []


def test_what_is_exported_again_has_the_same_bytes(newspaper: Path, copy: Path) -> None:
    told = imported(newspaper)
    again = content_of(exported(copy))
    assert [name for name, content in content_of(newspaper).items() if again.get(name) != content] == []
    assert again.keys() == content_of(newspaper).keys()
    assert "Read back otherwise" not in told
    assert "SECRET_KEY" not in told
    output = StringIO()
    call_command("recount", "--check", stdout=output)
    call_command("verify_log", stdout=output)
    assert "Everything kept equals" in output.getvalue()


def test_pages_are_served_with_pictures_and_the_old_addresses(newspaper: Path, client: Client) -> None:
    imported(newspaper)
    article = Article.objects.get(headline="Ships")
    page = client.get(article.get_absolute_url()).content.decode()
    assert "東京" in page
    picture = article.figures.get()
    assert f'src="{picture.url}"' in page
    assert Path(picture.file.path).read_bytes() == filled.PICTURE * 9
    assert client.get("/port/").status_code == 301


def test_copies_of_pictures_are_left_to_the_worker(newspaper: Path, media: Path) -> None:
    imported(newspaper)
    assert Picture.objects.unfinished().count() == Picture.objects.count() > 0
    assert [path.name for path in media.iterdir()] == ["originals"]


def test_people_sign_in_and_private_links_work(newspaper: Path, client: Client) -> None:
    imported(newspaper)
    user = authenticate(username="moira", password="pass")
    assert isinstance(user, User)
    assert user.has_perm("comments.moderate_comment")
    for comment in Comment.objects.exclude(status="spam"):
        assert client.get(status_url(comment)).status_code == 200


def test_what_is_not_in_an_archive_is_as_in_a_new_row(newspaper: Path) -> None:
    imported(newspaper)
    assert User.objects.get(username="moira").session_nonce == ""
    assert not Picture.objects.exclude(made="", rendering=0).exists()


def test_words_are_found(newspaper: Path, client: Client) -> None:
    imported(newspaper)
    assert "Ships" in client.get("/search/", {"q": "東京"}).content.decode()


@pytest.fixture
def mails(settings: Settings) -> Iterator[MailServer]:
    with mail_server.running() as server:
        yield mail_server.use(server, settings)


def owing(copy: Path) -> Path:
    """A newspaper that owes a letter to a reader who follows an article, and one about an alarm to its staff."""
    filled.fill()
    long_ago, lately = timezone.now() - timedelta(days=3), timezone.now() - timedelta(hours=3)
    new = letters.published(make_comment(Article.objects.get(headline="Ships")))
    Comment.objects.filter(pk=new.pk).update(decided_at=lately)
    person = letters.make_person("zoe@example.org")
    letters.make_follow(person, article=new.article, due_at=lately, told_until=long_ago)
    Alarm.objects.update(kind="oldest", article=0, began_at=lately)
    MailWish.objects.update(alarms="hourly", alarms_until=long_ago)
    exported(copy)
    filled.empty()
    return copy


def work() -> None:
    """Whatever may leave does: the worker's rounds, and all jobs that nobody holds."""
    with transaction.atomic():
        digests.begin(Job()).effect()
    Job.objects.filter(held_at=None).update(due_at=timezone.now() - timedelta(days=1))
    letters.leave()


@pytest.mark.usefixtures("media")
def test_nothing_leaves_the_house_because_of_an_import(copy: Path, mails: MailServer, akismet: AkismetServer) -> None:
    told = imported(owing(copy))
    assert "outbox --release" in told
    work()
    assert (mails.recipients, akismet.calls()) == ([], [])
    assert {"comments.check", "comments.feedback", "comments.letter"} <= holding.on_hold().keys()
    call_command("outbox", "--release", stdout=StringIO())
    work()
    assert "zoe@example.org" in mails.recipients
    assert "moira@example.org" not in mails.recipients


def test_what_was_to_be_done_is_done_once_it_is_released(newspaper: Path, akismet: AkismetServer) -> None:
    imported(newspaper)
    call_command("outbox", "--release", stdout=StringIO())
    Worker().drain()
    assert len(akismet.calls("comment-check")) == len(akismet.calls("submit-spam")) == 1


def test_numbers_go_on_where_they_were_also_after_rows_that_are_gone(copy: Path, settings: Settings) -> None:
    filled.fill()
    gone = filled.forget_last_comment()
    exported(copy)
    filled.empty()
    settings.MEDIA_ROOT = copy.parent / "media of the importing"
    imported(copy)
    assert make_comment().pk > gone
    filled.add_more()
    call_command("recount", "--check", stdout=StringIO())


def test_an_installation_with_content_is_left_alone(newspaper: Path, media: Path) -> None:
    Commenter.objects.create()
    before = digest_of_all_tables()
    with pytest.raises(CommandError, match=r"not empty: comments.commenter has rows\. Give it a database of its own"):
        imported(newspaper)
    assert digest_of_all_tables() == before
    assert list(media.iterdir()) == []


def test_under_a_running_worker_nothing_is_imported(newspaper: Path) -> None:
    Heartbeat.objects.create(worker="w")
    with pytest.raises(CommandError, match="Stop the site"):
        imported(newspaper)


def test_an_import_that_breaks_off_leaves_nothing(
    newspaper: Path, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off() -> int:
        raise KeyboardInterrupt

    before = digest_of_all_tables()
    monkeypatch.setattr(rebuilding, "finish", break_off)
    with pytest.raises(KeyboardInterrupt):
        imported(newspaper)
    assert digest_of_all_tables() == before
    assert list(media.iterdir()) == []


def test_files_that_a_killed_import_left_are_taken_as_they_are_and_others_are_not_touched(
    newspaper: Path, media: Path
) -> None:
    [name, *_others] = [name for name in content_of(newspaper) if name.startswith("media/")]
    place = media / name.removeprefix("media/")
    place.parent.mkdir(parents=True)
    place.write_bytes(b"of somebody else")
    with pytest.raises(CommandError, match="Another file lies at"):
        imported(newspaper)
    assert not User.objects.exists()
    place.write_bytes(content_of(newspaper)[name])
    imported(newspaper)
    assert place.read_bytes() == content_of(newspaper)[name]


def test_another_key_and_other_settings_are_told(newspaper: Path, settings: Settings) -> None:
    settings.SECRET_KEY, settings.SITE_NAME = "another", "The Harbor Mail"
    output = StringIO()
    call_command("import_archive", str(newspaper), "--check", stdout=output)
    assert "SECRET_KEY is not that of the archive" in output.getvalue()
    assert "SITE_NAME is 'The Harbor Mail' here" in output.getvalue()
    assert not User.objects.exists()


def test_an_archive_of_the_first_format_is_read(copy: Path) -> None:
    """Kept as it was written when there was no other. Fields that came later are not in it, nor rights of roles."""
    old = Path(__file__).parent / "format_1.zip"
    told = imported(old)
    assert "Read back otherwise" not in told
    again = content_of(exported(copy))
    for name, content in content_of(old).items():
        if name.startswith("records/") and name != "records/groups.jsonl":
            for before, after in zip(content.splitlines(), again[name].splitlines(), strict=True):
                assert json.loads(before).items() <= json.loads(after).items()
        elif name.startswith("media/"):
            assert again[name] == content


def test_tables_that_were_not_all_made_are_made_unless_somebody_has_rows_in_them(
    newspaper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a kill in the middle of making them, and in a database of an older release."""
    applied = applied_migrations(connection)
    monkeypatch.setattr(taking_in, "applied_migrations", lambda _connection: applied - {("outbox", "0002_job_held_at")})
    user = User.objects.create(username="somebody")
    with pytest.raises(CommandError, match=r"not empty: accounts.user has rows\. Give it a database of its own"):
        imported(newspaper)
    user.delete()
    imported(newspaper)
    assert User.objects.filter(username="moira").exists()
