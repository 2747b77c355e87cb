"""An author asks for another look: somebody else grants it or denies it."""

from collections.abc import Callable

import pytest

from accounts.models import User
from comments import complaints, links, undoing
from comments.models import Appeal, AuthorWords, Comment, DecisionRefused, Kind, ModerationAction, Reach
from tests.comments.posting import reader
from tests.factories import make_appeal, make_comment, make_moderator, make_report, make_section, make_user

pytestmark = pytest.mark.django_db
RIGHTS = ("comments.moderate_comment", "comments.decide_appeals")


@pytest.fixture
def mo() -> User:
    return make_user("mo", staff=True, permissions=RIGHTS)


@pytest.fixture
def ann() -> User:
    return make_user("ann", staff=True, permissions=RIGHTS)


@pytest.fixture
def appealed(mo: User) -> Comment:
    """Rejected by mo while it was public."""
    comment = make_comment(status="approved")
    comment.reject(by=mo, reason="insult")
    make_appeal(comment)
    return fresh(comment)


def fresh(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def stands(comment: Comment) -> tuple[str, str, str]:
    found = fresh(comment)
    return found.status, found.shelf, Appeal.objects.get(comment=comment).outcome


def test_an_appeal_sets_the_comment_apart_and_is_one_per_decision(appealed: Comment, mo: User) -> None:
    assert stands(appealed) == ("rejected", "appealed", "open")
    appeal = Appeal.objects.get()
    assert (appeal.first_decider, appeal.shelf_before) == (mo.pk, "removed")
    assert make_appeal(appealed, "And again!") == appeal
    assert Appeal.objects.get().words == "Please look again."


@pytest.mark.parametrize("status", ["unchecked", "pending", "approved", "withdrawn"])
def test_only_a_rejection_can_be_appealed(status: str) -> None:
    with pytest.raises(DecisionRefused) as refused:
        make_appeal(make_comment(status=status))
    assert refused.value.code == "not_appealable"


def test_approving_grants_it_and_undo_opens_it_again(appealed: Comment, ann: User) -> None:
    granted = appealed.approve(by=ann)
    assert stands(appealed) == ("approved", "", "granted")
    assert Appeal.objects.get().decided_by == granted.pk
    undoing.undo(granted, by=ann)
    assert stands(appealed) == ("rejected", "appealed", "open")
    assert Appeal.objects.get().decided_by is None


def test_denying_keeps_the_decision_and_tells_the_author_why(appealed: Comment, ann: User) -> None:
    denied = complaints.deny(appealed, by=ann, sentence="It still names a private person.")
    assert stands(appealed) == ("rejected", "removed", "denied")
    assert AuthorWords.objects.get(action=denied.pk).text == "It still names a private person."
    assert (denied.kind, denied.comment, denied.actor) == (Kind.DENIED, appealed.pk, ann.pk)
    undoing.undo(denied, by=ann)
    assert stands(appealed) == ("rejected", "appealed", "open")


def test_whoever_decided_first_does_not_decide_the_appeal_as_long_as_there_is_somebody_else(
    appealed: Comment, mo: User, ann: User
) -> None:
    before = ModerationAction.objects.count()
    acts: list[Callable[[], object]] = [
        lambda: appealed.approve(by=mo),
        lambda: appealed.mark_spam(by=mo),
        lambda: complaints.deny(appealed, by=mo, sentence="No."),
    ]
    for act in acts:
        with pytest.raises(DecisionRefused) as refused:
            act()
        assert refused.value.code == "own_decision"
    assert stands(appealed) == ("rejected", "appealed", "open")
    assert ModerationAction.objects.count() == before


def test_with_one_moderator_it_goes_to_that_one_and_says_so(appealed: Comment, mo: User) -> None:
    make_user("gone", staff=True, permissions=RIGHTS, is_active=False)
    make_moderator("without the right")
    appealed.approve(by=mo)
    assert stands(appealed) == ("approved", "", "granted")
    assert Appeal.objects.get().by_same_person


def test_who_moderates_other_sections_alone_is_nobody_to_wait_for(appealed: Comment, mo: User, ann: User) -> None:
    limited = Reach.objects.create(moderator=ann)
    limited.sections.set([appealed.article.section])
    with pytest.raises(DecisionRefused, match="somebody else decides it"):
        appealed.approve(by=mo)
    limited.sections.set([make_section()])
    appealed.approve(by=mo)
    assert Appeal.objects.get().by_same_person


def test_an_appeal_that_one_moderator_has_to_decide_goes_to_the_admin_if_there_is_one(
    appealed: Comment, mo: User
) -> None:
    admin = make_user("root", staff=True, is_superuser=True)
    with pytest.raises(DecisionRefused, match="somebody else decides it"):
        appealed.approve(by=mo)
    fresh(appealed).approve(by=admin)
    assert not Appeal.objects.get().by_same_person


def test_somebody_elses_answer_is_not_marked_as_by_the_same_person(appealed: Comment, ann: User) -> None:
    complaints.deny(appealed, by=ann, sentence="No.")
    assert not Appeal.objects.get().by_same_person


def test_who_may_not_decide_appeals_decides_nothing_about_the_comment(appealed: Comment) -> None:
    other = make_moderator()
    with pytest.raises(DecisionRefused) as refused:
        appealed.approve(by=other)
    assert refused.value.code == "appeal"
    with pytest.raises(DecisionRefused):
        complaints.deny(appealed, by=other, sentence="No.")
    assert stands(appealed) == ("rejected", "appealed", "open")


def test_the_decision_is_not_undone_over_the_head_of_the_appeal(appealed: Comment, mo: User, ann: User) -> None:
    decision = ModerationAction.objects.get(comment=appealed.pk)
    senior = make_user(staff=True, is_superuser=True)
    with pytest.raises(DecisionRefused) as refused:
        undoing.undo(decision, by=senior)
    assert refused.value.code == "appealed"


def test_a_withdrawal_or_a_new_text_settles_it_without_a_person(appealed: Comment) -> None:
    fresh(appealed).edit("Politer.", "<p>Politer.</p>", 1)
    assert stands(appealed) == ("unchecked", "", "moot")


def test_a_denied_appeal_leaves_another_decision_to_be_appealed(appealed: Comment, ann: User) -> None:
    complaints.deny(appealed, by=ann, sentence="No.")
    assert make_appeal(appealed) == Appeal.objects.get(outcome="denied")
    fresh(appealed).mark_spam(by=ann)
    assert make_appeal(appealed).outcome == "open"


def test_reports_and_appeals_never_meet(mo: User, ann: User) -> None:
    """What is reported is public, what is appealed is not."""
    comment = make_comment(status="approved")
    make_report(comment)
    fresh(comment).reject(by=mo, reason="insult")
    make_appeal(comment)
    action = fresh(comment).approve(by=ann)
    undoing.undo(action, by=ann)
    assert stands(comment) == ("rejected", "appealed", "open")
    assert comment.reports.get().outcome == "upheld"


def told(comment: Comment) -> str:
    return str(reader().get(links.status_url(fresh(comment))).content.decode())


def test_the_author_reads_what_became_of_the_appeal(appealed: Comment, ann: User) -> None:
    assert "You have asked for another look at this. A moderator will take it." in told(appealed)
    action = complaints.deny(appealed, by=ann, sentence="It still attacks a <person>.")
    assert "The decision stands." in told(appealed)
    assert "It still attacks a &lt;person&gt;." in told(appealed)
    undoing.undo(action, by=ann)
    assert "It still attacks" not in told(appealed)
    assert "A moderator will take it." in told(appealed)


def test_of_an_appeal_against_an_earlier_decision_the_author_reads_nothing(appealed: Comment, ann: User) -> None:
    fresh(appealed).approve(by=ann)
    assert "You had asked for another look at this. A moderator has changed the decision." in told(appealed)
    fresh(appealed).reject(by=ann, reason="insult")
    assert "You have asked" not in told(appealed)
    assert "You had asked" not in told(appealed)


def test_the_answer_to_an_appeal_is_told_of_spam_too(ann: User) -> None:
    comment = make_comment(status="pending")
    comment.mark_spam(by=make_moderator())
    make_appeal(comment)
    complaints.deny(fresh(comment), by=ann, sentence="It advertises a shop.")
    assert "It advertises a shop." in told(comment)
