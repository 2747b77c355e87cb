"""What becomes of a post: its status, its thread, its words, its dates, whoever wrote it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from comments.models import Badge, Comment, Discussion, Feedback, ModerationAction, Status, Submission
from comments.recount import differences
from moving.imports.mapping import Mapping
from outbox.models import Job
from tests.factories import make_article, make_author, make_comment, make_user
from tests.moving.disqus.conftest import Import
from tests.moving.disqus.exports import AT, post, thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return make_article("Ships", slug="ships")


@pytest.fixture
def ships(article: Article) -> str:
    return thread(7, f"https://www.port.example{article.get_absolute_url()}")


@pytest.mark.parametrize(
    ("flags", "status", "reason"),
    [
        ("", Status.APPROVED, ""),
        ("waiting", Status.PENDING, "imported"),
        ("spam", Status.SPAM, "imported_spam"),
        ("deleted", Status.WITHDRAWN, ""),
        ("deleted spam waiting", Status.SPAM, "imported_spam"),
        ("deleted waiting", Status.WITHDRAWN, ""),
    ],
)
def test_flags_are_a_status(take_in: Import, ships: str, flags: str, status: str, reason: str) -> None:
    take_in(ships, post(1, 7, flags=flags))
    comment = Comment.objects.get()
    assert (comment.status, comment.reason) == (status, reason)
    assert comment.on_page == (status == Status.APPROVED)


@pytest.mark.parametrize(
    ("flags", "status"),
    [("", Status.REJECTED), ("waiting", Status.REJECTED), ("spam", Status.SPAM), ("deleted", Status.WITHDRAWN)],
)
def test_nothing_of_a_deleted_thread_is_public(take_in: Import, article: Article, flags: str, status: str) -> None:
    take_in(thread(7, article.get_absolute_url(), flags="deleted"), post(1, 7, flags=flags))
    assert Comment.objects.get().status == status


def test_a_closed_thread_keeps_its_comments(take_in: Import, article: Article) -> None:
    take_in(thread(7, article.get_absolute_url(), flags="closed"), post(1, 7))
    assert Comment.objects.get().status == Status.APPROVED


def test_a_deleted_post_with_public_answers_is_a_tombstone(take_in: Import, ships: str) -> None:
    take_in(ships, post(1, 7, flags="deleted"), post(2, 7, parent=1), post(3, 7, flags="deleted"))
    first, answer, alone = Comment.objects.order_by("pk")
    assert answer.parent == first
    assert [(each.status, each.on_page) for each in (first, answer, alone)] == [
        ("withdrawn", True),
        ("approved", True),
        ("withdrawn", False),
    ]
    assert first.text == "A word."


def test_a_deleted_post_without_words_holds_its_answers_together(take_in: Import, ships: str) -> None:
    """Disqus empties posts of closed accounts."""
    told = take_in(ships, post(1, 7, "", flags="deleted"), post(2, 7, parent=1), post(3, 7, "<p> </p>"))
    stub, answer = Comment.objects.order_by("pk")
    assert (stub.text, stub.name, stub.emptied_at) == ("", "", stub.created_at)
    assert (answer.parent, told.told("empty_comment")) == (stub, 1)


def test_threads_dates_and_names_stay(take_in: Import, ships: str) -> None:
    take_in(
        ships, post(1, 7), post(2, 7, parent=1, at="2024-03-02T10:30:00", name="Yan &amp; Co"), post(3, 7, parent=2)
    )
    first, second, third = Comment.objects.order_by("depth")
    assert (third.root, third.parent, third.depth) == (first, second, 2)
    assert (second.created_at, second.name) == (datetime(2024, 3, 2, 10, 30, tzinfo=UTC), "Yan & Co")
    assert first.commenter is None
    assert Discussion.objects.get().approved_count == 3
    assert list(differences(repair=False)) == []


def test_an_answer_may_come_before_what_it_answers(take_in: Import, ships: str) -> None:
    take_in(ships, post(9, 7, parent=3), post(3, 7))
    assert Comment.objects.get(depth=1).parent == Comment.objects.get(depth=0)


def test_whoever_gave_no_name_is_anonymous(take_in: Import, ships: str) -> None:
    take_in(ships, post(1, 7, name="", flags="anonymous"), post(2, 7, name="", inside="<username>yan</username>"))
    assert [each.name for each in Comment.objects.order_by("pk")] == ["Anonymous", "yan"]


def test_addresses_of_older_exports_make_one_person_of_one_address(take_in: Import, ships: str) -> None:
    email = "<email>zoe@example.org</email>"
    take_in(ships, post(1, 7, inside=email), post(2, 7, inside=email), post(3, 7))
    one, two, three = Comment.objects.order_by("pk")
    assert one.commenter is not None
    assert (one.commenter, three.commenter) == (two.commenter, None)
    assert one.commenter.approved_count == 2


def test_a_mapped_account_has_its_comments_and_the_badge_of_its_articles(take_in: Import) -> None:
    user = make_user()
    article, other = make_article(authors=(make_author(user=user),)), make_article()
    ada = "<username>ada</username>"
    take_in(
        *(thread(each.pk, each.get_absolute_url()) for each in (article, other)),
        post(1, article.pk, inside=ada),
        post(2, other.pk, inside=ada),
        who=Mapping(accounts={"ada": user.username}),
    )
    own, elsewhere = Comment.objects.order_by("pk")
    assert own.commenter is not None
    assert own.commenter == elsewhere.commenter
    assert own.commenter.user == user
    assert (own.badge, elsewhere.badge) == (Badge.AUTHOR, "")


def test_nothing_is_sent_checked_or_told_because_of_it(take_in: Import, ships: str) -> None:
    jobs = Job.objects.count()
    take_in(ships, post(1, 7), post(2, 7, flags="spam"), post(3, 7, flags="waiting"))
    assert (Job.objects.count(), Feedback.objects.count(), Submission.objects.count()) == (jobs, 0, 0)
    assert [each.reason for each in ModerationAction.objects.all()] == ["disqus"]


def test_comments_stand_beside_those_that_are_here(take_in: Import, article: Article, ships: str) -> None:
    mine = make_comment(article, status="approved")
    take_in(ships, post(1, 7))
    assert Comment.objects.exclude(pk=mine.pk).get().article == article
    assert Discussion.objects.get().approved_count == 2


# Dates


def test_what_has_no_date_has_that_of_its_thread(take_in: Import, ships: str) -> None:
    told = take_in(ships, post(1, 7, at=""), post(2, 7, at="0000-00-00T00:00:00"), post(3, 7, at="yesterday"))
    assert {each.created_at for each in Comment.objects.all()} == {datetime(2024, 3, 1, 8, tzinfo=UTC)}
    assert told.told("comment_undated") == 3


def test_what_is_of_the_future_is_of_now(take_in: Import, ships: str) -> None:
    before = timezone.now()
    told = take_in(ships, post(1, 7, at=f"{before + timedelta(days=400):%Y-%m-%dT%H:%M:%SZ}"))
    assert before <= Comment.objects.get().created_at <= timezone.now()
    assert told.told("comment_of_the_future") == 1


# Threads that are broken


def test_a_missing_parent_begins_a_thread(take_in: Import, ships: str) -> None:
    told = take_in(ships, post(1, 7, parent=99))
    assert Comment.objects.get().depth == 0
    assert told.told("parent_missing") == 1


def test_posts_that_answer_each_other_in_a_circle_begin_a_thread(take_in: Import, ships: str) -> None:
    told = take_in(ships, post(1, 7, parent=2), post(2, 7, parent=1), post(3, 7, parent=3))
    assert Comment.objects.count() == 3
    assert told.told("parents_in_circle") == 2


def test_a_number_that_is_there_twice_is_taken_once(take_in: Import, ships: str) -> None:
    told = take_in(ships, ships, post(1, 7, "<p>First.</p>"), post(1, 7, "<p>Second.</p>"))
    assert Comment.objects.get().text == "First."
    assert told.told("twice") == 2


def test_a_post_whose_thread_is_missing_is_told(take_in: Import, ships: str) -> None:
    told = take_in(ships, post(1, 8))
    assert not Comment.objects.exists()
    assert "line 20: comment 1: Left out: its thread is not in the file. (8)" in told.lines


def test_names_that_the_site_gave_are_as_good_as_numbers(take_in: Import, article: Article) -> None:
    """As Disqus's own description of the format has it."""
    take_in(
        thread(7, article.get_absolute_url(), "ships-1"),
        f"<post><id>a</id><message>One.</message><thread>ships-1</thread><createdAt>{AT}</createdAt></post>",
        f"<post><id>b</id><message>Two.</message><thread>ships-1</thread><parent>a</parent><createdAt>{AT}</createdAt></post>",
    )
    assert [each.text for each in Comment.objects.order_by("depth")] == ["One.", "Two."]
    assert Comment.objects.get(depth=1).parent == Comment.objects.get(depth=0)
