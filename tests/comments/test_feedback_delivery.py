"""How a report gets to Akismet, whatever stands in its way."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from comments import breaker, feedback
from comments.models import Breaker, Comment, ModerationAction, Submission
from outbox import claims
from outbox.jobs import registry
from outbox.models import Job
from outbox.worker import perform
from tests.akismet_server import AkismetServer
from tests.comments.submitted import make_payload
from tests.comments.telling import jobs_left, make_judged, report, reports, told
from tests.factories import make_moderator
from tests.faults.waiting import make_waiting, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def pass_time(clock: time_machine.Traveller, seconds: float = 60) -> None:
    clock.shift(seconds)
    work()


def make_missed(number: int = 1) -> list[Comment]:
    """Spam that Akismet took for ham, marked by a moderator."""
    moderator, comments = make_moderator(), [make_judged() for _ in range(number)]
    for comment in comments:
        comment.mark_spam(by=moderator)
    return comments


PASSING: list[tuple[str, dict[str, Any]]] = [("empty", {}), ("status", {"status": 503}), ("html", {}), ("reset", {})]


@pytest.mark.parametrize(("kind", "options"), PASSING)
def test_a_passing_fault_is_tried_again_ever_later(
    akismet: AkismetServer, clock: time_machine.Traveller, kind: str, options: dict[str, Any]
) -> None:
    akismet.fail(kind, **options)
    (comment,) = make_missed()
    pass_time(clock)
    pauses = []
    for _ in range(3):
        job = Job.objects.open().get(kind="comments.feedback")
        pauses.append((job.due_at - timezone.now()).total_seconds())
        pass_time(clock, pauses[-1])
    assert len(told(akismet)) == 4
    assert pauses == sorted(pauses)
    assert 12 <= pauses[0] <= 20
    assert (breaker.state().name, report(comment).detail != "") == ("", True)
    akismet.recover()
    pass_time(clock, 3600)
    assert (reports(comment), jobs_left()) == ([("spam", "sent")], 0)


def test_a_refusal_opens_the_breaker_and_all_reports_wait_until_it_is_closed(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    akismet.fail("invalid")
    comments = make_missed(20)
    pass_time(clock)
    assert len(told(akismet)) == 1
    assert breaker.state().name == "configuration"
    for _ in range(30):
        pass_time(clock)
    assert len(told(akismet)) == 1
    akismet.recover()
    for _ in range(3):
        pass_time(clock, 600)
    assert len(told(akismet)) == 21
    assert {reports(comment)[0] for comment in comments} == {("spam", "sent")}
    assert breaker.state().name == ""


def test_while_the_breaker_is_open_comments_are_tried_before_reports(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    now = timezone.now()
    Breaker.objects.create(pk=1, cause="passing", opened_at=now, probe_at=now, last_fault_at=now)
    make_missed()
    clock.shift(60)
    make_waiting()
    akismet.fail("empty", endpoint="comment-check")
    work()
    assert [call.endpoint for call in akismet.calls()] == ["comment-check"]
    akismet.recover()
    pass_time(clock, 15)
    assert [call.endpoint for call in akismet.calls()] == ["comment-check", "comment-check", "submit-spam"]


def test_without_a_waiting_comment_a_report_finds_out_that_all_is_well_again(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    now = timezone.now()
    columns = {"opened_at": now, "probe_at": now, "last_fault_at": now, "alert_code": "10402"}
    Breaker.objects.create(pk=1, cause="passing", **columns)
    make_missed(3)
    akismet.fail("empty", times=1)
    pass_time(clock)
    assert (len(told(akismet)), breaker.state().name) == (1, "passing")
    pass_time(clock, 60)
    assert (len(told(akismet)), breaker.state().name) == (4, "")
    assert breaker.state().alert == "10402"


def test_429_stops_everything_for_as_long_as_akismet_asks(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    akismet.fail("rate-limited", retry_after=120, times=1)
    make_missed(5)
    pass_time(clock)
    make_waiting()
    for _ in range(3):
        pass_time(clock, 30)
    assert len(akismet.calls()) == 1
    pass_time(clock, 30)
    assert len(akismet.calls("comment-check")) == 1
    pass_time(clock, 15)
    assert len(told(akismet)) == 6


def test_reports_that_alone_are_refused_do_not_stop_the_checks(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    akismet.fail("invalid-key", endpoint="submit-spam")
    comments = make_missed(3)
    for _ in range(60):
        clock.shift(300)
        make_waiting()
        work()
    assert len(akismet.calls("comment-check")) == 60
    assert breaker.state().name == ""
    assert {reports(comment)[0] for comment in comments} == {("spam", "given_up")}
    assert len(told(akismet)) == 3 * feedback.SETBACKS_AT_MOST
    assert "Invalid key" in report(comments[0]).detail


def test_one_that_always_fails_holds_up_no_other_and_is_given_up(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    poison, *others = make_missed(20)
    Submission.objects.filter(comment=poison).update(payload=make_payload(content="poison"))
    akismet.fail("status", match="poison")
    pass_time(clock)
    assert {reports(comment)[0] for comment in others} == {("spam", "sent")}
    for _ in range(40):
        make_waiting()
        pass_time(clock, 600)
    assert (reports(poison), jobs_left()) == ([("spam", "given_up")], 0)
    assert report(poison).detail == "Akismet answers with status 500."


def test_what_cannot_be_sent_at_all_is_given_up_at_once(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    (comment,) = make_missed()
    Submission.objects.update(payload={"comment_content": "no address"})
    pass_time(clock)
    assert reports(comment) == [("spam", "given_up")]
    assert (akismet.calls(), report(comment).may_have_arrived) == ([], False)


def test_a_request_that_was_deleted_meanwhile_is_given_up(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    (comment,) = make_missed()
    Submission.objects.all().delete()
    pass_time(clock)
    assert (reports(comment), akismet.calls()) == ([("spam", "given_up")], [])
    assert report(comment).detail == "The request it came with is no longer kept."


def test_without_a_key_reports_wait_for_one(
    akismet: AkismetServer, clock: time_machine.Traveller, settings: Settings
) -> None:
    (comment,) = make_missed()
    settings.AKISMET_API_KEY, key = "", settings.AKISMET_API_KEY
    pass_time(clock)
    assert (reports(comment), report(comment).tries) == ([("spam", "waiting")], 0)
    settings.AKISMET_API_KEY = key
    work()
    assert reports(comment) == [("spam", "sent")]


# Crashes, and decisions while a call is under way


class Killed(BaseException):
    """As by SIGKILL: nothing of ours runs after it."""


def claim_report() -> claims.Claim:
    (claim,) = claims.claim(registry.handlers["comments.feedback"], "doomed", 1)
    return claim


@pytest.mark.parametrize("arrives", [False, True])
def test_a_worker_killed_in_a_call_leaves_a_row_that_says_it_may_be_repeated(
    akismet: AkismetServer, clock: time_machine.Traveller, arrives: bool
) -> None:
    (comment,) = make_missed()
    clock.shift(60)
    real = feedback.SEND["spam"]

    def die(payload: Any, verdict: Any) -> None:
        if arrives:
            real(payload, verdict)
        raise Killed

    with patch.dict(feedback.SEND, {"spam": die}), pytest.raises(Killed):
        perform(claim_report())
    row = report(comment)
    assert (row.state, row.may_have_arrived, row.may_be_repeated) == ("waiting", True, False)
    pass_time(clock, breaker.LEASE + 60)
    row.refresh_from_db()
    assert (row.state, row.may_be_repeated) == ("sent", True)
    assert len(told(akismet)) == 1 + arrives


def test_a_worker_killed_before_the_call_repeats_nothing(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    (comment,) = make_missed()
    clock.shift(60)
    claim_report()
    pass_time(clock, breaker.LEASE + 60)
    assert (reports(comment), report(comment).may_be_repeated) == ([("spam", "sent")], False)


@pytest.mark.parametrize(
    ("kind", "in_doubt"), [("hang", True), ("close", True), ("status", False), ("rate-limited", False)]
)
def test_a_report_that_ended_without_an_answer_may_have_arrived(
    akismet: AkismetServer, clock: time_machine.Traveller, settings: Settings, kind: str, in_doubt: bool
) -> None:
    settings.AKISMET_TIMEOUT = 0.5
    akismet.fail(kind, times=1)
    (comment,) = make_missed()
    pass_time(clock)
    assert report(comment).may_have_arrived == in_doubt
    pass_time(clock, 3600)
    assert (reports(comment), report(comment).may_be_repeated) == ([("spam", "sent")], in_doubt)


def test_a_connection_that_was_refused_leaves_no_doubt(
    akismet: AkismetServer, clock: time_machine.Traveller, settings: Settings
) -> None:
    settings.AKISMET_API_URL = "http://127.0.0.1:1"
    (comment,) = make_missed()
    pass_time(clock)
    row = report(comment)
    assert (row.tries, row.may_have_arrived) == (1, False)
    comment.undo(last_act(comment), by=make_moderator())
    assert (reports(comment), jobs_left()) == ([("spam", "cancelled")], 0)


def last_act(comment: Comment) -> Any:
    return ModerationAction.objects.about(comment.pk).first()


def test_an_undo_after_a_call_in_doubt_sends_the_opposite(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    akismet.fail("close", times=1)
    (comment,) = make_missed()
    pass_time(clock)
    comment.undo(last_act(comment), by=make_moderator())
    assert reports(comment) == [("spam", "cancelled"), ("ham", "waiting")]
    pass_time(clock)
    assert told(akismet) == ["spam", "ham"]


@pytest.mark.parametrize("delay", [0, 60])
def test_an_undo_while_the_call_is_under_way_sends_the_opposite_after_it(
    akismet: AkismetServer, clock: time_machine.Traveller, settings: Settings, delay: int
) -> None:
    (comment,) = make_missed()
    clock.shift(60)
    settings.FEEDBACK_DELAY = delay
    real: Callable[..., None] = feedback.SEND["spam"]

    def undo_meanwhile(payload: Any, verdict: Any) -> None:
        comment.undo(last_act(comment), by=make_moderator())
        work()
        real(payload, verdict)

    with patch.dict(feedback.SEND, {"spam": undo_meanwhile}):
        work()
    assert (reports(comment), told(akismet)) == ([("spam", "sent"), ("ham", "waiting")], ["spam"])
    pass_time(clock)
    assert (reports(comment), told(akismet)) == ([("spam", "sent"), ("ham", "sent")], ["spam", "ham"])


def test_the_key_is_in_no_row(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    akismet.fail("body", body=f"refused: {akismet.key}")
    (comment,) = make_missed()
    pass_time(clock)
    assert "[key]" in report(comment).detail
    assert akismet.key not in report(comment).detail


def test_the_outbox_command_tells_what_became_of_the_reports(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    sent, lost, _waiting = make_missed(3)
    Submission.objects.filter(comment=lost).delete()
    Job.objects.filter(kind="comments.feedback", ref=report(_waiting).pk).update(due_at=timezone.now() + timedelta(1))
    pass_time(clock)
    output = StringIO()
    call_command("outbox", stdout=output)
    lines = {line.strip() for line in output.getvalue().splitlines()}
    assert {"waiting: 1", "sent: 1", "cancelled: 0", "perhaps sent twice: 0"} <= lines
    assert "given up: 1" in lines
    assert f"given up, comment {lost.pk}: The request it came with is no longer kept." in lines
    assert reports(sent) == [("spam", "sent")]
