"""What is left of spam after its time: its number, its times and the verdict. Nothing brings the words back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from comments import bulk, links
from comments.bulk import Step
from comments.models import Batch, Comment, DecisionRefused, ModerationAction
from tests.comments.desk import QUEUE, card, forms, shown
from tests.comments.posting import reader, words
from tests.factories import make_comment, make_moderator

pytestmark = pytest.mark.django_db

EMPTY = {"text": "", "html": "", "name": "", "website": ""}


def make_stub(**columns: Any) -> Comment:
    long_ago = timezone.now() - timedelta(days=40)
    told: dict[str, Any] = {"status": "spam", "reason": "akismet", "created_at": long_ago, "decided_at": long_ago}
    return make_comment(**EMPTY | told | {"emptied_at": timezone.now()} | columns)


ACTS: dict[str, dict[str, Any]] = {
    "approve": {},
    "reject": {"reason": "insult"},
    "mark_spam": {},
    "mark_not_spam": {},
    "check_again": {},
}


@pytest.mark.parametrize("verb", ACTS)
def test_a_stub_stays_spam_whatever_a_moderator_asks(verb: str) -> None:
    stub = make_stub()
    with pytest.raises(DecisionRefused, match=r"Its text was deleted on .*, as all spam is after 30 days") as refused:
        getattr(stub, verb)(by=make_moderator(), **ACTS[verb])
    assert refused.value.code == "text_gone"
    stub.refresh_from_db()
    assert stub.status == "spam"
    assert not ModerationAction.objects.exists()


def test_the_act_that_made_it_spam_can_no_longer_be_undone() -> None:
    comment, moderator = make_comment(), make_moderator()
    marked = comment.mark_spam(by=moderator)
    Comment.objects.filter(pk=comment.pk).update(emptied_at=timezone.now(), **EMPTY)
    with pytest.raises(DecisionRefused, match="Its text was deleted"):
        comment.undo(marked, by=moderator)
    assert Comment.objects.get(pk=comment.pk).status == "spam"


@pytest.mark.parametrize("columns", [{"status": "approved", "on_page": True}, {"text": "x"}, {"name": "x"}])
def test_the_database_holds_no_stub_that_is_public_or_has_words(columns: dict[str, Any]) -> None:
    stub = make_stub()
    with pytest.raises(IntegrityError, match="emptied_comment_has_no_words"), transaction.atomic():
        Comment.objects.filter(pk=stub.pk).update(**columns)


def test_the_status_page_says_in_plain_words_that_the_text_is_gone_and_since_when() -> None:
    emptied_at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with time_machine.travel(emptied_at + timedelta(days=1), tick=False):
        stub = make_stub(emptied_at=emptied_at, decided_at=emptied_at - timedelta(days=30))
        page = words(reader().get(links.status_url(stub)))
    assert "It was taken for spam. Your name, website and text were deleted on March 1, 2026" in page
    assert "that is done after 30 days" in page
    assert 'class="comment ' not in page


def test_the_status_page_of_fresh_spam_says_what_will_be_deleted() -> None:
    page = words(reader().get(links.status_url(make_comment(status="spam", decided_at=timezone.now()))))
    assert "Your name, website and text are deleted after 30 days." in page
    assert "A remark." in page


def test_the_status_link_of_a_stub_ends_ninety_days_after_the_decision() -> None:
    stub = make_stub()
    address = links.status_url(stub)
    assert stub.decided_at
    for days, status in [(89, 200), (91, 404)]:
        with time_machine.travel(stub.decided_at + timedelta(days=days), tick=False):
            assert reader().get(address).status_code == status


# At the desk


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator())
    return client


def test_the_card_of_a_stub_says_what_happened_and_offers_nothing(desk: Client) -> None:
    moderator, comment = make_moderator(), make_comment(name="Ann", text="Buy now.")
    comment.mark_spam(by=moderator)
    Comment.objects.filter(pk=comment.pk).update(emptied_at=datetime(2026, 3, 1, 12, tzinfo=UTC), **EMPTY)
    for address in (f"{QUEUE}?tab=spam", f"{QUEUE}{comment.pk}/"):
        shown_card = card(shown(desk.get(address)), comment.pk)
        assert "Its text was deleted on March 1, 2026, as all spam is after 30 days." in shown_card
        assert "name deleted" in shown_card
        assert not forms(shown_card)
        assert "checkbox" not in shown_card


@pytest.mark.parametrize(("act", "more"), [("approve", {}), ("not-spam", {}), ("reject", {"reason": "other"})])
def test_who_still_has_the_old_page_open_is_told_that_the_text_is_gone(
    desk: Client, act: str, more: dict[str, str]
) -> None:
    stub = make_stub()
    seen = {"status": "spam", "version": "1", "back": "card"}
    response = desk.post(f"{QUEUE}{stub.pk}/{act}/", seen | more)
    assert response.status_code == 409
    assert "Its text was deleted on" in shown(response)
    assert Comment.objects.get(pk=stub.pk).status == "spam"


def test_a_reply_to_a_stub_is_shown_with_what_it_answers_named_as_deleted(desk: Client) -> None:
    reply = make_comment(parent=make_stub())
    shown_card = card(shown(desk.get(QUEUE)), reply.pk)
    assert "name deleted" in shown_card
    assert "Its text was deleted on" in shown_card


def test_of_many_decided_at_once_a_stub_is_left_out_and_named() -> None:
    stub, other, moderator, batch = make_stub(), make_comment(status="spam"), make_moderator(), Batch()
    steps = [Step(row.pk, row.pk, lambda comment: comment.approve(by=moderator, batch=batch)) for row in (stub, other)]
    refused, decided = bulk.carry_out(steps, batch)
    assert isinstance(refused.obstacle, DecisionRefused)
    assert refused.obstacle.code == "text_gone"
    assert decided.action
    assert Comment.objects.get(pk=other.pk).status == "approved"
