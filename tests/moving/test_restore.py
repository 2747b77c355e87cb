"""What was backed up is there again, all of it, and nothing leaves the house by itself."""

import fcntl
import os
import shutil
from datetime import timedelta
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from articles.models import Article, Author, SiteVersion
from comments.links import status_url
from comments.models import Alert, Comment, Feedback, Follow, ModerationAction
from moving.manifest import Manifest
from moving.tables import LEFT_OUT, applied_migrations, tables_at
from outbox import holding
from outbox.models import Heartbeat, Job
from outbox.worker import Worker
from tests.akismet_server import AkismetServer
from tests.comments import letters
from tests.factories import make_comment
from tests.moving import filled
from tests.moving.conftest import backed_up

pytestmark = pytest.mark.django_db(transaction=True)


def restored(archive: Path) -> str:
    output = StringIO()
    call_command("restore", str(archive), stdout=output)
    return output.getvalue()


def manifest_of(archive: Path) -> Manifest:
    with ZipFile(archive) as opened:
        return Manifest.read(opened.read("manifest.json"))


def test_a_filled_site_has_rows_in_every_table_that_is_backed_up(archive: Path) -> None:
    """Else the tests below would not miss what they should."""
    assert [table.name for table in manifest_of(archive).tables if not table.rows] == []


def test_everything_is_there_again_to_the_microsecond(archive: Path, copy: Path) -> None:
    told = restored(archive)
    assert "Counts and checksums are those of the backup" in told
    assert "SECRET_KEY" not in told
    again = {table.name: table.sha256 for table in backed_up(copy).tables}
    changed = {table.name for table in manifest_of(archive).tables if again[table.name] != table.sha256}
    assert changed == {"outbox.job", "articles.siteversion"}
    output = StringIO()
    call_command("recount", "--check", stdout=output)
    assert "Everything kept equals" in output.getvalue()


def test_media_are_in_place_and_nothing_else_is(archive: Path, media: Path) -> None:
    restored(archive)
    portrait = Author.objects.get().portrait
    assert portrait
    assert Path(portrait.file.path).read_bytes() == filled.PICTURE
    picture = Article.objects.exclude(picture=None).get().picture
    assert picture
    assert Path(picture.file.path).read_bytes() == filled.PICTURE * 9
    assert sorted(path.name for path in media.iterdir()) == ["originals", "renditions"]


def test_people_sign_in_with_their_passwords_and_have_their_rights(archive: Path) -> None:
    restored(archive)
    user = authenticate(username="moira", password="pass")
    assert isinstance(user, User)
    assert user.has_perm("comments.moderate_comment")
    assert user.has_perm("articles.view_article")
    assert set(user.groups.values_list("name", flat=True)) == {"Proofreaders"}


def test_private_links_of_commenters_go_on_working(archive: Path, client: Client) -> None:
    restored(archive)
    for comment in Comment.objects.exclude(status="spam"):
        assert client.get(status_url(comment)).status_code == 200


def test_pages_are_served_and_none_is_older_than_the_restore(archive: Path, client: Client) -> None:
    before = int(timezone.now().timestamp() * 1000)
    restored(archive)
    page = client.get(Article.objects.get(headline="Ships").get_absolute_url())
    assert "東京" in page.content.decode()
    assert SiteVersion.current() >= before


def test_the_log_can_be_added_to_and_nothing_else(archive: Path) -> None:
    restored(archive)
    last = ModerationAction.objects.latest("pk")
    with pytest.raises(DatabaseError), transaction.atomic():
        ModerationAction.objects.filter(pk=last.pk).update(reason="forged")
    act = Comment.objects.filter(status="pending")[0].approve(by=User.objects.get())
    assert act.pk > last.pk


def test_numbers_go_on_where_they_were_also_after_rows_that_are_gone(copy: Path, settings: Settings) -> None:
    filled.fill()
    gone = filled.forget_last_comment()
    backed_up(copy)
    filled.empty()
    settings.MEDIA_ROOT = copy.parent / "media of the restored"
    restored(copy)
    assert make_comment().pk > gone
    filled.add_more()
    call_command("recount", "--check", stdout=StringIO())


def test_nothing_unsent_leaves_before_it_is_released(archive: Path, akismet: AkismetServer) -> None:
    assert "outbox --release" in restored(archive)
    Worker().drain()
    assert akismet.calls() == []
    assert {"comments.check", "comments.feedback"} <= holding.on_hold().keys()
    call_command("outbox", "--release", stdout=StringIO())
    Worker().drain()
    assert len(akismet.calls("comment-check")) == len(akismet.calls("submit-spam")) == 1
    assert Feedback.objects.get().state == "sent"


def test_who_follows_something_is_written_to_by_nobody_before_it_is_released(
    archive: Path, copy: Path, media: Path
) -> None:
    restored(archive)
    Job.objects.all().delete()
    Follow.objects.update(confirmed_at=timezone.now(), due_at=timezone.now() - timedelta(hours=3))
    backed_up(copy)
    filled.empty()
    shutil.rmtree(media)
    assert "outbox --release" in restored(copy)
    letters.leave()
    assert holding.on_hold() == {"comments.letter": 1}
    assert not Job.objects.filter(kind="comments.letter", held_at=None).exists()


def test_what_a_killed_one_has_left_in_the_media_folder_goes(archive: Path, media: Path) -> None:
    (media / ".restore-killed").mkdir(parents=True)
    (media / ".restore-killed" / "half.webp").write_bytes(b"half")
    (media / ".restore-runs").mkdir()
    lock = os.open(media / ".restore-runs", os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    restored(archive)
    os.close(lock)
    assert sorted(path.name for path in media.iterdir()) == [".restore-runs", "originals", "renditions"]


def test_what_was_in_work_there_is_in_nobodys_hands_here(archive: Path) -> None:
    restored(archive)
    assert not Job.objects.exclude(claimed_by="").exists()
    assert Job.objects.filter(state="dead").count() == Job.objects.filter(state="done").count() == 1
    assert Job.objects.get(kind="comments.retention").held_at is None


def test_a_database_with_content_is_left_alone(archive: Path, media: Path) -> None:
    Alert.objects.create(code="1")
    with pytest.raises(CommandError, match=r"not empty: comments.alert has rows\. Give it a database of its own"):
        restored(archive)
    assert not User.objects.exists()
    assert list(media.iterdir()) == []


def test_media_that_are_there_are_left_alone(archive: Path, media: Path) -> None:
    media.mkdir()
    (media / "mine.webp").write_bytes(b"mine")
    with pytest.raises(CommandError, match="is not empty"):
        restored(archive)
    assert not User.objects.exists()


def test_under_a_running_worker_nothing_is_restored(archive: Path) -> None:
    Heartbeat.objects.create(worker="w")
    with pytest.raises(CommandError, match="Stop the site"):
        restored(archive)


def test_another_secret_key_is_told(archive: Path, settings: Settings) -> None:
    settings.SECRET_KEY = "another"
    assert "SECRET_KEY is not that of the backup" in restored(archive)


def test_what_is_left_out_has_its_reason_and_is_not_in_the_archive(archive: Path) -> None:
    tables = {table.name for table in manifest_of(archive).tables}
    assert tables == {table.name for table in tables_at(applied_migrations(connection))}
    assert not tables & LEFT_OUT.keys()
    assert all(LEFT_OUT.values())
