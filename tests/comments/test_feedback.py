"""When a decision is told to Akismet and when not."""

from collections.abc import Callable, Iterator, Mapping
from unittest.mock import patch

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from comments import spam
from comments.models import Check, Comment, Feedback, StaleDecision, Status
from comments.models.feedback import follow
from comments.models.log import ModerationAction
from tests.akismet_server import AkismetServer
from tests.comments.submitted import make_payload
from tests.comments.telling import jobs_left, make_judged, report, reports, told
from tests.factories import make_comment, make_moderator, make_submission
from tests.faults.waiting import make_waiting, work

pytestmark = pytest.mark.django_db

Act = Callable[[Comment, User], ModerationAction]
APPROVE: Act = lambda comment, by: comment.approve(by=by)  # noqa: E731
SPAM: Act = lambda comment, by: comment.mark_spam(by=by)  # noqa: E731
NOT_SPAM: Act = lambda comment, by: comment.mark_not_spam(by=by)  # noqa: E731
REJECT: Act = lambda comment, by: comment.reject(by=by, reason="off_topic")  # noqa: E731


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def moderator() -> User:
    return make_moderator()


def pass_time(clock: time_machine.Traveller, seconds: float = 60) -> None:
    clock.shift(seconds)
    work()


@pytest.mark.parametrize(
    ("verdict", "acts", "expected"),
    [
        ("ham", [SPAM], ["spam"]),
        ("spam", [NOT_SPAM], ["ham"]),
        ("spam", [APPROVE], ["ham"]),
        ("spam", [NOT_SPAM, APPROVE], ["ham"]),
        ("ham", [APPROVE, SPAM], ["spam"]),
        ("unknown", [SPAM], ["spam"]),
        ("ham", [APPROVE], []),
        ("spam", [SPAM], []),
        ("unknown", [APPROVE], []),
        ("ham", [REJECT], []),
        ("spam", [REJECT], []),
        ("spam", [NOT_SPAM, REJECT], ["ham"]),
        ("ham", [SPAM, REJECT], []),
        ("ham", [SPAM, APPROVE], []),
        ("spam", [APPROVE, SPAM], []),
    ],
)
def test_only_the_last_word_that_disagrees_is_told(
    akismet: AkismetServer,
    clock: time_machine.Traveller,
    moderator: User,
    verdict: str,
    acts: list[Act],
    expected: list[str],
) -> None:
    comment = make_judged(verdict)
    for act in acts:
        act(comment, moderator)
    pass_time(clock)
    assert told(akismet) == expected
    assert [kind for kind, state in reports(comment) if state == "sent"] == expected


@pytest.mark.parametrize(
    ("verdict", "acts", "expected"),
    [
        ("ham", [SPAM, APPROVE], ["spam", "ham"]),
        ("ham", [SPAM, NOT_SPAM, APPROVE], ["spam", "ham"]),
        ("spam", [APPROVE, SPAM], ["ham", "spam"]),
        ("unknown", [SPAM, APPROVE, SPAM], ["spam", "ham", "spam"]),
        ("ham", [SPAM, REJECT, APPROVE], ["spam", "ham"]),
        ("ham", [SPAM, REJECT, SPAM], ["spam"]),
    ],
)
def test_a_change_of_mind_after_the_report_has_left_sends_the_opposite(
    akismet: AkismetServer,
    clock: time_machine.Traveller,
    moderator: User,
    verdict: str,
    acts: list[Act],
    expected: list[str],
) -> None:
    comment = make_judged(verdict)
    for act in acts:
        act(comment, moderator)
        pass_time(clock)
    assert told(akismet) == expected
    assert reports(comment) == [(kind, "sent") for kind in expected]


@pytest.mark.parametrize(("verdict", "act"), [("ham", SPAM), ("spam", NOT_SPAM), ("spam", APPROVE), ("unknown", SPAM)])
def test_an_undo_in_time_cancels_the_report_and_one_too_late_sends_the_opposite(
    akismet: AkismetServer, clock: time_machine.Traveller, moderator: User, verdict: str, act: Act
) -> None:
    in_time, late = make_judged(verdict), make_judged(verdict)
    action = act(late, moderator)
    pass_time(clock)
    in_time.undo(act(in_time, moderator), by=moderator)
    late.undo(action, by=moderator)
    pass_time(clock)
    kind = report(in_time).kind
    opposite = {"spam": "ham", "ham": "spam"}[kind]
    assert reports(in_time) == [(kind, "cancelled")]
    assert reports(late) == [(kind, "sent"), (opposite, "sent")]
    assert told(akismet) == [kind, opposite]


def test_an_undone_undo_reports_again(akismet: AkismetServer, clock: time_machine.Traveller, moderator: User) -> None:
    comment = make_judged()
    undone = comment.undo(comment.mark_spam(by=moderator), by=moderator)
    comment.undo(undone, by=moderator)
    pass_time(clock)
    assert reports(comment) == [("spam", "cancelled"), ("spam", "sent")]


def test_the_undo_of_what_cancelled_a_report_brings_it_back(
    akismet: AkismetServer, clock: time_machine.Traveller, moderator: User
) -> None:
    comment = make_judged("spam")
    comment.mark_not_spam(by=moderator)
    comment.reject(by=moderator, reason="off_topic")
    comment.undo(comment.mark_spam(by=moderator), by=moderator)
    assert comment.status == "rejected"
    pass_time(clock)
    assert reports(comment) == [("ham", "cancelled"), ("ham", "sent")]


def test_a_report_leaves_after_the_delay_and_not_before(
    akismet: AkismetServer, clock: time_machine.Traveller, moderator: User, settings: Settings
) -> None:
    settings.FEEDBACK_DELAY = 90
    make_judged().mark_spam(by=moderator)
    pass_time(clock, 89.9)
    assert told(akismet) == []
    pass_time(clock, 0.1)
    assert told(akismet) == ["spam"]


def test_a_report_has_the_request_as_it_came_and_the_verdict_that_was_in_force(
    akismet: AkismetServer, clock: time_machine.Traveller, moderator: User
) -> None:
    comment = make_judged("ham")
    comment.mark_spam(by=moderator)
    pass_time(clock)
    (call,) = akismet.calls()
    sent = {name: value for name, value in call.fields.items() if name in make_payload()}
    assert sent == make_payload(content=comment.text)
    assert call.fields["comment_check_response"] == "false"
    assert report(comment).verdict == "ham"


def test_spam_that_no_check_ever_saw_is_reported_without_an_earlier_verdict(
    akismet: AkismetServer, clock: time_machine.Traveller, moderator: User
) -> None:
    make_judged("unknown").mark_spam(by=moderator)
    pass_time(clock)
    assert "comment_check_response" not in akismet.calls("submit-spam")[0].fields


@pytest.mark.parametrize(("word", "kind"), [("discard", "ham"), ("provisional", None)])
def test_a_discard_is_spam_and_a_provisional_answer_is_ham(
    akismet: AkismetServer, moderator: User, word: str, kind: str | None
) -> None:
    comment = make_judged()
    Check.objects.filter(comment=comment).update(verdict=word)
    comment.approve(by=moderator)
    assert reports(comment) == ([(kind, "waiting")] if kind else [])


def test_after_an_edit_the_text_that_was_judged_is_told(
    akismet: AkismetServer, clock: time_machine.Traveller, moderator: User
) -> None:
    comment = make_judged("spam")
    comment.approve(by=moderator)
    comment.edit("Another text", "<p>Another text</p>", 1)
    make_submission(comment, payload=make_payload(content="Another text"))
    pass_time(clock)
    assert [call.fields["comment_content"] for call in akismet.calls("submit-ham")] == ["A remark."]


def test_each_text_has_reports_of_its_own(
    akismet: AkismetServer, clock: time_machine.Traveller, moderator: User
) -> None:
    comment = make_judged("spam")
    comment.approve(by=moderator)
    comment.edit("Another text", "<p>Another text</p>", 1)
    make_submission(comment, payload=make_payload(content="Another text"))
    comment.mark_spam(by=moderator)
    pass_time(clock)
    sent = [(call.endpoint, call.fields["comment_content"]) for call in akismet.calls()]
    assert sorted(sent) == [("submit-ham", "A remark."), ("submit-spam", "Another text")]


def test_a_second_moderator_who_comes_too_late_reports_nothing(moderator: User, akismet: AkismetServer) -> None:
    comment = make_judged()
    stale = Comment.objects.get(pk=comment.pk)
    comment.mark_spam(by=moderator)
    with pytest.raises(StaleDecision):
        stale.mark_spam(by=make_moderator())
    assert reports(comment) == [("spam", "waiting")]


def test_a_decision_that_fails_reports_nothing(moderator: User, akismet: AkismetServer) -> None:
    comment = make_judged()
    with transaction.atomic():
        comment.mark_spam(by=moderator)
        transaction.set_rollback(True)
    assert (reports(comment), jobs_left()) == ([], 0)


def test_the_machine_and_the_author_report_nothing(akismet: AkismetServer) -> None:
    comment = make_judged("ham", status="unchecked")
    comment.settle(Status.SPAM, "akismet", seen=comment.seen)
    make_judged("spam", status="approved").withdraw()
    assert not Feedback.objects.exists()


def test_withdrawing_cancels_what_has_not_left(
    akismet: AkismetServer, clock: time_machine.Traveller, moderator: User
) -> None:
    comment = make_judged("spam")
    comment.approve(by=moderator)
    comment.withdraw()
    pass_time(clock)
    assert (reports(comment), told(akismet)) == ([("ham", "cancelled")], [])


def test_checking_again_leaves_the_judgment_to_akismet(
    akismet: AkismetServer, clock: time_machine.Traveller, moderator: User
) -> None:
    comment = make_judged("spam")
    comment.mark_not_spam(by=moderator)
    comment.check_again(by=moderator)
    pass_time(clock)
    assert (reports(comment), told(akismet)) == ([("ham", "cancelled")], [])
    comment.refresh_from_db()
    assert comment.status == "pending"
    comment.mark_spam(by=moderator)
    assert reports(comment)[1:] == [("spam", "waiting")]


def test_a_verdict_given_after_a_report_can_be_contradicted_again(
    akismet: AkismetServer, clock: time_machine.Traveller, moderator: User
) -> None:
    comment = make_judged("spam", text="verdict:spam")
    comment.approve(by=moderator)
    pass_time(clock)
    comment.mark_not_spam(by=moderator)
    comment.check_again(by=moderator)
    pass_time(clock)
    comment.refresh_from_db()
    assert comment.status == "spam"
    comment.approve(by=moderator)
    pass_time(clock)
    assert told(akismet) == ["ham", "ham"]


def test_what_came_by_an_import_is_told_to_nobody(akismet: AkismetServer, moderator: User) -> None:
    make_comment().mark_spam(by=moderator)
    make_comment(status="spam", reason="moderator").approve(by=moderator)
    assert not Feedback.objects.exists()


def test_a_request_that_is_no_longer_kept_is_given_up_at_once(akismet: AkismetServer, moderator: User) -> None:
    comment = make_judged()
    comment.submissions.all().delete()
    comment.mark_spam(by=moderator)
    assert (reports(comment), jobs_left()) == ([("spam", "given_up")], 0)
    assert report(comment).detail == "The request it came with is no longer kept."


def test_without_a_key_nothing_is_reported_that_was_never_checked(settings: Settings, moderator: User) -> None:
    settings.AKISMET_API_KEY = ""
    unchecked, checked = make_judged("unknown"), make_judged("ham")
    unchecked.mark_spam(by=moderator)
    checked.mark_spam(by=moderator)
    assert (reports(unchecked), reports(checked)) == ([], [("spam", "waiting")])


def test_one_decision_can_be_reported_only_once(akismet: AkismetServer, moderator: User) -> None:
    comment = make_judged()
    action = comment.mark_spam(by=moderator)
    with transaction.atomic():
        follow(comment, action)
    assert reports(comment) == [("spam", "waiting")]
    Feedback.objects.update(state="sent")
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.create(comment=comment, version=1, action=action.pk, kind="spam", verdict="ham")


def test_only_one_report_about_a_text_waits(akismet: AkismetServer, moderator: User) -> None:
    comment = make_judged()
    comment.mark_spam(by=moderator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.create(comment=comment, version=1, action=0, kind="ham", verdict="ham")


@pytest.mark.parametrize(
    ("text", "act", "expected"),
    [
        ("verdict:spam", APPROVE, [("ham", "waiting")]),
        ("verdict:ham", APPROVE, []),
        ("verdict:spam", SPAM, [("spam", "waiting")]),
        ("verdict:ham", SPAM, [("spam", "waiting")]),
        ("verdict:spam", REJECT, []),
    ],
)
def test_a_verdict_that_comes_after_the_decision_is_contradicted_all_the_same(
    akismet: AkismetServer, moderator: User, text: str, act: Act, expected: list[tuple[str, str]]
) -> None:
    comment, check = make_waiting(text), spam.check

    def decided_meanwhile(payload: Mapping[str, str]) -> spam.Answer:
        act(Comment.objects.get(pk=comment.pk), moderator)
        return check(payload)

    with patch.object(spam, "check", decided_meanwhile):
        work()
    assert [attempt.applied for attempt in Check.objects.filter(comment=comment)] == [False]
    assert reports(comment) == expected
