"""What a rule or the policy has decided is taken back as any other act: it waits for a person then."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comments import undoing
from comments.desk import history
from comments.models import Comment, DecisionRefused, Discussion, ModerationAction, Seen, StaleDecision, Status
from outbox.models import Job
from tests.comments.desk import QUEUE, press, shown, words
from tests.comments.telling import make_judged, reports
from tests.factories import make_comment, make_moderator, make_report, make_user

pytestmark = pytest.mark.django_db


def settled(to: Status, reason: str, **columns: Any) -> tuple[Comment, ModerationAction]:
    comment = make_comment(status="unchecked", **columns)
    action = comment.settle(to, reason, seen=comment.seen)
    assert action
    return Comment.objects.get(pk=comment.pk), action


@pytest.mark.parametrize(
    ("to", "reason"),
    [(Status.REJECTED, "word_rejected"), (Status.SPAM, "akismet"), (Status.APPROVED, "trusted")],
)
def test_it_waits_for_a_person_and_is_asked_of_no_rule_again(to: Status, reason: str) -> None:
    comment, action = settled(to, reason)
    undone = undoing.undo(action, by=make_moderator())
    comment.refresh_from_db()
    assert (comment.status, comment.reason, comment.decided_at, comment.on_page) == (
        "pending",
        "rule_undone",
        None,
        False,
    )
    assert (undone.undoes, undone.from_status, undone.to_status) == (action.pk, to, "pending")
    assert not Job.objects.filter(kind="comments.check").exists()
    assert not Discussion.objects.filter(approved_count__gt=0).exists()


def test_taking_that_back_brings_the_rules_decision_back_exactly() -> None:
    comment, action = settled(Status.REJECTED, "word_rejected")
    before = Comment.objects.values().get(pk=comment.pk)
    moderator = make_moderator()
    undoing.undo(undoing.undo(action, by=moderator), by=moderator)
    assert Comment.objects.values().get(pk=comment.pk) == before


def test_what_only_waits_and_what_its_author_did_is_nobody_elses_to_take_back() -> None:
    moderator = make_moderator()
    _comment, held = settled(Status.PENDING, "word_held")
    withdrawn = make_comment().withdraw()
    for action in (held, withdrawn):
        with pytest.raises(DecisionRefused, match="can't be undone"):
            undoing.undo(action, by=moderator)
        entry = history.entry(action.pk)
        assert entry
        assert not entry.can_be_undone_by(moderator)


def test_who_may_decide_may_overrule_a_rule_and_nobody_else() -> None:
    _comment, action = settled(Status.REJECTED, "word_rejected")
    entry = history.entry(action.pk)
    assert entry
    assert entry.can_be_undone_by(make_moderator())
    reader = make_user("reader", staff=True, permissions=("comments.view_log",))
    assert not entry.can_be_undone_by(reader)
    with pytest.raises(DecisionRefused):
        undoing.undo(action, by=reader)


def test_where_somebody_has_acted_since_nothing_is_overwritten() -> None:
    comment, action = settled(Status.REJECTED, "word_rejected")
    moderator = make_moderator()
    comment.approve(by=moderator)
    with pytest.raises(StaleDecision):
        undoing.undo(action, by=moderator)
    assert Comment.objects.get().status == "approved"


def test_akismet_is_told_that_it_was_wrong_and_not_when_that_is_taken_back_in_time() -> None:
    comment = make_judged("spam", status="unchecked")
    action = comment.settle(Status.SPAM, "akismet", seen=Seen("unchecked", comment.version))
    assert action
    moderator = make_moderator()
    undone = undoing.undo(action, by=moderator)
    assert reports(comment) == [("ham", "waiting")]
    undoing.undo(undone, by=moderator)
    assert reports(comment) == [("ham", "cancelled")]


def test_it_is_undone_from_the_card_and_from_the_log(client: Client) -> None:
    client.force_login(make_moderator())
    comment, action = settled(Status.REJECTED, "word_rejected")
    assert press(client, shown(client.get(f"{QUEUE}{comment.pk}/")), "undo", comment.pk).status_code == 303
    assert Comment.objects.get(pk=comment.pk).status == "pending"
    other, action = settled(Status.SPAM, "akismet")
    log = reverse("admin:comments_moderationaction_changelist")
    undo = reverse("log_undo", args=[action.pk])
    assert undo in shown(client.get(log)) or reverse("admin:comments_queue_undo", args=[other.pk]) in shown(
        client.get(log)
    )
    answer = client.post(undo, {"next": log})
    assert answer.status_code == 303
    assert "Taken back: it waits for a person" in words(client.get(answer["Location"]))
    assert Comment.objects.get(pk=other.pk).status == "pending"


def test_what_rules_find_weighs_in_the_priority_beside_open_reports() -> None:
    comment = make_comment(status="approved")
    report = make_report(comment)
    comment.refresh_from_db()
    comment.edit("Other words", "<p>Other words</p>", 1)
    comment.settle(Status.PENDING, "word_held", seen=comment.seen, weight=6)
    assert Comment.objects.get().priority == 6 + report.weight
    comment = Comment.objects.get()
    comment.approve(by=make_moderator())
    assert Comment.objects.get().priority == 6
    comment.edit("Better words", "<p>Better words</p>", 1)
    comment.settle(Status.PENDING, "every_comment", seen=comment.seen)
    assert Comment.objects.get().priority == 0
