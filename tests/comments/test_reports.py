"""What readers report waits for a person, once per reader and text, and the answer to it closes it."""

from typing import Any

import pytest

from accounts.models import User
from comments import complaints, undoing
from comments.models import Comment, Commenter, DecisionRefused, Kind, ModerationAction, Report, Seen, StaleDecision
from tests.factories import make_comment, make_moderator, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo() -> User:
    return make_moderator("mo")


@pytest.fixture
def reported() -> Comment:
    """Public, reported by two readers."""
    comment = make_comment(status="approved")
    make_report(comment)
    make_report(comment, reason="promotion")
    return fresh(comment)


def fresh(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def stands(comment: Comment) -> tuple[str, str]:
    found = fresh(comment)
    return found.status, found.shelf


def outcomes(comment: Comment) -> list[str]:
    return list(Report.objects.filter(comment=comment).order_by("pk").values_list("outcome", flat=True))


def test_a_report_sets_a_public_comment_apart_and_changes_nothing_that_readers_see(reported: Comment) -> None:
    assert stands(reported) == ("approved", "reported")
    assert reported.on_page
    assert not ModerationAction.objects.exists()


@pytest.mark.parametrize("status", ["unchecked", "pending", "rejected", "spam", "withdrawn"])
def test_only_what_is_public_can_be_reported(status: str) -> None:
    comment = make_comment(status=status)
    with pytest.raises(DecisionRefused) as refused:
        make_report(comment)
    assert refused.value.code == "not_public"
    assert not Report.objects.exists()
    assert stands(comment) == (status, "")


def test_the_same_readers_second_report_of_a_text_is_the_first() -> None:
    comment, person = make_comment(status="approved"), Commenter.objects.create(email_key="k")
    first = make_report(comment, person, reason="insult")
    again = make_report(comment, person, reason="untrue")
    assert (again.pk, again.reason) == (first.pk, "insult")
    assert Report.objects.count() == 1
    assert fresh(comment).priority == first.weight


def test_a_second_report_of_a_text_from_one_connection_weighs_nothing() -> None:
    comment = make_comment(status="approved")
    first, again = make_report(comment, network="n"), make_report(comment, network="n")
    assert first != again
    assert (again.network_key, again.weight) == ("", 0)
    assert fresh(comment).priority == first.weight


def test_another_text_can_be_reported_anew() -> None:
    comment, person = make_comment(status="approved"), Commenter.objects.create(email_key="k")
    make_report(comment, person)
    Comment.objects.update(version=2)
    make_report(comment, person)
    assert list(Report.objects.order_by("pk").values_list("version", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("act", "status", "shelf", "outcome"),
    [
        (lambda comment, by: comment.reject(by=by, reason="insult"), "rejected", "removed", "upheld"),
        (lambda comment, by: comment.mark_spam(by=by), "spam", "removed", "upheld"),
        (lambda comment, by: complaints.keep(comment, by=by), "approved", "", "dismissed"),
        (lambda comment, by: comment.withdraw(), "withdrawn", "", "moot"),
    ],
    ids=["reject", "spam", "keep", "withdraw"],
)
def test_the_answer_closes_all_reports_and_its_undo_opens_them_again(
    mo: User, reported: Comment, act: Any, status: str, shelf: str, outcome: str
) -> None:
    priority = reported.priority
    action = act(reported, mo)
    assert stands(reported) == (status, shelf)
    assert outcomes(reported) == [outcome, outcome]
    assert set(Report.objects.values_list("decided_by", flat=True)) == {action.pk}
    assert fresh(reported).priority == 0
    if action.actor:
        undone = undoing.undo(action, by=mo)
        assert stands(reported) == ("approved", "reported")
        assert outcomes(reported) == ["open", "open"]
        assert fresh(reported).priority == priority > 0
        assert undone.undoes == action.pk


def test_a_report_after_the_answer_opens_it_again(mo: User, reported: Comment) -> None:
    complaints.keep(reported, by=mo)
    make_report(reported)
    assert stands(reported) == ("approved", "reported")
    assert outcomes(reported) == ["dismissed", "dismissed", "open"]


def test_reports_stay_open_while_a_new_text_is_checked_and_an_approval_dismisses_them(
    mo: User, reported: Comment
) -> None:
    reported.edit("Other words.", "<p>Other words.</p>", 1)
    assert stands(reported) == ("unchecked", "reported")
    edited = fresh(reported)
    edited.settle("pending", "every_comment", seen=edited.seen)  # type: ignore[arg-type]
    assert stands(reported) == ("pending", "reported")
    action = fresh(reported).approve(by=mo)
    assert stands(reported) == ("approved", "")
    assert outcomes(reported) == ["dismissed", "dismissed"]
    undoing.undo(action, by=mo)
    assert stands(reported) == ("pending", "reported")
    assert outcomes(reported) == ["open", "open"]


def test_an_undo_leaves_open_what_was_reported_since(mo: User) -> None:
    comment = make_comment()
    action = comment.approve(by=mo)
    make_report(comment)
    undoing.undo(action, by=mo)
    assert stands(comment) == ("pending", "reported")
    assert outcomes(comment) == ["open"]


def test_what_is_taken_off_the_page_is_removed_and_what_never_was_public_is_rejected(mo: User) -> None:
    public, waiting = make_comment(status="approved"), make_comment()
    public.reject(by=mo, reason="insult")
    waiting.reject(by=mo, reason="insult")
    assert (stands(public), stands(waiting)) == (("rejected", "removed"), ("rejected", ""))
    fresh(public).mark_spam(by=mo)
    assert stands(public) == ("spam", "removed")
    fresh(public).approve(by=mo)
    assert stands(public) == ("approved", "")


def test_keeping_is_logged_once_without_words_and_names_the_comment(mo: User, reported: Comment) -> None:
    complaints.keep(reported, by=mo)
    row = ModerationAction.objects.get()
    assert (row.kind, row.comment, row.actor, row.before) == (Kind.KEPT, reported.pk, mo.pk, {"shelf": "reported"})


def test_an_undone_keeping_can_be_done_again_by_undoing_the_undo(mo: User, reported: Comment) -> None:
    undone = undoing.undo(complaints.keep(reported, by=mo), by=mo)
    undoing.undo(undone, by=mo)
    assert stands(reported) == ("approved", "")
    assert outcomes(reported) == ["dismissed", "dismissed"]


def test_keeping_is_refused_to_who_saw_something_else_or_has_nothing_to_answer(mo: User, reported: Comment) -> None:
    with pytest.raises(StaleDecision):
        complaints.keep(reported, by=mo, seen=Seen("approved", 2))
    complaints.keep(reported, by=mo)
    with pytest.raises(DecisionRefused) as refused:
        complaints.keep(reported, by=mo)
    assert refused.value.code == "nothing_open"
    assert ModerationAction.objects.count() == 1


def test_keeping_can_not_be_undone_once_somebody_has_decided(mo: User, reported: Comment) -> None:
    kept = complaints.keep(reported, by=mo)
    fresh(reported).reject(by=mo, reason="insult")
    with pytest.raises(StaleDecision):
        undoing.undo(kept, by=mo)
    assert outcomes(reported) == ["dismissed", "dismissed"]


def test_the_more_of_a_readers_reports_were_upheld_the_more_the_next_one_weighs(mo: User) -> None:
    right, wrong = (Commenter.objects.create(email_key=key) for key in "rw")
    for _number in range(4):
        make_report(comment := make_comment(status="approved"), right)
        fresh(comment).reject(by=mo, reason="insult")
        make_report(comment := make_comment(status="approved"), wrong)
        complaints.keep(comment, by=mo)
    public = make_comment(status="approved")
    weights = [make_report(public, reporter).weight for reporter in (right, None, wrong)]
    assert weights == [8, 5, 2]
    assert fresh(public).priority == 15
