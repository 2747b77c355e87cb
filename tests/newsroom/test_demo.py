from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles.models import Article
from comments import retention
from comments.alike import NOTE_JOB
from comments.models import Comment, Commenter, Discussion, ModerationAction
from outbox.models import Job
from tests.factories import make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(settings: LazySettings, tmp_path: Path) -> str:
    """What loading the demo printed."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


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


@pytest.mark.once
def test_the_demo_is_never_loaded_over_content(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    make_section()
    with pytest.raises(CommandError, match="only into an empty database"):
        call_command("demo")
    assert not User.objects.exists()
