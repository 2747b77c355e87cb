from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import (
    Breaker,
    Comment,
    Commenter,
    DecisionRefused,
    Discussion,
    ModerationAction,
    Seen,
    StaleDecision,
    Status,
)
from outbox.models import Job
from tests.factories import make_comment, make_moderator

pytestmark = pytest.mark.django_db


def approved_count(comment: Comment) -> int:
    return Discussion.objects.get(pk=comment.article_id).approved_count


def test_approving_publishes_logs_and_counts() -> None:
    moderator, comment = make_moderator(), make_comment()
    action = comment.approve(by=moderator)
    comment.refresh_from_db()
    assert (comment.status, comment.on_page) == ("approved", True)
    assert (action.actor, action.from_status, action.to_status) == (moderator.pk, "pending", "approved")
    assert approved_count(comment) == 1


def test_a_second_moderator_changes_nothing_and_learns_who_was_first() -> None:
    first, second, comment = make_moderator(), make_moderator(), make_comment()
    stale = Comment.objects.get(pk=comment.pk)
    comment.reject(by=first, reason="insult")
    with pytest.raises(StaleDecision) as refusal:
        stale.approve(by=second)
    assert refusal.value.last is not None
    assert refusal.value.last.actor == first.pk
    comment.refresh_from_db()
    assert comment.status == "rejected"
    assert ModerationAction.objects.count() == 1


def test_a_decision_on_an_older_text_is_stale() -> None:
    comment = make_comment()
    with pytest.raises(StaleDecision):
        comment.approve(by=make_moderator(), seen=Seen("pending", 0))


def test_undo_brings_back_the_state_before_exactly() -> None:
    moderator, comment = make_moderator(), make_comment(reason="every_comment")
    before = Comment.objects.values().get(pk=comment.pk)
    action = comment.approve(by=moderator)
    comment.undo(action, by=moderator)
    assert Comment.objects.values().get(pk=comment.pk) == before
    assert approved_count(comment) == 0


def test_undo_of_check_again_brings_back_since_when_a_verdict_counts() -> None:
    moderator = make_moderator()
    comment = make_comment(reason="every_comment", asked_at=timezone.now() - timedelta(hours=5))
    before = Comment.objects.values().get(pk=comment.pk)
    comment.undo(comment.check_again(by=moderator), by=moderator)
    assert Comment.objects.values().get(pk=comment.pk) == before


def family() -> tuple[Comment, Comment, Comment]:
    grandparent = make_comment(status="approved")
    parent = make_comment(parent=grandparent, status="approved")
    return grandparent, parent, make_comment(parent=parent, status="approved")


def test_undo_brings_back_a_reply_under_the_tombstones_under_which_it_was() -> None:
    moderator = make_moderator()
    grandparent, parent, reply = family()
    parent.reject(by=moderator, reason="insult")
    grandparent.reject(by=moderator, reason="insult")
    before = list(Comment.objects.order_by("pk").values())
    action = Comment.objects.get(pk=reply.pk).mark_spam(by=moderator)
    assert not Comment.objects.on_page().exists()
    Comment.objects.get(pk=reply.pk).undo(action, by=moderator)
    assert list(Comment.objects.order_by("pk").values()) == before
    assert approved_count(reply) == 1


def test_undo_brings_no_reply_back_under_a_parent_that_was_hidden_since() -> None:
    moderator = make_moderator()
    _grandparent, parent, reply = family()
    action = reply.mark_spam(by=moderator)
    parent.reject(by=moderator, reason="insult")
    with pytest.raises(DecisionRefused, match="Approve that one first"):
        Comment.objects.get(pk=reply.pk).undo(action, by=moderator)


def test_the_policy_notes_when_it_decided_and_not_when_it_left_it_to_a_person() -> None:
    """The clocks of what is kept begin there."""
    spam, waiting = make_comment(status="unchecked"), make_comment(status="unchecked")
    spam.settle(Status.SPAM, "akismet", seen=spam.seen)
    waiting.settle(Status.PENDING, "every_comment", seen=waiting.seen)
    decided = dict(Comment.objects.values_list("pk", "decided_at"))
    assert decided[spam.pk] is not None
    assert decided[waiting.pk] is None


def test_no_row_is_locked_by_its_key() -> None:
    """Who stores a reply or a check locks the keys of what it names: both waiting for each other is a deadlock."""
    comment = make_comment(status="unchecked", commenter=Commenter.objects.create(email_key="k"))
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        comment.approve(by=make_moderator())
        Breaker.lock()
    locking = [query["sql"] for query in queries if " FOR " in query["sql"]]
    assert bool(locking) == connection.features.has_select_for_update
    assert all(sql.endswith("FOR NO KEY UPDATE") for sql in locking)


def test_undo_to_unchecked_asks_for_the_check_again() -> None:
    moderator, comment = make_moderator(), make_comment(status="unchecked")
    comment.undo(comment.mark_spam(by=moderator), by=moderator)
    assert Job.objects.open().filter(kind="comments.check", ref=comment.pk).exists()


def test_undo_after_somebody_acted_changes_nothing() -> None:
    moderator, comment = make_moderator(), make_comment()
    action = comment.approve(by=moderator)
    comment.reject(by=make_moderator(), reason="insult")
    with pytest.raises(StaleDecision):
        comment.undo(action, by=moderator)
    comment.refresh_from_db()
    assert comment.status == "rejected"


def test_an_undo_can_be_undone() -> None:
    moderator, comment = make_moderator(), make_comment()
    undone = comment.undo(comment.approve(by=moderator), by=moderator)
    comment.undo(undone, by=moderator)
    comment.refresh_from_db()
    assert (comment.status, approved_count(comment)) == ("approved", 1)


def test_a_reply_is_approved_only_under_a_public_parent() -> None:
    reply = make_comment(parent=make_comment(status="rejected"))
    with pytest.raises(DecisionRefused, match="Approve that one first"):
        reply.approve(by=make_moderator())


def test_a_hidden_parent_stays_as_tombstone_while_a_reply_is_public_and_goes_with_the_last_one() -> None:
    moderator = make_moderator()
    grandparent = make_comment(status="approved")
    parent = make_comment(parent=grandparent, status="approved")
    reply = make_comment(parent=parent, status="approved")
    parent.reject(by=moderator, reason="insult")
    grandparent.reject(by=moderator, reason="insult")
    assert set(Comment.objects.on_page()) == {grandparent, parent, reply}
    reply.mark_spam(by=moderator)
    assert not Comment.objects.on_page().exists()
    assert approved_count(reply) == 0


def test_a_machine_never_overwrites_a_person() -> None:
    comment = make_comment(status="unchecked")
    seen = comment.seen
    comment.approve(by=make_moderator())
    assert comment.settle(Status.SPAM, "spam", seen=seen) is None
    comment.refresh_from_db()
    assert comment.status == "approved"


def test_withdrawing_takes_it_off_the_page_and_forbids_decisions() -> None:
    comment = make_comment(status="approved")
    comment.withdraw()
    assert not Comment.objects.on_page().exists()
    with pytest.raises(DecisionRefused, match="withdrawn"):
        comment.approve(by=make_moderator())


def test_spam_cannot_be_withdrawn_or_edited() -> None:
    comment = make_comment(status="spam")
    with pytest.raises(DecisionRefused):
        comment.withdraw()
    with pytest.raises(DecisionRefused):
        comment.edit("New", "<p>New</p>", 1)


def test_an_edit_goes_back_to_unchecked_with_a_new_version() -> None:
    comment = make_comment(status="approved")
    comment.edit("New", "<p>New</p>", 1)
    comment.refresh_from_db()
    assert (comment.status, comment.version, comment.text, comment.on_page) == ("unchecked", 2, "New", False)


def test_check_again_is_for_pending_and_spam() -> None:
    moderator = make_moderator()
    comment = make_comment(status="spam")
    comment.check_again(by=moderator)
    assert comment.status == "unchecked"
    with pytest.raises(DecisionRefused):
        make_comment(status="approved").check_again(by=moderator)


def test_nothing_is_logged_when_the_transaction_fails() -> None:
    comment = make_comment()
    with transaction.atomic():
        comment.approve(by=make_moderator())
        transaction.set_rollback(True)
    assert not ModerationAction.objects.exists()
