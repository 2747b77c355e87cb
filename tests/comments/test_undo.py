"""Undo at the desk and from the log: every act of a person, as long as nobody has acted since."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from comments.models import Comment, Discussion, ModerationAction, Status
from outbox.models import Job
from tests.comments.desk import QUEUE, forms, press, press_in_place, shown, words
from tests.factories import make_comment, make_moderator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator("mo", first_name="Mo", last_name="Derator"))
    return client


def columns(comment: Comment) -> dict[str, Any]:
    return dict(Comment.objects.values().get(pk=comment.pk))


def own_page(client: Client, comment: Comment) -> str:
    return shown(client.get(f"{QUEUE}{comment.pk}/"))


def decided(client: Client, comment: Comment, act: str = "approve", **more: str) -> str:
    """The page after the decision, with its undo form."""
    answer = press(client, own_page(client, comment), act, comment.pk, **more)
    return shown(client.get(answer["Location"]))


@pytest.mark.parametrize("status", ["pending", "unchecked", "spam", "rejected"])
def test_undo_brings_the_state_before_back_exactly(desk: Client, status: str) -> None:
    comment = make_comment(status=status, reason="every_comment")
    before = columns(comment)
    page = decided(desk, comment)
    answer = press(desk, page, "undo", comment.pk)
    assert answer.status_code == 303
    assert columns(comment) == before
    assert Discussion.objects.get().approved_count == 0
    assert "Undone: " in words(desk.get(answer["Location"]))


def test_what_staff_published_themselves_waits_for_a_person_and_is_not_sent_to_the_spam_check(desk: Client) -> None:
    comment = make_comment(status="unchecked")
    comment.approve(by=User.objects.get(username="mo"), reason="publishes_at_once")
    press(desk, own_page(desk, comment), "undo", comment.pk)
    comment.refresh_from_db()
    assert (comment.status, comment.on_page, comment.decided_at) == ("pending", False, None)
    assert not Job.objects.exists()
    assert "Waits: not spam-checked: written by staff." in words(desk.get(QUEUE))
    assert press(desk, own_page(desk, comment), "undo", comment.pk).status_code == 303
    comment.refresh_from_db()
    assert (comment.status, comment.on_page) == ("approved", True)


def test_undo_with_htmx_brings_the_card_back(desk: Client) -> None:
    comment = make_comment()
    folded = press_in_place(desk, own_page(desk, comment), "spam", comment.pk)
    back = press_in_place(desk, shown(folded), "undo", comment.pk)
    assert "card-folded" not in shown(back)
    assert f"{QUEUE}{comment.pk}/approve/" in forms(shown(back))


def test_an_undo_can_be_undone(desk: Client) -> None:
    comment = make_comment()
    undone = press(desk, decided(desk, comment), "undo", comment.pk)
    again = press(desk, shown(desk.get(undone["Location"])), "undo", comment.pk)
    assert again.status_code == 303
    assert Comment.objects.get().status == "approved"


def test_undo_twice_undoes_once(desk: Client) -> None:
    comment = make_comment()
    page = decided(desk, comment)
    assert press(desk, page, "undo", comment.pk).status_code == 303
    second = press(desk, page, "undo", comment.pk)
    assert second.status_code == 409
    assert "Already decided by you 0 s ago: pending" in words(second)
    assert ModerationAction.objects.count() == 2


def test_after_somebody_else_has_acted_nothing_is_undone(desk: Client) -> None:
    comment = make_comment()
    page = decided(desk, comment)
    Comment.objects.get().reject(by=make_moderator("ann", first_name="Ann"), reason="insult")
    answer = press(desk, page, "undo", comment.pk)
    assert answer.status_code == 409
    assert "Already decided by Ann 0 s ago: rejected (insult)." in words(answer)
    assert Comment.objects.get().status == "rejected"


def test_what_a_colleague_did_is_undone_by_who_may_undo_others(desk: Client) -> None:
    comment = make_comment()
    action = comment.reject(by=make_moderator(), reason="insult")
    refused = desk.post(f"{QUEUE}{comment.pk}/undo/", {"action": action.pk})
    assert (refused.status_code, Comment.objects.get().status) == (409, "rejected")
    User.objects.get(username="mo").user_permissions.add(Permission.objects.get(codename="undo_others"))
    assert press(desk, own_page(desk, comment), "undo", comment.pk).status_code == 303
    assert Comment.objects.get().status == "pending"


def test_what_the_author_did_and_what_the_policy_left_to_people_is_not_undone(desk: Client) -> None:
    withdrawn, settled = make_comment(), make_comment(status="unchecked")
    acts = [withdrawn.withdraw(), settled.settle(Status.PENDING, "links", seen=settled.seen)]
    for comment, action in zip((withdrawn, settled), acts, strict=True):
        assert action is not None
        assert f"{QUEUE}{comment.pk}/undo/" not in forms(own_page(desk, comment))
        answer = desk.post(f"{QUEUE}{comment.pk}/undo/", {"action": action.pk})
        assert answer.status_code == 409
        assert "This can't be undone." in words(answer).replace("’", "'")
    assert {withdrawn.status, settled.status} == {"withdrawn", "pending"}


@pytest.mark.parametrize("action", ["", "x", "0", "999", "9" * 30])
def test_an_act_that_is_not_there_is_not_undone(desk: Client, action: str) -> None:
    comment = make_comment()
    assert desk.post(f"{QUEUE}{comment.pk}/undo/", {"action": action}).status_code in (409, 422)


def test_an_act_on_another_comment_is_not_undone(desk: Client) -> None:
    comment, other = make_comment(), make_comment()
    action = other.approve(by=make_moderator())
    assert desk.post(f"{QUEUE}{comment.pk}/undo/", {"action": action.pk}).status_code == 409
    assert Comment.objects.get(pk=other.pk).status == "approved"
