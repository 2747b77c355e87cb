"""Deciding many comments by one POST: a result for each, one batch in the log."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment, Commenter, ModerationAction, ModerationNote
from tests.comments.bulk import BULK, as_seen, batches, fields_of, followed, send, statuses
from tests.comments.desk import QUEUE, card, shown, words
from tests.factories import make_article, make_comment, make_moderator, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator("mo", first_name="Mo"))
    return client


@pytest.fixture
def comments() -> list[Comment]:
    article = make_article()
    return [make_comment(article, name=f"Reader {number}") for number in range(3)]


DECISIONS = [
    ("approve", "pending", "approved", "3 comments approved"),
    ("reject", "pending", "rejected", "3 comments rejected: insult"),
    ("spam", "approved", "spam", "3 comments marked as spam"),
    ("not-spam", "spam", "pending", "3 comments marked as not spam: they wait"),
]


@pytest.mark.parametrize(("act", "before", "after", "said"), DECISIONS)
def test_what_is_chosen_is_decided_and_the_list_says_so(
    desk: Client, act: str, before: str, after: str, said: str
) -> None:
    comments = [make_comment(status=before) for _number in range(3)]
    answer = send(desk, act, as_seen(comments), reason="insult", back="tab=rejected&size=50")
    assert answer["Location"].startswith(f"{QUEUE}?tab=rejected&size=50&batch=")
    page = followed(desk, answer)
    assert statuses(comments) == [after] * 3
    assert len(batches()) == 1
    assert said in page
    assert "Undo all 3" in page


def test_a_list_has_a_box_for_each_comment_and_one_bar(desk: Client, comments: list[Comment]) -> None:
    page = shown(desk.get(QUEUE))
    for comment in comments:
        assert f'form="bulk" name="row" value="{comment.pk}.pending.1"' in card(page, comment.pk)
    assert page.count('<form id="bulk"') == 1
    assert 'form="bulk"' not in shown(desk.get(f"{QUEUE}{comments[0].pk}/"))


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("pending", ["approve", "reject", "spam"]),
        ("unchecked", ["approve", "reject", "spam"]),
        ("approved", ["reject", "spam"]),
        ("rejected", ["approve", "spam"]),
        ("spam", ["approve", "not-spam", "reject"]),
    ],
)
def test_a_tab_offers_what_applies_to_its_comments(desk: Client, status: str, offered: list[str]) -> None:
    make_comment(status=status)
    page = shown(desk.get(f"{QUEUE}?tab={ {'pending': 'new'}.get(status, status) }"))
    assert [act for act in ("approve", "not-spam", "reject", "spam") if f'name="act" value="{act}"' in page] == offered
    assert 'form="bulk"' in page


def test_the_note_of_a_rejection_stands_at_each_comment(desk: Client, comments: list[Comment]) -> None:
    send(desk, "reject", as_seen(comments), reason="insult", note="The same text again.")
    assert list(ModerationNote.objects.values_list("text", flat=True)) == ["The same text again."] * 3


def make_obstacles(desk: Client) -> dict[str, Comment]:
    """Comments that were pending when the page was made; the key is what is said of them when they are approved."""
    ann = make_moderator("ann", first_name="Ann")
    hidden_parent = make_comment(status="approved")
    reply = make_comment(parent=hidden_parent)
    faster, edited, withdrawn, gone = (make_comment() for _each in range(4))
    found = {
        "Already decided by Ann": faster,
        "Its author has changed the text": edited,
        "Its author was faster": withdrawn,
        "The comment it answers is not public": reply,
        "It is no longer there": gone,
        "can't be done with this comment as it stands": make_comment(status="approved"),
        "Its author has withdrawn this comment": make_comment(status="withdrawn"),
    }
    for comment in found.values():
        comment.shown = as_seen([comment])[0]  # type: ignore[attr-defined]
    faster.reject(by=ann, reason="insult")
    edited.edit("New.", "<p>New.</p>", 1)
    withdrawn.withdraw()
    hidden_parent.reject(by=ann, reason="insult")
    gone.delete()
    return found


def test_each_comment_that_could_not_be_decided_says_why_and_the_others_are(
    desk: Client, comments: list[Comment]
) -> None:
    obstacles = make_obstacles(desk)
    rows = [comment.shown for comment in obstacles.values()]  # type: ignore[attr-defined]
    before = dict(Comment.objects.exclude(pk__in=[comment.pk for comment in comments]).values_list("pk", "status"))
    answer = send(desk, "approve", [*rows, *as_seen(comments)])
    assert answer.status_code == 200
    said = words(answer).replace("’", "'")
    for sentence in obstacles:
        assert sentence in said
    assert f"{len(obstacles)} comments were left as they are" in said
    assert "3 comments approved" in said
    assert "Undo all 3" in said
    assert statuses(comments) == ["approved"] * 3
    assert dict(Comment.objects.filter(pk__in=before).values_list("pk", "status")) == before


def test_when_nothing_could_be_decided_the_answer_is_a_conflict(desk: Client, comments: list[Comment]) -> None:
    rows = as_seen(comments)
    for comment in comments:
        comment.approve(by=make_moderator())
    answer = send(desk, "reject", rows, reason="insult")
    assert answer.status_code == 409
    assert "Nothing was decided." in words(answer)
    assert "Undo" not in words(answer)
    assert statuses(comments) == ["approved"] * 3


def test_a_parent_and_its_reply_are_approved_together_whatever_their_order(desk: Client) -> None:
    parent = make_comment()
    replies = [make_comment(parent=parent) for _number in range(2)]
    answer = send(desk, "approve", as_seen([*replies, parent]))
    assert answer.status_code == 303
    assert statuses([parent, *replies]) == ["approved"] * 3


DAMAGED = ["", "x", "1", "1.pending", "1.pending.x", "1.nothing.1", "0.pending.1", "1.pending.1.1", "-1.pending.1"]


@pytest.mark.parametrize("row", [*DAMAGED, "1.pending.0", "9" * 30 + ".pending.1", "1.pending.1\x00", "１.pending.1"])
def test_a_damaged_form_is_refused_as_a_whole(desk: Client, comments: list[Comment], row: str) -> None:
    answer = send(desk, "approve", [*as_seen(comments), row])
    assert answer.status_code == 422
    assert "The form has arrived damaged." in words(answer)
    assert statuses(comments) == ["pending"] * 3


def test_numbers_beyond_all_rows_are_only_not_found(desk: Client) -> None:
    answer = send(desk, "approve", [f"{10**17}.pending.{10**17}"])
    assert answer.status_code == 409
    assert "It is no longer there." in words(answer)


def test_one_comment_seen_in_two_ways_is_a_damaged_form(desk: Client, comments: list[Comment]) -> None:
    pk = comments[0].pk
    assert send(desk, "approve", [f"{pk}.pending.1", f"{pk}.pending.2"]).status_code == 422
    assert send(desk, "approve", [f"{pk}.pending.1", f"{pk}.pending.1"]).status_code == 303


def test_nothing_chosen_is_said(desk: Client) -> None:
    answer = send(desk, "approve", [])
    assert answer.status_code == 422
    assert "Choose at least one comment first." in words(answer)


@pytest.mark.parametrize("act", ["", "undo", "defer", "delete", "check-again"])
def test_only_the_four_decisions_are_made_in_bulk(desk: Client, comments: list[Comment], act: str) -> None:
    assert send(desk, act, as_seen(comments)).status_code == 422
    assert not ModerationAction.objects.exists()


def test_a_rejection_without_a_reason_asks_for_it_and_keeps_what_was_chosen(
    desk: Client, comments: list[Comment]
) -> None:
    answer = send(desk, "reject", as_seen(comments))
    assert answer.status_code == 422
    assert "Choose a reason first." in words(answer)
    fields = fields_of(shown(answer))
    assert fields["row"] == as_seen(comments)
    assert desk.post(BULK, fields | {"act": "reject", "reason": "insult"}).status_code == 303
    assert statuses(comments) == ["rejected"] * 3


@pytest.mark.parametrize("reason", ["nonsense", "akismet"])
def test_a_reason_that_is_none_is_refused(desk: Client, comments: list[Comment], reason: str) -> None:
    assert send(desk, "reject", as_seen(comments), reason=reason).status_code == 422
    assert statuses(comments) == ["pending"] * 3


def test_more_than_five_hundred_are_refused_with_the_number(desk: Client, comments: list[Comment]) -> None:
    rows = [*as_seen(comments), *(f"{10**9 + number}.pending.1" for number in range(498))]
    answer = send(desk, "approve", rows)
    assert answer.status_code == 422
    assert "At most 500 at once; these are 501." in words(answer)
    assert statuses(comments) == ["pending"] * 3


@pytest.mark.parametrize("typed", ["", "1", "22", "many", "-21"])
def test_above_twenty_nothing_is_decided_until_their_number_is_typed(desk: Client, typed: str) -> None:
    comments = make_many(21)
    answer = send(desk, "approve", as_seen(comments), count=typed)
    assert answer.status_code == 422
    said = words(answer)
    assert "Nothing was decided" in said
    assert (
        "Type a number." if typed == "many" else "These are 21 comments. Type 21 below to decide all of them."
    ) in said
    assert "Some of them" in said
    assert set(statuses(comments)) == {"pending"}
    again = fields_of(shown(answer)) | {"act": "approve"}
    assert desk.post(BULK, again).status_code == 303
    assert set(statuses(comments)) == {"approved"}


def test_twenty_are_decided_at_once(desk: Client) -> None:
    comments = make_many(20)
    assert send(desk, "approve", as_seen(comments), count="").status_code == 303
    assert set(statuses(comments)) == {"approved"}


def test_the_page_says_how_many_people_wrote_them(desk: Client) -> None:
    article = make_article()
    for name in ("Ada", "Ada", "Ben"):
        make_comment(article, name=name)
    assert "People 2" in words(desk.get(f"{BULK}all/"))


def test_the_same_form_sent_twice_is_one_batch_and_has_one_answer(desk: Client, comments: list[Comment]) -> None:
    nonce = str(uuid4())
    first, second = (send(desk, "approve", as_seen(comments), nonce=nonce) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert ModerationAction.objects.count() == 3


def test_the_same_page_makes_another_batch_of_another_choice(desk: Client, comments: list[Comment]) -> None:
    nonce = str(uuid4())
    for comment in comments:
        assert send(desk, "approve", as_seen([comment]), nonce=nonce).status_code == 303
    assert len(batches()) == 3


def test_a_page_whose_nonce_somebody_else_uses_makes_a_batch_of_its_own(
    desk: Client, comments: list[Comment], django_user_model: Any
) -> None:
    nonce = str(uuid4())
    send(desk, "approve", as_seen(comments), nonce=nonce)
    other = Client()
    other.force_login(make_moderator("ann"))
    assert send(other, "approve", as_seen(comments), nonce=nonce).status_code == 409
    assert "Already decided by you" in words(send(desk, "approve", as_seen(comments)))


def test_a_comment_that_waited_to_be_looked_at_again_no_longer_does(desk: Client) -> None:
    make_comment().defer(by=make_moderator(), until=timezone.now() + timedelta(days=1))
    page = shown(desk.get(f"{QUEUE}?tab=deferred"))
    comment = Comment.objects.get(deferred_until__isnull=False)
    assert f'value="{comment.pk}.pending.1"' in page
    assert send(desk, "reject", as_seen([comment]), reason="insult", back="tab=deferred").status_code == 303
    comment.refresh_from_db()
    assert (comment.status, comment.deferred_until) == ("rejected", None)


def test_names_and_texts_are_shown_as_they_were_typed(desk: Client) -> None:
    evil = "<script>alert(1)</script>"
    comments = [make_comment(name=evil, html=f"<p>{'&lt;b&gt;' * 90}</p>") for _number in range(2)]
    comments[0].approve(by=make_moderator(first_name=evil))
    answer = send(desk, "approve", as_seen([Comment(pk=comment.pk, status="pending") for comment in comments]))
    assert answer.status_code == 200
    assert evil not in shown(answer)
    assert "&lt;script&gt;" in shown(answer)


def test_who_may_not_moderate_decides_nothing(client: Client, comments: list[Comment]) -> None:
    client.force_login(make_user(staff=True, permissions=("comments.view_log",)))
    assert send(client, "approve", as_seen(comments)).status_code == 403
    assert statuses(comments) == ["pending"] * 3


def make_many(count: int, articles: int = 10) -> list[Comment]:
    of = [make_article() for _number in range(articles)]
    people = Commenter.objects.bulk_create([Commenter(email_key=f"key-{number}") for number in range(count)])
    columns = {"status": "pending", "name": "Reader", "text": "A remark.", "html": "<p>A remark.</p>"}
    rows = [Comment(article=of[n % articles], commenter=person, **columns) for n, person in enumerate(people)]
    return Comment.objects.bulk_create(rows)


def test_five_hundred_are_decided_and_taken_back_in_a_bounded_number_of_statements(desk: Client) -> None:
    comments = make_many(500)
    with CaptureQueriesContext(connection) as captured:
        answer = send(desk, "approve", as_seen(comments))
    assert answer.status_code == 303
    assert Comment.objects.approved().count() == 500
    assert len(captured) < 500 * 10 + 20 * 30 + 30
