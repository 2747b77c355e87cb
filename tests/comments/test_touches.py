"""Putting off and featuring: acts that change no status, each logged once and taken back exactly."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from comments.models import Comment, DecisionRefused, Discussion, Kind, ModerationAction, ModerationNote, Seen
from comments.models import StaleDecision as Stale
from comments.models.undone import Overtaken
from comments.undoing import undo
from tests.factories import make_comment, make_moderator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def moderator() -> User:
    return make_moderator("mo")


def columns(comment: Comment) -> dict[str, Any]:
    return dict(Comment.objects.values().get(pk=comment.pk))


def state(comment: Comment) -> Any:
    return columns(comment), list(ModerationAction.objects.values())


def an_hour() -> Any:
    return timezone.now() + timedelta(hours=1)


def test_putting_off_is_logged_once_with_its_note_and_taken_back_exactly(moderator: User) -> None:
    comment = make_comment(reason="links")
    before = columns(comment)
    action = comment.defer(by=moderator, until=an_hour(), note="Ask the desk for sport.")
    row = ModerationAction.objects.get()
    assert (row.kind, row.comment, row.actor, row.from_status) == (Kind.DEFER, comment.pk, moderator.pk, "")
    assert (row.before["was"], columns(comment)["deferred_until"]) == (None, an_hour())
    assert ModerationNote.objects.get(pk=row.pk).text == "Ask the desk for sport."
    undo(action, by=moderator)
    assert columns(comment) == before


def test_an_undo_of_putting_off_can_itself_be_undone(moderator: User) -> None:
    comment = make_comment()
    comment.defer(by=moderator, until=an_hour())
    until = columns(comment)["deferred_until"]
    undone = undo(ModerationAction.objects.get(), by=moderator)
    undo(undone, by=moderator)
    assert columns(comment)["deferred_until"] == until


@pytest.mark.parametrize("status", ["unchecked", "approved", "rejected", "spam", "withdrawn"])
def test_only_what_waits_is_put_off(moderator: User, status: str) -> None:
    comment = make_comment(status=status)
    before = state(comment)
    with pytest.raises(Stale):
        comment.defer(by=moderator, until=an_hour())
    assert state(comment) == before


@pytest.mark.parametrize("seen", [Seen("unchecked", 1), Seen("pending", 2), Seen("approved", 1)])
def test_a_comment_that_is_not_as_it_was_seen_is_neither_put_off_nor_featured(moderator: User, seen: Seen) -> None:
    comment = make_comment()
    before = state(comment)
    with pytest.raises(Stale):
        comment.defer(by=moderator, until=an_hour(), seen=seen)
    with pytest.raises(Stale):
        comment.feature(by=moderator, seen=seen)
    assert state(comment) == before


def test_only_the_latest_putting_off_is_taken_back(moderator: User) -> None:
    comment = make_comment()
    first = comment.defer(by=moderator, until=an_hour())
    comment.defer(by=moderator, until=None)
    before = state(comment)
    with pytest.raises(Overtaken):
        undo(first, by=moderator)
    assert state(comment) == before


def test_what_was_decided_since_is_left_alone(moderator: User) -> None:
    comment = make_comment()
    put_off = comment.defer(by=moderator, until=an_hour())
    comment.approve(by=moderator)
    featured = comment.feature(by=moderator)
    comment.put_back(by=moderator)
    before = state(comment)
    for action in (put_off, featured):
        with pytest.raises(Stale):
            undo(action, by=moderator)
    assert state(comment) == before


def test_acts_taken_back_last_first_end_where_they_began(moderator: User) -> None:
    comment = make_comment(reason="links")
    before = columns(comment)
    acts = [comment.defer(by=moderator, until=an_hour()), comment.approve(by=moderator), comment.feature(by=moderator)]
    acts += [comment.put_back(by=moderator), comment.reject(by=moderator, reason="other")]
    for action in reversed(acts):
        undo(action, by=moderator)
    assert columns(comment) == before
    assert ModerationAction.objects.count() == 10


def test_featuring_is_for_what_is_public_and_ends_with_that(moderator: User) -> None:
    comment = make_comment(status="approved")
    comment.feature(by=moderator)
    assert columns(comment)["featured_at"] == timezone.now()
    rejected = comment.reject(by=moderator, reason="other")
    assert columns(comment)["featured_at"] is None
    undo(rejected, by=moderator)
    assert columns(comment)["featured_at"] == timezone.now()
    comment.refresh_from_db()
    ended = comment.feature(by=moderator, is_featured=False)
    assert columns(comment)["featured_at"] is None
    undo(ended, by=moderator)
    assert columns(comment)["featured_at"] == timezone.now()
    assert list(ModerationAction.objects.filter(kind="feature").values_list("reason", flat=True)) == [
        "featured",
        "unfeatured",
        "unfeatured",
    ]


@pytest.mark.parametrize("status", ["unchecked", "pending", "rejected", "spam", "withdrawn"])
def test_nothing_else_can_be_featured_not_even_by_sql(moderator: User, status: str) -> None:
    comment = make_comment(status=status)
    with pytest.raises(Stale):
        comment.feature(by=moderator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(featured_at=timezone.now())


def test_readers_see_what_is_featured_and_its_undo_but_not_what_is_put_off(moderator: User) -> None:
    comment = make_comment(status="approved")
    versions = [Discussion.objects.get().version]
    action = comment.feature(by=moderator)
    versions.append(Discussion.objects.get().version)
    undo(action, by=moderator)
    versions.append(Discussion.objects.get().version)
    make_comment(comment.article).defer(by=moderator, until=an_hour())
    assert versions == sorted(set(versions))
    assert Discussion.objects.get().version == versions[-1]


def test_who_may_not_undo_for_others_does_not(moderator: User) -> None:
    comment = make_comment()
    action = comment.defer(by=moderator, until=an_hour())
    with pytest.raises(DecisionRefused):
        undo(action, by=make_moderator("ann"))
    senior = make_user("eve", permissions=("comments.moderate_comment", "comments.undo_others"))
    undo(action, by=senior)
    assert columns(comment)["deferred_until"] is None
