"""A new markup reaches comments that were written under an older one, without anybody opening them."""

import pytest
from django.db import connection
from django.utils import timezone

from comments import markup, renewing
from comments.models import Comment, ModerationAction
from comments.threads import discussion
from outbox.jobs import ensure_recurring
from outbox.models import Job
from outbox.worker import Worker
from tests.factories import make_article, make_comment

pytestmark = pytest.mark.django_db


def stored() -> list[tuple[str, int]]:
    return list(Comment.objects.order_by("pk").values_list("html", "markup"))


@pytest.fixture
def due() -> Job:
    ensure_recurring()
    Job.objects.exclude(kind="comments.renew").delete()
    return Job.objects.get(kind="comments.renew")


def test_what_is_of_an_older_markup_is_rendered_anew_and_nothing_else(due: Job) -> None:
    older = make_comment(status="approved", text="*new*", html="<p>old</p>", markup=markup.MARKUP - 1)
    make_comment(older.article, text="*new*", html="<p>as it is</p>", markup=markup.MARKUP)
    before = discussion.version(older.article)
    Worker().drain()
    assert stored() == [(markup.render("*new*"), markup.MARKUP), ("<p>as it is</p>", markup.MARKUP)]
    assert discussion.version(older.article) == before
    assert not ModerationAction.objects.exists()


def test_many_are_done_in_several_turns_and_then_no_more_until_later(due: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewing, "BATCH", 2)
    for _ in range(5):
        make_comment(markup=markup.MARKUP - 1)
    Worker().drain()
    assert {number for _, number in stored()} == {markup.MARKUP}
    due.refresh_from_db()
    assert due.due_at > timezone.now()


def test_a_text_that_was_edited_meanwhile_keeps_its_own_html(due: Job) -> None:
    comment = make_comment(markup=markup.MARKUP - 1)
    outcome = renewing.renew_older(due)
    comment.edit("Other words.", "<p>Other words.</p>", markup.MARKUP - 1)
    outcome.effect()
    assert stored() == [("<p>Other words.</p>", markup.MARKUP - 1)]


def test_they_are_found_by_an_index() -> None:
    article = make_article()
    Comment.objects.bulk_create([Comment(article=article, name="x", markup=markup.MARKUP) for _ in range(2_000)])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE comments_comment")
    older = Comment.objects.filter(markup__lt=markup.MARKUP).order_by("markup", "pk")[: renewing.BATCH]
    assert "comment_markup" in older.explain()
