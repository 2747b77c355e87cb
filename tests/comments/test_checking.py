"""The road of one comment through the check, when nothing is wrong with the service."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from comments import spam
from comments.checking import is_late
from comments.models import Check, Comment, Commenter, DiscussionSettings, ModerationAction
from comments.models.comment import CHECK_JOB
from comments.spam import Answer
from outbox import claims, jobs
from outbox.claims import LeaseLost
from outbox.models import Job
from outbox.worker import conclude
from tests.akismet_server import AkismetServer
from tests.factories import make_comment, make_moderator, make_submission, make_user
from tests.faults.waiting import attempts, last_attempt, log_of, make_waiting, standing, work

pytestmark = pytest.mark.django_db


def checks(akismet: AkismetServer) -> int:
    return len(akismet.calls("comment-check"))


def state_of_job(comment: Comment) -> str:
    return Job.objects.get(kind=CHECK_JOB, ref=comment.pk).state


def test_a_ham_waits_for_a_person(akismet: AkismetServer) -> None:
    comment = make_waiting()
    work()
    assert standing(comment) == ("pending", "every_comment")
    assert log_of(comment) == [("unchecked", "pending", "every_comment", "policy")]
    assert state_of_job(comment) == "done"


def test_an_attempt_tells_what_was_asked_and_answered(akismet: AkismetServer) -> None:
    comment = make_waiting()
    work()
    (attempt,) = attempts(comment)
    assert (attempt.verdict, attempt.fault, attempt.applied, attempt.version) == ("ham", "", True, 1)
    assert attempt.guid
    assert [step["check"] for step in attempt.trace] == [
        "akismet", "person", "words_reject", "words_hold", "words_flag", "links", "first", "rejections", "trap",
        "speed", "parent", "mode", "trust",
    ]  # fmt: skip


def test_what_is_sent_is_what_was_stored_when_the_comment_came(akismet: AkismetServer) -> None:
    comment = make_waiting()
    Comment.objects.filter(pk=comment.pk).update(name="Changed since")
    work()
    (call,) = akismet.calls("comment-check")
    stored = comment.submissions.get().payload
    assert {name: call.fields[name] for name in stored} == stored


@pytest.mark.parametrize(("verdict", "reason"), [("spam", "akismet"), ("discard", "akismet_discard")])
def test_spam_goes_to_spam(akismet: AkismetServer, verdict: str, reason: str) -> None:
    comment = make_waiting(f"verdict:{verdict}")
    work()
    assert standing(comment) == ("spam", reason)
    assert last_attempt(comment).verdict == verdict


def make_trusted(approved: int) -> Commenter:
    """With that many approved comments, where three are wanted."""
    DiscussionSettings.objects.create(pk=1, publish_after=3)
    return Commenter.objects.create(user=make_user(), approved_count=approved)


def test_a_commenter_with_enough_approved_comments_is_published_after_ham(akismet: AkismetServer) -> None:
    comment = make_waiting(commenter=make_trusted(approved=3))
    work()
    assert standing(comment) == ("approved", "trusted")
    assert Comment.objects.on_page().filter(pk=comment.pk).exists()


def test_one_approved_comment_too_few_is_not_enough(akismet: AkismetServer) -> None:
    comment = make_waiting(commenter=make_trusted(approved=2))
    work()
    assert standing(comment) == ("pending", "every_comment")


def close_the_account(person: Commenter) -> None:
    User.objects.filter(commenter=person).update(is_active=False)


def take_approvals_back(person: Commenter) -> None:
    Commenter.objects.filter(pk=person.pk).update(approved_count=2)


@pytest.mark.parametrize("meanwhile", [close_the_account, take_approvals_back])
def test_trust_that_ends_while_akismet_is_asked_publishes_nothing(
    akismet: AkismetServer, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Commenter], None]
) -> None:
    person = make_trusted(approved=3)
    comment, ask = make_waiting(commenter=person), spam.check

    def check(payload: Mapping[str, str]) -> Answer:
        meanwhile(person)
        return ask(payload)

    monkeypatch.setattr(spam, "check", check)
    work()
    assert standing(comment) == ("pending", "every_comment")


def test_a_changed_text_is_trusted_by_nobody_since_a_link_may_leak(akismet: AkismetServer) -> None:
    comment = make_waiting(version=2, commenter=make_trusted(approved=3))
    work()
    assert standing(comment) == ("pending", "every_comment")


def test_a_filled_trap_holds_even_the_trusted(akismet: AkismetServer) -> None:
    comment = make_waiting(submission={"trap": "cheap watches"}, commenter=make_trusted(approved=3))
    work()
    assert standing(comment) == ("pending", "trap")


def test_a_reply_whose_parent_was_hidden_meanwhile_waits(akismet: AkismetServer) -> None:
    parent = make_comment(status="approved")
    reply = make_waiting(parent=parent, commenter=make_trusted(approved=3))
    parent.reject(by=make_moderator(), reason="insult")
    work()
    assert standing(reply) == ("pending", "parent_hidden")


def test_a_parent_hidden_while_the_verdict_is_applied_holds_the_reply(
    akismet: AkismetServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The policy still saw it public; approving refuses."""
    parent = make_comment(status="approved")
    reply = make_waiting(parent=parent, commenter=make_trusted(approved=3))
    settle = Comment.settle

    def hide_parent_first(comment: Comment, *args: object, **how: object) -> object:
        if Comment.objects.get(pk=parent.pk).status == "approved":
            Comment.objects.get(pk=parent.pk).reject(by=make_moderator(), reason="insult")
        return settle(comment, *args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Comment, "settle", hide_parent_first)
    work()
    assert standing(reply) == ("pending", "parent_hidden")
    assert last_attempt(reply).applied


def test_without_a_key_nothing_is_called_and_the_comment_waits_marked(
    akismet: AkismetServer, settings: Settings
) -> None:
    settings.AKISMET_API_KEY = ""
    comment = make_waiting(commenter=make_trusted(approved=3))
    work()
    assert standing(comment) == ("pending", "not_checked_no_key")
    assert not akismet.calls()
    assert last_attempt(comment).applied


def test_a_comment_whose_request_is_no_longer_kept_goes_to_a_person(akismet: AkismetServer) -> None:
    comment = make_comment(status="unchecked")
    jobs.enqueue(CHECK_JOB, comment.pk)
    work()
    assert standing(comment) == ("pending", "not_checked_nothing_stored")
    assert not akismet.calls()


def test_a_comment_that_cannot_be_sent_goes_to_a_person_and_is_never_tried_again(akismet: AkismetServer) -> None:
    comment = make_waiting(submission={"payload": {"comment_content": "Without an address."}})
    work()
    assert standing(comment) == ("pending", "not_checked_unsendable")
    assert (last_attempt(comment).fault, state_of_job(comment)) == ("own", "done")
    assert not akismet.calls()


def test_a_comment_that_a_person_has_decided_is_not_asked_about(akismet: AkismetServer) -> None:
    comment = make_waiting()
    comment.approve(by=make_moderator())
    work()
    assert standing(comment)[0] == "approved"
    assert not akismet.calls()


def test_an_alert_beside_a_verdict_is_kept_and_the_verdict_counts(akismet: AkismetServer) -> None:
    akismet.fail("alert")
    comment = make_waiting()
    work()
    assert standing(comment) == ("pending", "every_comment")
    assert last_attempt(comment).alert_code == "10402"


# Why it is asked again


def reasons_given(akismet: AkismetServer) -> list[str]:
    return [call.fields.get("recheck_reason", "") for call in akismet.calls("comment-check")]


def test_a_new_comment_is_sent_without_a_reason(akismet: AkismetServer) -> None:
    make_waiting()
    work()
    assert reasons_given(akismet) == [""]


def test_an_edit_is_checked_with_its_own_request(akismet: AkismetServer) -> None:
    comment = make_waiting()
    work()
    comment.refresh_from_db()
    comment.edit("verdict:spam", "<p>…</p>", 1)
    make_submission(comment, payload={"user_ip": "198.51.100.9", "comment_content": comment.text})
    jobs.enqueue(CHECK_JOB, comment.pk)
    work()
    assert reasons_given(akismet) == ["", "edit"]
    assert standing(comment) == ("spam", "akismet")
    assert [attempt.version for attempt in attempts(comment)] == [1, 2]


def test_a_moderator_who_asks_again_gets_a_new_verdict(akismet: AkismetServer) -> None:
    comment = make_waiting()
    work()
    comment.refresh_from_db()
    comment.check_again(by=make_moderator())
    work()
    assert reasons_given(akismet) == ["", "recheck_queue"]
    assert standing(comment) == ("pending", "every_comment")
    assert [attempt.applied for attempt in attempts(comment)] == [True, True]


def test_an_attempt_after_a_fault_is_a_retry(akismet: AkismetServer) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        comment = make_waiting()
        akismet.fail("empty", times=1)
        work()
        clock.shift(15)
        work()
    assert reasons_given(akismet) == ["", "retry"]
    assert standing(comment) == ("pending", "every_comment")


def test_a_job_whose_worker_was_killed_is_a_retry(akismet: AkismetServer) -> None:
    comment = make_waiting()
    Job.objects.filter(ref=comment.pk).update(claimed_by="killed", due_at=timezone.now() - timedelta(seconds=1))
    work()
    assert reasons_given(akismet) == ["retry"]


# A verdict that stands


def test_undoing_to_unchecked_applies_the_verdict_that_stands_without_asking(akismet: AkismetServer) -> None:
    moderator, comment = make_moderator(), make_waiting("verdict:spam")
    decision = Comment.objects.get(pk=comment.pk).approve(by=moderator)
    late = Check.objects.create(comment=comment, version=1, verdict="spam")
    Comment.objects.get(pk=comment.pk).undo(decision, by=moderator)
    work()
    assert standing(comment) == ("spam", "akismet")
    assert not akismet.calls()
    late.refresh_from_db()
    assert late.applied


def test_a_verdict_on_an_older_text_does_not_stand(akismet: AkismetServer) -> None:
    comment = make_waiting(version=2)
    Check.objects.create(comment=comment, version=1, verdict="spam")
    work()
    assert standing(comment) == ("pending", "every_comment")
    assert checks(akismet) == 1


def test_an_answer_to_an_older_question_is_recorded_and_not_applied(akismet: AkismetServer) -> None:
    """While it was under way somebody had the comment back and asked anew."""
    comment, moderator = make_waiting("verdict:spam"), make_moderator()
    (one,) = claims.claim(jobs.registry.handlers[CHECK_JOB], "slow", 1)
    outcome = one.handler.work(one.job)
    Comment.objects.get(pk=comment.pk).mark_not_spam(by=moderator)
    Comment.objects.get(pk=comment.pk).check_again(by=moderator)
    with pytest.raises(LeaseLost):
        conclude(one, outcome)
    assert standing(comment) == ("unchecked", "check_again")
    assert [(attempt.verdict, attempt.applied) for attempt in attempts(comment)] == [("spam", False)]


# Provisional verdicts


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def test_a_provisional_ham_stays_unchecked_until_akismet_has_looked_closer(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    comment = make_waiting("recheck-after:120", commenter=make_trusted(approved=3))
    work()
    assert standing(comment) == ("unchecked", "")
    clock.shift(119)
    work()
    assert checks(akismet) == 1
    clock.shift(1)
    work()
    assert standing(comment) == ("approved", "trusted")
    assert reasons_given(akismet) == ["", "recheck"]


def test_a_provisional_ham_can_turn_out_to_be_spam(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    comment = make_waiting("recheck-after:120 now", commenter=make_trusted(approved=3))
    work()
    akismet.fail("body", body="true", times=1)
    clock.shift(120)
    work()
    assert standing(comment) == ("spam", "akismet")


def test_after_twice_the_time_a_provisional_ham_is_used(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    akismet.fail("headers", headers={"X-akismet-recheck-after": "120"})
    comment = make_waiting()
    work()
    clock.shift(120)
    work()
    assert standing(comment) == ("unchecked", "")
    clock.shift(120)
    work()
    assert standing(comment) == ("pending", "every_comment")
    assert checks(akismet) == 2
    assert [attempt.applied for attempt in attempts(comment)] == [True, False]


def test_a_provisional_ham_is_not_used_before_it_was_asked_about_again(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    """No worker ran for an hour; spam links were put in meanwhile."""
    comment = make_waiting("recheck-after:120")
    work()
    akismet.fail("body", body="true", times=1)
    clock.shift(3600)
    work()
    assert standing(comment) == ("spam", "akismet")


def test_a_provisional_ham_outlives_faults_of_the_recheck(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    comment = make_waiting("recheck-after:30")
    work()
    akismet.fail("empty")
    for _ in range(4):
        clock.shift(15)
        work()
    assert standing(comment) == ("pending", "every_comment")
    assert [attempt.verdict for attempt in attempts(comment)] == ["provisional", "unknown", "unknown"]


# Time


def test_after_fifteen_days_a_person_decides(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    comment = make_waiting()
    akismet.fail("empty")
    work()
    clock.shift(timedelta(days=15))
    work()
    assert standing(comment) == ("pending", "not_checked_gave_up")
    assert checks(akismet) == 1


def test_the_sweep_gives_up_for_comments_that_the_breaker_holds_back(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    akismet.fail("invalid")
    comments = [make_waiting() for _ in range(3)]
    work()
    clock.shift(timedelta(days=15))
    jobs.ensure_recurring()
    work()
    assert {standing(comment) for comment in comments} == {("pending", "not_checked_gave_up")}
    assert all(last_attempt(comment).applied for comment in comments)


def test_the_sweep_leaves_younger_questions_alone(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    young = make_waiting(created_at=timezone.now() - timedelta(days=40))
    Job.objects.all().delete()
    jobs.ensure_recurring()
    work()
    assert standing(young) == ("unchecked", "")


def test_a_comment_is_late_after_ten_minutes(clock: time_machine.Traveller) -> None:
    comment = make_comment(status="unchecked")
    assert not is_late(comment)
    clock.shift(600)
    assert is_late(comment)


def test_every_settlement_is_logged_once(akismet: AkismetServer) -> None:
    for text in ("fine", "verdict:spam", "verdict:discard"):
        make_waiting(text)
    work()
    assert ModerationAction.objects.filter(rule="policy").count() == 3
    assert Check.objects.filter(applied=True).count() == 3
