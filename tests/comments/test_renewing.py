"""A new markup, a changed name or badge reaches comments that were written before, without anybody opening them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles import revising
from articles.models import Author
from comments import markup, renewing, retention, writers
from comments.models import Comment, Discussion, ModerationAction
from comments.threads import discussion
from outbox.jobs import ensure_recurring
from outbox.models import Job
from outbox.worker import Worker
from tests.factories import make_article, make_author, make_comment, make_user

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


def test_a_text_that_was_deleted_meanwhile_does_not_come_back(due: Job) -> None:
    long_ago = timezone.now() - timedelta(days=40)
    make_comment(status="spam", decided_at=long_ago, markup=markup.MARKUP - 1)
    outcome = renewing.renew_older(due)
    retention.run()
    outcome.effect()
    assert stored() == [("", markup.MARKUP - 1)]


def test_a_text_that_was_edited_meanwhile_keeps_its_own_html(due: Job) -> None:
    comment = make_comment(markup=markup.MARKUP - 1)
    outcome = renewing.renew_older(due)
    comment.edit("Other words.", "<p>Other words.</p>", markup.MARKUP - 1)
    outcome.effect()
    assert stored() == [("<p>Other words.</p>", markup.MARKUP - 1)]


def change(user: User, **columns: str) -> None:
    """As a superuser does, on the account's page in the admin."""
    client = Client()
    client.force_login(make_user(is_superuser=True, staff=True))
    fields = {"username": user.username, "is_active": "on", "date_joined_0": "2026-11-22", "date_joined_1": "12:00:00"}
    response = client.post(f"/admin/accounts/user/{user.pk}/change/", fields | columns)
    assert response.status_code == 302


def test_a_changed_name_reaches_what_that_person_wrote_before_and_what_answers_it() -> None:
    user = make_user()
    mine = make_comment(status="approved", name="Old Name", commenter=writers.commenter_of(user, ""))
    stub = make_comment(status="spam", text="", html="", name="", emptied_at=timezone.now(), commenter=mine.commenter)
    make_comment(mine.article, status="approved", name="Old Name")
    before = discussion.version(mine.article)
    change(user, public_name="New Name")
    Worker().drain()
    assert list(Comment.objects.order_by("pk").values_list("name", flat=True)) == ["New Name", "", "Old Name"]
    assert discussion.version(mine.article) != before
    assert "New Name" in discussion.render(mine.article, QueryDict()).html
    assert stub.article_id not in Discussion.objects.values_list("pk", flat=True)


def test_a_change_that_nobody_sees_makes_no_page_anew() -> None:
    user = make_user(public_name="The Name")
    mine = make_comment(status="approved", name="The Name", commenter=writers.commenter_of(user, ""))
    before = discussion.version(mine.article)
    change(user, public_name="The Name", email="new@example.org")
    Worker().drain()
    assert discussion.version(mine.article) == before


def test_the_badge_goes_with_the_group_that_gave_it() -> None:
    right = Permission.objects.get(content_type__app_label="comments", codename="publish_comments")
    group = Group.objects.create(name="Desk of comments")
    user = make_user(public_name="The Name", staff=True)
    user.groups.add(group)
    mine = make_comment(status="approved", name="The Name", commenter=writers.commenter_of(user, ""))
    client = Client()
    client.force_login(make_user(is_superuser=True, staff=True))
    for rights, badge in (([right.pk], "staff"), ([], "")):
        client.post(f"/admin/auth/group/{group.pk}/change/", {"name": group.name, "permissions": rights})
        Worker().drain()
        mine.refresh_from_db()
        assert mine.badge == badge


def test_the_badge_of_an_author_follows_the_byline_and_the_account_behind_it() -> None:
    mary, other = make_author("Mary Bly", user=make_user("mary")), make_author("Joe Moss", user=make_user("joe"))
    article = make_article(authors=(mary,))
    badges = [
        make_comment(article, status="approved", commenter=writers.commenter_of(each.user, ""))
        for each in (mary, other)
    ]
    elsewhere = make_comment(status="approved", commenter=writers.commenter_of(mary.user, ""))

    def shown() -> list[str]:
        Worker().drain()
        return [Comment.objects.get(pk=comment.pk).badge for comment in (*badges, elsewhere)]

    def write(*bylines: Author) -> None:
        rows = [{"author": author.pk, "job_title": ""} for author in bylines]
        revising.keep(article, revising.working_content(article) | {"bylines": rows}, by=None)
        revising.publish_changes(article)

    write(other, mary)
    assert shown() == ["author", "author", ""]
    write(other)
    assert shown() == ["", "author", ""]
    before = discussion.version(article)
    write(mary)
    assert shown() == ["author", "", ""]
    assert discussion.version(article) != before
    mary.user = make_user("mary2")
    mary.save()
    assert shown() == ["", "", ""]


def test_they_are_found_by_an_index() -> None:
    article = make_article()
    Comment.objects.bulk_create([Comment(article=article, name="x", markup=markup.MARKUP) for _ in range(2_000)])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE comments_comment")
    older = Comment.objects.filter(markup__lt=markup.MARKUP).order_by("markup", "pk")[: renewing.BATCH]
    assert "comment_markup" in older.explain()
