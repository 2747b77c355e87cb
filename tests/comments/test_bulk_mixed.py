"""Many at once where comments of several statuses stand: each gets the act that applies, or is told why not."""

import pytest
from django.test import Client

from accounts.models import User
from comments.models import Appeal, AuthorWords, Comment, Kind, ModerationAction, Report, Status
from tests.comments.bulk import as_seen, batches, followed, send, statuses, undo
from tests.comments.desk import QUEUE, shown, words
from tests.factories import make_appeal, make_comment, make_moderator, make_report, make_user

pytestmark = pytest.mark.django_db
RIGHTS = ("comments.moderate_comment", "comments.view_log", "comments.decide_appeals", "comments.undo_others")


@pytest.fixture
def judge() -> User:
    return make_user("judge", staff=True, permissions=RIGHTS)


@pytest.fixture
def desk(client: Client, judge: User) -> Client:
    client.force_login(judge)
    return client


def fresh(comments: list[Comment]) -> list[Comment]:
    return [Comment.objects.get(pk=comment.pk) for comment in comments]


@pytest.fixture
def reported() -> list[Comment]:
    """Two that are public, and one that waits anew since its author has changed it."""
    comments = [make_comment(status="approved") for _each in range(3)]
    for comment in comments:
        make_report(comment)
    comments[2].edit("Better.", "<p>Better.</p>", 1)
    comments[2].settle(Status.PENDING, "links", seen=comments[2].seen)
    return fresh(comments)


@pytest.fixture
def appealed() -> list[Comment]:
    rejected, spam = make_comment(status="approved"), make_comment()
    rejected.reject(by=make_moderator(), reason="insult")
    spam.mark_spam(by=make_moderator())
    for comment in (rejected, spam):
        make_appeal(comment)
    return fresh([rejected, spam])


def offered(page: str) -> list[str]:
    acts = ("approve", "keep", "deny", "not-spam", "reject", "spam")
    return [act for act in acts if f'name="act" value="{act}"' in page]


def test_reported_comments_are_kept_where_they_are_public_and_approved_where_they_wait(
    desk: Client, reported: list[Comment]
) -> None:
    assert offered(shown(desk.get(f"{QUEUE}?tab=reported"))) == ["keep", "reject", "spam"]
    page = followed(desk, send(desk, "keep", as_seen(reported), back="tab=reported"))
    assert statuses(reported) == ["approved"] * 3
    assert set(Report.objects.values_list("outcome", flat=True)) == {"dismissed"}
    assert "Reports dismissed: 2 · 1 comment approved" in page
    assert len(set(ModerationAction.objects.filter(actor__isnull=False).values_list("batch", flat=True))) == 1


def test_that_is_taken_back_as_one(desk: Client, reported: list[Comment]) -> None:
    send(desk, "keep", as_seen(reported), back="tab=reported")
    assert undo(desk, batches()[-1]).status_code == 303
    assert statuses(reported) == ["approved", "approved", "pending"]
    assert set(Report.objects.values_list("outcome", flat=True)) == {"open"}
    assert {comment.shelf for comment in fresh(reported)} == {"reported"}


def test_appeals_are_granted_and_denied_together(desk: Client, appealed: list[Comment]) -> None:
    bar = shown(desk.get(f"{QUEUE}?tab=appeals"))
    assert offered(bar) == ["approve", "deny"]
    assert "Note for the log, with a rejection" not in bar
    answer = send(desk, "deny", as_seen(appealed), back="tab=appeals", sentence="We have looked again.")
    assert "Appeal denied: 2" in followed(desk, answer)
    assert statuses(appealed) == ["rejected", "spam"]
    assert set(AuthorWords.objects.values_list("text", flat=True)) == {"We have looked again."}
    denied = ModerationAction.objects.filter(kind=Kind.DENIED)
    assert denied.count() == 2
    assert undo(desk, denied[0].batch).status_code == 303
    assert set(Appeal.objects.values_list("outcome", flat=True)) == {"open"}
    send(desk, "approve", as_seen(fresh(appealed)), back="tab=appeals")
    assert statuses(appealed) == ["approved"] * 2
    assert set(Appeal.objects.values_list("outcome", flat=True)) == {"granted"}


def test_a_denial_needs_a_sentence_for_the_authors(desk: Client, appealed: list[Comment]) -> None:
    answer = send(desk, "deny", as_seen(appealed), back="tab=appeals")
    assert answer.status_code == 422
    assert "Write to the authors why the decisions stand." in words(answer)
    assert 'name="sentence"' in shown(answer)
    assert set(Appeal.objects.values_list("outcome", flat=True)) == {"open"}


def test_who_may_not_decide_appeals_is_offered_no_denial_and_can_not_deny(
    client: Client, appealed: list[Comment]
) -> None:
    client.force_login(make_moderator())
    assert offered(shown(client.get(f"{QUEUE}?tab=appeals"))) == ["approve"]
    assert send(client, "deny", as_seen(appealed), sentence="No.").status_code == 403
    answer = send(client, "approve", as_seen(appealed), back="tab=appeals")
    assert answer.status_code == 409
    assert "Only who may decide appeals can decide about this comment." in words(answer)
    assert set(Appeal.objects.values_list("outcome", flat=True)) == {"open"}


def test_of_an_appeal_against_ones_own_decision_the_row_says_so(desk: Client, judge: User) -> None:
    make_user("other", staff=True, permissions=RIGHTS)
    mine, anothers = make_comment(), make_comment()
    mine.reject(by=judge, reason="insult")
    anothers.reject(by=make_moderator(), reason="insult")
    for comment in (mine, anothers):
        make_appeal(comment)
    answer = send(desk, "approve", as_seen(fresh([mine, anothers])), back="tab=appeals")
    assert "somebody else decides it" in words(answer)
    assert statuses([mine, anothers]) == ["rejected", "approved"]


def test_what_was_removed_is_restored_but_for_what_its_author_has_withdrawn(desk: Client) -> None:
    rejected, spam, withdrawn = (make_comment(status="approved") for _each in range(3))
    by = make_moderator()
    rejected.reject(by=by, reason="insult")
    spam.mark_spam(by=by)
    withdrawn.withdraw()
    comments = fresh([rejected, spam, withdrawn])
    assert offered(shown(desk.get(f"{QUEUE}?tab=removed"))) == ["approve"]
    answer = send(desk, "approve", as_seen(comments), back="tab=removed")
    assert "Its author has withdrawn this comment." in words(answer)
    assert statuses(comments) == ["approved", "approved", "withdrawn"]
