"""Deciding at the desk: by forms as without scripts, by htmx, late, twice, and not at all."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import Traveller, travel

from accounts.models import User
from comments.models import Check, Comment, Discussion, ModerationAction, ModerationNote, Status
from comments.rejections import FIRST_ONES
from outbox.models import Job
from tests.comments.desk import QUEUE, card, forms, press, press_in_place, shown, words
from tests.factories import make_comment, make_moderator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DECISIONS = [
    ("pending", "approve", {}, "approved", "Approved"),
    ("pending", "reject", {"reason": "off_topic"}, "rejected", "Rejected: off topic"),
    ("pending", "spam", {}, "spam", "Marked as spam"),
    ("spam", "not-spam", {}, "pending", "Marked as not spam"),
    ("spam", "approve", {}, "approved", "Approved"),
    ("unchecked", "approve", {}, "approved", "Approved"),
    ("unchecked", "reject", {"reason": "illegal"}, "rejected", "Rejected: illegal"),
    ("approved", "reject", {"reason": "insult"}, "rejected", "Rejected: insult"),
    ("approved", "spam", {}, "spam", "Marked as spam"),
    ("rejected", "approve", {}, "approved", "Approved"),
    ("approved", "pending", {}, "pending", "Back among those that wait for a decision"),
    ("rejected", "pending", {}, "pending", "Back among those that wait for a decision"),
    ("pending", "check-again", {}, "unchecked", "The spam check is asked again"),
    ("spam", "check-again", {}, "unchecked", "The spam check is asked again"),
]


@pytest.fixture
def colleague() -> Client:
    client = Client()
    client.force_login(make_moderator("ann", first_name="Ann", last_name="Lee"))
    return client


def page_of(client: Client, comment: Comment) -> str:
    return shown(client.get(f"{QUEUE}?tab={'new' if comment.status == 'pending' else comment.status}"))


def state(comment: Comment) -> Any:
    return Comment.objects.values().get(pk=comment.pk), list(ModerationAction.objects.values())


@pytest.mark.parametrize(("before", "act", "more", "after", "said"), DECISIONS)
def test_a_button_decides_logs_and_returns_to_the_same_place_with_an_undo(
    desk: Client, moderator: User, before: str, act: str, more: dict[str, str], after: str, said: str
) -> None:
    comment = make_comment(status=before)
    answer = press(desk, page_of(desk, comment), act, comment.pk, **more)
    comment.refresh_from_db()
    row = ModerationAction.objects.get()
    assert answer.status_code == 303
    assert (comment.status, row.from_status, row.to_status, row.actor) == (after, before, after, moderator.pk)
    tab = "" if before == "pending" else f"tab={before}&"
    assert answer["Location"] == f"{QUEUE}?{tab}done={row.pk}"
    back = desk.get(answer["Location"])
    assert f"{said}" in words(back)
    assert f"{QUEUE}{comment.pk}/undo/" in forms(shown(back))


@pytest.mark.parametrize(("before", "act", "more", "after", "said"), DECISIONS)
def test_with_htmx_the_card_folds_to_one_line_with_an_undo(
    desk: Client, before: str, act: str, more: dict[str, str], after: str, said: str
) -> None:
    comment = make_comment(status=before, name="Reader")
    answer = press_in_place(desk, page_of(desk, comment), act, comment.pk, **more)
    assert answer.status_code == 200
    html = shown(answer)
    assert html.strip().startswith(f'<article id="comment-{comment.pk}" class="card card-folded"')
    assert said in words(answer)
    assert list(forms(html)) == [f"{QUEUE}{comment.pk}/undo/"]
    comment.refresh_from_db()
    assert comment.status == after


def test_after_a_decision_the_next_card_is_where_the_page_opens(desk: Client) -> None:
    first, second = make_comment(), make_comment()
    answer = press(desk, page_of(desk, first), "approve", first.pk)
    assert answer["Location"].endswith(f"#comment-{second.pk}")


def test_a_decision_on_the_card_s_own_page_returns_to_it(desk: Client) -> None:
    comment = make_comment()
    answer = press(desk, shown(desk.get(f"{QUEUE}{comment.pk}/")), "approve", comment.pk)
    assert answer["Location"].startswith(f"{QUEUE}{comment.pk}/?done=")
    assert "Approved" in words(desk.get(answer["Location"]))


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "tab=spam&next=//evil.example", "\r\nX: y"]
)
def test_the_way_back_never_leads_elsewhere(desk: Client, back: str) -> None:
    comment = make_comment()
    answer = press(desk, page_of(desk, comment), "approve", comment.pk, back=back)
    assert answer["Location"].startswith(QUEUE)
    assert "evil" not in answer["Location"]


def test_a_rejection_needs_a_reason(desk: Client) -> None:
    comment = make_comment()
    page = page_of(desk, comment)
    before = state(comment)
    for reason in ("", "because", "every_comment"):
        answer = press(desk, page, "reject", comment.pk, reason=reason)
        assert answer.status_code == 422
        assert state(comment) == before
    assert "Choose a reason first." in words(press(desk, page, "reject", comment.pk))
    offered = card(page, comment.pk)
    assert all(f'<option value="{reason}">' in offered for reason in FIRST_ONES)


def test_the_note_of_a_rejection_is_kept_apart_from_the_log(desk: Client) -> None:
    comment = make_comment()
    press(desk, page_of(desk, comment), "reject", comment.pk, reason="other", note="See the guideline.")
    row = ModerationAction.objects.get()
    assert ModerationNote.objects.get(pk=row.pk).text == "See the guideline."
    assert "guideline" not in str(ModerationAction.objects.values().get())
    assert len(row.note_hmac) == 64


@pytest.mark.parametrize("note", ["x" * 1_001, "nul \x00"])
def test_a_note_that_can_not_be_kept_is_refused(desk: Client, note: str) -> None:
    comment = make_comment()
    answer = press(desk, page_of(desk, comment), "reject", comment.pk, reason="other", note=note)
    assert answer.status_code == 422
    assert not ModerationAction.objects.exists()


@pytest.mark.parametrize("htmx", [False, True])
def test_the_second_moderator_is_told_who_decided_what_and_when(desk: Client, colleague: Client, htmx: bool) -> None:
    comment = make_comment()
    with travel(timezone.now(), tick=False) as clock:
        page = page_of(desk, comment)
        press(colleague, page_of(colleague, comment), "reject", comment.pk, reason="insult")
        before = state(comment)
        clock.shift(4)
        answer = (press_in_place if htmx else press)(desk, page, "approve", comment.pk)
    assert answer.status_code == 409
    assert "Already decided by Ann Lee 4 s ago: rejected (insult)." in words(answer)
    assert state(comment) == before
    assert 'value="rejected"' in card(shown(answer), comment.pk)
    assert ("<html" in shown(answer)) is not htmx


def test_from_the_card_that_a_refusal_shows_one_can_decide_on_what_is_now(desk: Client, colleague: Client) -> None:
    comment = make_comment()
    page = page_of(desk, comment)
    press(colleague, page_of(colleague, comment), "reject", comment.pk, reason="insult")
    refused = press(desk, page, "approve", comment.pk)
    answer = press(desk, shown(refused), "approve", comment.pk)
    assert answer["Location"].startswith(f"{QUEUE}?done=")
    comment.refresh_from_db()
    assert comment.status == "approved"


def test_the_same_button_twice_decides_once(desk: Client) -> None:
    comment = make_comment()
    page = page_of(desk, comment)
    assert press(desk, page, "approve", comment.pk).status_code == 303
    second = press(desk, page, "approve", comment.pk)
    assert second.status_code == 409
    assert "Already decided by you 0 s ago: approved." in words(second)
    assert ModerationAction.objects.count() == 1


def test_a_text_that_was_edited_meanwhile_is_not_approved_unseen(desk: Client) -> None:
    comment = make_comment()
    page = page_of(desk, comment)
    comment.edit("New words.", "<p>New words.</p>", 1)
    Comment.objects.get().settle(Status.PENDING, "every_comment", seen=comment.seen)
    answer = press(desk, page, "approve", comment.pk)
    assert answer.status_code == 409
    assert "Its author has changed the text" in words(answer)
    assert "New words." in words(answer)
    assert Comment.objects.get().status == "pending"
    assert press(desk, shown(answer), "approve", comment.pk).status_code == 303


def test_a_verdict_that_came_first_is_told(desk: Client) -> None:
    comment = make_comment(status="unchecked")
    page = page_of(desk, comment)
    comment.settle(Status.SPAM, "akismet", seen=comment.seen)
    answer = press(desk, page, "approve", comment.pk)
    assert "The spam check was faster, 0 s ago: spam (the spam check takes it for spam)." in words(answer)
    assert Comment.objects.get().status == "spam"


def test_a_version_that_no_database_holds_is_refused_like_any_other_mistake(desk: Client) -> None:
    comment = make_comment()
    said = {"status": "pending", "version": "9" * 30}
    assert desk.post(f"{QUEUE}{comment.pk}/approve/", said).status_code == 422
    comment.refresh_from_db()
    assert comment.status != "approved"


def test_a_withdrawn_comment_stays_withdrawn(desk: Client) -> None:
    comment = make_comment()
    page = page_of(desk, comment)
    comment.withdraw()
    answer = press(desk, page, "approve", comment.pk)
    assert answer.status_code == 409
    assert "Its author was faster, 0 s ago: withdrawn." in words(answer)
    forged = desk.post(f"{QUEUE}{comment.pk}/approve/", {"status": "withdrawn", "version": 1})
    assert forged.status_code == 409
    assert "Its author has withdrawn this comment." in words(forged)
    assert Comment.objects.get().status == "withdrawn"


def test_a_reply_under_a_hidden_parent_is_not_approved(desk: Client) -> None:
    reply = make_comment(parent=make_comment(status="rejected"))
    answer = press(desk, page_of(desk, reply), "approve", reply.pk)
    assert answer.status_code == 409
    assert "The comment it answers is not public. Approve that one first." in words(answer)
    assert not ModerationAction.objects.exists()


@pytest.mark.parametrize(
    ("status", "act"),
    [
        (status, act)
        for status in Status.values
        for act in ("approve", "not-spam", "spam", "pending", "check-again", "defer", "feature")
    ],
)
def test_acts_that_do_not_apply_are_refused_whatever_is_posted(desk: Client, status: str, act: str) -> None:
    comment = make_comment(status=status)
    before = state(comment)
    answer = desk.post(f"{QUEUE}{comment.pk}/{act}/", {"status": status, "version": 1, "until": "hour"})
    offered = forms(shown(desk.get(f"{QUEUE}{comment.pk}/"))) if state(comment) == before else {}
    if answer.status_code == 303:
        assert state(comment) != before
    else:
        assert answer.status_code == 409
        assert state(comment) == before
        assert f"{QUEUE}{comment.pk}/{act}/" not in offered


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"status": "pending"},
        {"version": "1"},
        {"status": "published", "version": "1"},
        {"status": "pending", "version": "one"},
        {"status": "pending", "version": "-1"},
        {"status": "pending", "version": "1", "next": "x"},
        {"status": "pending", "version": "1", "back": "x" * 10_001},
    ],
)
def test_a_form_without_what_was_seen_decides_nothing(desk: Client, posted: dict[str, str]) -> None:
    comment = make_comment()
    assert desk.post(f"{QUEUE}{comment.pk}/approve/", posted).status_code == 422
    assert not ModerationAction.objects.exists()


def test_fields_that_no_form_has_change_nothing(desk: Client) -> None:
    comment, other = make_comment(), make_moderator("other")
    smuggled = {
        "on_page": "",
        "text": "Mine",
        "by": other.pk,
        "actor": other.pk,
        "reason": "akismet",
        "decided_at": "x",
    }
    press(desk, page_of(desk, comment), "approve", comment.pk, **{name: str(value) for name, value in smuggled.items()})
    comment.refresh_from_db()
    assert (comment.text, comment.on_page, comment.reason) == ("A remark.", True, "")
    assert ModerationAction.objects.get().actor != other.pk


def test_without_the_token_of_the_session_nothing_is_decided(moderator: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(moderator)
    comment = make_comment()
    page = page_of(strict, comment)
    for token in ("", "x" * 64):
        assert press(strict, page, "approve", comment.pk, csrfmiddlewaretoken=token).status_code == 403
    assert Comment.objects.get().status == "pending"
    assert press(strict, page, "approve", comment.pk).status_code == 303


def test_checking_again_asks_the_spam_check(desk: Client, clock: Traveller) -> None:
    comment = make_comment(status="spam")
    Check.objects.create(comment=comment, version=1, verdict="spam")
    clock.shift(1)
    press(desk, page_of(desk, comment), "check-again", comment.pk)
    assert Job.objects.open().filter(kind="comments.check", ref=comment.pk).exists()
    assert not Check.objects.standing(Comment.objects.get()).exists()


NOON = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("at", "until", "expected"),
    [
        (NOON, "hour", NOON.replace(hour=13)),
        (NOON, "tonight", NOON.replace(hour=20)),
        (NOON.replace(hour=19, minute=30), "tonight", NOON.replace(hour=20, minute=30)),
        (NOON, "tomorrow", NOON.replace(day=23, hour=8)),
    ],
)
def test_a_comment_is_put_off_by_the_clock_of_the_site(
    desk: Client, settings: Any, at: datetime, until: str, expected: datetime
) -> None:
    settings.TIME_ZONE = "Europe/Paris"
    comment = make_comment()
    page = page_of(desk, comment)
    with travel(at.astimezone(UTC), tick=False):
        answer = press(desk, page, "defer", comment.pk, until=until, note="Ask the desk for sport.")
        row = ModerationAction.objects.get()
        assert answer["Location"] == f"{QUEUE}?done={row.pk}"
        assert (row.kind, Comment.objects.get().deferred_until) == ("defer", expected)
        back = desk.get(answer["Location"])
        assert "Put off" in words(back)
        assert "<article" not in shown(back)
        press(desk, shown(back), "undo", comment.pk)
        assert "<article" in shown(desk.get(QUEUE))
    assert ModerationNote.objects.get().text == "Ask the desk for sport."


def test_what_was_decided_meanwhile_can_not_be_put_off(desk: Client, colleague: Client) -> None:
    comment = make_comment()
    page = page_of(desk, comment)
    press(colleague, page_of(colleague, comment), "spam", comment.pk)
    answer = press(desk, page, "defer", comment.pk, until="hour")
    assert answer.status_code == 409
    assert "Already decided by Ann Lee" in words(answer)
    assert Comment.objects.get().deferred_until is None


def test_a_decision_is_public_and_counted_at_once(desk: Client) -> None:
    comment = make_comment()
    press(desk, page_of(desk, comment), "approve", comment.pk)
    assert Discussion.objects.get().approved_count == 1
    assert "Approved 1" in words(desk.get(QUEUE))


def test_a_card_put_off_with_htmx_folds_and_comes_back(desk: Client) -> None:
    comment = make_comment(created_at=timezone.now() - timedelta(days=1))
    folded = press_in_place(desk, page_of(desk, comment), "defer", comment.pk, until="hour")
    assert "card-folded" in shown(folded)
    assert "Put off until " in words(folded)
    back = press_in_place(desk, shown(folded), "undo", comment.pk)
    assert "card-folded" not in shown(back)
    assert f"{QUEUE}{comment.pk}/approve/" in forms(shown(back))


def test_what_was_put_off_is_brought_back_by_whoever_wants_it(desk: Client, colleague: Client) -> None:
    comment = make_comment()
    press(colleague, page_of(colleague, comment), "defer", comment.pk, until="tomorrow")
    page = shown(desk.get(f"{QUEUE}?tab=deferred"))
    assert "Bring back" in card(page, comment.pk)
    answer = desk.post(f"{QUEUE}{comment.pk}/defer/", {"status": "pending", "version": 1, "until": "now"})
    assert answer.status_code == 303
    assert Comment.objects.get().deferred_until is None
    assert list(ModerationAction.objects.order_by("pk").values_list("kind", "reason")) == [
        ("defer", ""),
        ("defer", "brought_back"),
    ]
