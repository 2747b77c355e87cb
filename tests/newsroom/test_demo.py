from collections.abc import Generator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from articles.models import Article
from comments import retention
from comments.alike import NOTE_JOB
from comments.models import Comment, Commenter, Discussion, ModerationAction
from outbox.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Generator[tuple[Path, str]]:
    """Its folder, and what loading the demo printed: once, as every test has a savepoint of its own within."""
    folder, out = tmp_path_factory.mktemp("demo"), StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DATA_DIR=folder, MEDIA_ROOT=folder / "media"):
            call_command("demo", stdout=out)
        yield folder, out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def printed(loaded: tuple[Path, str], settings: LazySettings) -> str:
    settings.DATA_DIR, printed = loaded
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    return printed


def test_the_demo_is_a_whole_newspaper_that_keeps_its_promises(printed: str) -> None:
    published = Article.objects.published()
    assert published.count() >= 24
    assert Article.objects.scheduled().exists()
    assert Article.objects.filter(status="draft").exists()
    for article in published.newest_first()[:10]:
        assert article.accepts_comments()
        assert Comment.objects.filter(article=article, depth=0, on_page=True).count() < 15
    assert Comment.objects.count() >= 280
    assert 0 < Comment.objects.filter(status="pending").count() <= 12
    assert set(Comment.objects.values_list("status", flat=True)) == {
        "unchecked", "pending", "approved", "rejected", "spam", "withdrawn"
    }  # fmt: skip


@pytest.mark.once
def test_demo_comments_cause_no_check_and_one_log_row(printed: str) -> None:
    assert set(Job.objects.filter(kind__startswith="comments.").values_list("kind", flat=True)) <= {NOTE_JOB}
    assert list(ModerationAction.objects.values_list("comment", "rule")) == [(None, "import")]


def test_kept_counters_equal_a_recount(printed: str) -> None:
    for discussion in Discussion.objects.all():
        assert discussion.approved_count == Comment.objects.approved().filter(article_id=discussion.pk).count()
    for commenter in Commenter.objects.all():
        assert commenter.approved_count == commenter.comments.filter(status="approved").count()


@pytest.mark.once
def test_tombstones_stand_over_their_approved_replies(printed: str) -> None:
    tombstones = Comment.objects.on_page().exclude(status="approved")
    assert tombstones.count() >= 4
    assert all(tombstone.replies.filter(on_page=True).exists() for tombstone in tombstones)
    assert not Comment.objects.filter(on_page=True, parent__on_page=False).exists()


@pytest.mark.once
def test_the_first_night_leaves_the_demos_spam_to_be_looked_at(printed: str) -> None:
    """Some of it stands under articles that are months old."""
    retention.run()
    assert Comment.objects.filter(status="spam", emptied_at=None).count() >= 12
    assert not Comment.objects.exclude(emptied_at=None).exists()


@pytest.mark.once
def test_no_demo_comment_lies_in_the_future(printed: str) -> None:
    assert not Comment.objects.filter(created_at__gt=timezone.now()).exists()


@pytest.mark.once
def test_each_role_signs_in_with_the_password_that_was_printed(printed: str, client: Client) -> None:
    rows = [line.split() for line in printed.splitlines() if len(line.split()) == 2]
    sign_ins = {role: password for role, password in rows if User.objects.filter(username=role).exists()}
    assert set(sign_ins) == {"admin", "editor", "author", "moderator", "reader"}
    assert len(set(sign_ins.values())) == 5
    assert all(client.login(username=role, password=password) for role, password in sign_ins.items())


@pytest.mark.once
def test_the_sign_ins_are_readable_by_the_operator_alone(printed: str, settings: LazySettings) -> None:
    assert (Path(settings.DATA_DIR) / "demo-sign-ins.txt").stat().st_mode & 0o077 == 0
