"""When Akismet may be called and when not: the breaker, by way of the jobs that it lets through."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from comments import breaker
from comments.models import Breaker, Comment
from comments.models.comment import CHECK_JOB
from comments.spam import Answer, Verdict
from outbox.jobs import Passage
from outbox.models import Job
from tests.akismet_server import AkismetServer
from tests.factories import make_comment, make_moderator
from tests.faults.waiting import attempts, last_attempt, make_many, make_waiting, standing, work

pytestmark = pytest.mark.django_db

DOWN: list[tuple[str, dict[str, Any]]] = [("empty", {}), ("status", {"status": 503}), ("html", {}), ("reset", {})]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def checks(akismet: AkismetServer) -> int:
    return len(akismet.calls("comment-check"))


def verifications(akismet: AkismetServer) -> int:
    return len(akismet.calls("verify-key"))


def settled() -> int:
    return Comment.objects.filter(status="pending", reason="every_comment").count()


def wait(clock: time_machine.Traveller, seconds: float) -> None:
    clock.shift(seconds)
    work()


# Passing faults


@pytest.mark.parametrize(("kind", "options"), DOWN)
def test_three_faults_in_a_row_on_three_comments_open_it(
    akismet: AkismetServer, kind: str, options: dict[str, Any]
) -> None:
    akismet.fail(kind, **options)
    make_many(10)
    work()
    assert checks(akismet) == 3
    assert breaker.state().name == "passing"
    assert breaker.state().waiting == 10


def test_an_answer_between_faults_keeps_it_closed(akismet: AkismetServer) -> None:
    for skip in (0, 1, 3, 4):
        akismet.fail("empty", times=1, skip=skip)
    make_many(6)
    work()
    assert breaker.state().name == ""


def test_two_waiting_comments_never_open_it_and_are_due_again_after_15_seconds(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    akismet.fail("empty")
    make_many(2)
    work()
    for round_ in range(2, 6):
        wait(clock, 14)
        assert checks(akismet) == 2 * (round_ - 1)
        wait(clock, 1)
        assert checks(akismet) == 2 * round_
    assert breaker.state().name == ""
    akismet.recover()
    wait(clock, 15)
    assert settled() == 2


def test_while_open_one_comment_is_tried_every_15_seconds_each_in_its_turn(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    akismet.fail("empty")
    comments = make_many(5)
    work()
    for _ in range(5):
        wait(clock, 14)
        before = checks(akismet)
        wait(clock, 1)
        assert checks(akismet) == before + 1
    assert [len(attempts(comment)) for comment in comments] == [2, 2, 2, 1, 1]


def test_the_first_good_answer_releases_everything_that_waits(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    akismet.fail("empty")
    make_many(10)
    work()
    wait(clock, 14)
    make_waiting("It came while the service was down.")
    akismet.recover()
    wait(clock, 1)
    assert settled() == 11
    assert breaker.state().name == ""


def test_time_outs_are_faults_of_the_service_not_of_the_comments(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    akismet.fail("status", status=500)
    comments = make_many(3)
    work()
    for _ in range(60):
        wait(clock, 15)
    akismet.recover()
    wait(clock, 15)
    assert settled() == 3
    assert {attempt.fault for comment in comments for attempt in attempts(comment)} == {"passing", ""}


# 429


def test_429_stops_all_calls_until_its_time_is_over(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    akismet.fail("rate-limited", retry_after=60, times=1)
    make_many(5)
    work()
    assert (checks(akismet), breaker.state().name) == (1, "rate_limited")
    wait(clock, 59)
    assert checks(akismet) == 1
    wait(clock, 1)
    assert settled() == 5


@pytest.mark.parametrize(("said", "meant"), [("86400", 3600), ("", 300), ("soon", 300)])
def test_a_pause_lasts_an_hour_at_most_and_five_minutes_when_its_length_is_not_said(
    akismet: AkismetServer, clock: time_machine.Traveller, said: str, meant: int
) -> None:
    akismet.fail("rate-limited", retry_after=said, times=1)
    make_waiting()
    work()
    wait(clock, meant - 1)
    assert checks(akismet) == 1
    wait(clock, 1)
    assert settled() == 1


def test_429_again_after_the_pause_starts_another(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    akismet.fail("rate-limited", retry_after=60, times=2)
    make_many(5)
    work()
    wait(clock, 60)
    assert checks(akismet) == 2
    wait(clock, 59)
    assert checks(akismet) == 2
    wait(clock, 1)
    assert settled() == 5


def test_nobody_can_cut_such_a_pause_short(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    akismet.fail("rate-limited", retry_after=60, times=1)
    make_waiting()
    work()
    assert not breaker.try_now()
    wait(clock, 30)
    assert checks(akismet) == 1


def test_the_key_is_not_asked_about_during_a_pause(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    akismet.fail("invalid")
    akismet.fail("rate-limited", retry_after=600, endpoint="verify-key", times=1)
    make_waiting()
    work()
    akismet.plan.clear()
    akismet.fail("invalid", endpoint="comment-check")
    akismet.fail("rate-limited", retry_after=600, endpoint="verify-key", times=1)
    wait(clock, 60)
    assert verifications(akismet) == 1
    for _ in range(9):
        wait(clock, 60)
    assert len(akismet.calls()) == 2
    wait(clock, 60)
    assert verifications(akismet) == 2


# Refused


@pytest.mark.parametrize("kind", ["invalid", "error-header", "missing-field", "redirect"])
def test_a_refusal_opens_it_at_once(akismet: AkismetServer, kind: str) -> None:
    akismet.fail(kind)
    make_many(5)
    work()
    assert (checks(akismet), breaker.state().name) == (1, "configuration")


def test_while_refused_only_the_key_is_asked_about_every_minute_and_after_an_hour_every_ten(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    akismet.fail("invalid")
    make_many(5)
    work()
    for _ in range(60):
        wait(clock, 60)
    assert (checks(akismet), verifications(akismet)) == (1, 60)
    for _ in range(60):
        wait(clock, 60)
    assert (checks(akismet), verifications(akismet)) == (1, 66)


def test_when_the_key_works_again_everything_is_checked(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    akismet.fail("invalid")
    make_many(5)
    work()
    akismet.recover()
    wait(clock, 60)
    assert settled() == 5
    assert breaker.state().name == ""


def test_a_key_that_is_valid_while_comments_are_refused_lets_one_comment_a_minute_through(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    """`X-akismet-error` beside a valid key: it must not open and close with every comment."""
    akismet.fail("error-header", endpoint="comment-check")
    make_many(5)
    work()
    for minutes in range(1, 6):
        wait(clock, 60)
        assert (checks(akismet), verifications(akismet)) == (1 + minutes, minutes)
    assert settled() == 0
    assert breaker.state().name == "configuration"


def test_a_probe_whose_worker_was_killed_is_followed_by_another(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    akismet.fail("invalid")
    make_many(2)
    work()
    akismet.recover()
    clock.shift(60)
    Job.objects.filter(kind=breaker.VERIFY_JOB).delete()
    breaker._accept_key()
    now = timezone.now()
    assert breaker.gate.admit(now)  # and nothing more is heard of it
    assert breaker.gate.passage(now) is Passage.SHUT
    wait(clock, 60)
    assert settled() == 2


def test_a_new_key_is_tried_at_once(akismet: AkismetServer, clock: time_machine.Traveller, settings: Settings) -> None:
    right = settings.AKISMET_API_KEY
    settings.AKISMET_API_KEY = "wrong0000000"
    make_many(5)
    work()
    for _ in range(90):
        wait(clock, 60)
    settings.AKISMET_API_KEY = right
    wait(clock, 15)
    assert settled() == 5


def test_another_wrong_key_is_tried_once(
    akismet: AkismetServer, clock: time_machine.Traveller, settings: Settings
) -> None:
    settings.AKISMET_API_KEY = "wrong0000000"
    make_many(5)
    work()
    settings.AKISMET_API_KEY = "wrong0000001"
    for _ in range(3):
        wait(clock, 15)
    assert checks(akismet) == 2


def test_taking_the_key_away_sends_what_waits_to_people(
    akismet: AkismetServer, clock: time_machine.Traveller, settings: Settings
) -> None:
    akismet.fail("invalid")
    comments = make_many(3)
    work()
    settings.AKISMET_API_KEY = ""
    wait(clock, 15)
    assert {standing(comment) for comment in comments} == {("pending", "not_checked_no_key")}


def test_the_state_says_why_since_when_until_when_and_for_how_many(akismet: AkismetServer) -> None:
    akismet.fail("invalid", debug_help="The key has expired.")
    make_many(3)
    work()
    state = breaker.state()
    assert (state.name, state.since, state.waiting) == ("configuration", timezone.now(), 3)
    assert state.next_try == timezone.now() + timedelta(seconds=60)
    assert "The key has expired." in state.detail
    assert "The key has expired." in (breaker.fault() or "")


def test_comments_that_nobody_asks_about_are_not_counted_as_waiting(akismet: AkismetServer) -> None:
    """As those of the demo."""
    make_comment(status="unchecked")
    make_waiting()
    assert breaker.state().waiting == 1


# A comment's own faults


def test_a_poisonous_comment_holds_up_none_of_a_hundred(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    poison = make_waiting("fault:reset")
    make_many(100)
    work()
    assert settled() == 100
    wait(clock, 15)
    assert standing(poison) == ("unchecked", "")
    assert [attempt.fault for attempt in attempts(poison)] == ["passing", "own"]
    assert breaker.state().name == ""


def test_its_own_pause_grows_to_an_hour(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    poison = make_waiting("fault:reset")
    pauses = []
    for _ in range(12):
        make_waiting("Good.")
        work()
        due_at = Job.objects.get(kind=CHECK_JOB, ref=poison.pk).due_at
        pauses.append((due_at - timezone.now()).total_seconds())
        clock.move_to(due_at)
    assert pauses[0] == 15
    assert all(24 * 2**count <= pause <= 40 * 2**count for count, pause in enumerate(pauses[1:7]))
    assert max(pauses) <= 3600 * 1.25
    assert min(pauses[-3:]) >= 3600 * 0.75


def test_faults_while_nobody_passes_are_not_its_own(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    comment = make_waiting()
    akismet.fail("empty")
    for _ in range(20):
        work()
        clock.shift(15)
    assert {attempt.fault for attempt in attempts(comment)} == {"passing"}


def test_three_poisonous_comments_do_not_hold_up_the_others_for_long(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    for _ in range(3):
        make_waiting("fault:reset")
    make_many(20)
    work()
    assert breaker.state().name == "passing"
    wait(clock, 15)
    assert settled() == 20
    assert breaker.state().name == ""
    wait(clock, 15)
    make_many(20)
    work()
    assert settled() == 40


def test_a_comment_for_which_alone_the_service_refuses_us_does_not_stop_the_others_again_and_again(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    poison = make_waiting("fault:error-header")
    make_many(5)
    work()
    wait(clock, 60)
    assert settled() == 5
    wait(clock, 15)
    assert last_attempt(poison).fault == "own"
    make_many(5)
    work()
    assert settled() == 10


# Around it


def test_a_probe_that_needs_no_call_makes_room_for_the_next_at_once(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    akismet.fail("empty")
    comments = make_many(10)
    work()
    moderator = make_moderator()
    for comment in comments[3:9]:
        Comment.objects.get(pk=comment.pk).reject(by=moderator, reason="insult")
    akismet.recover()
    wait(clock, 15)
    assert settled() == 4


def test_trying_now_is_the_next_probe(akismet: AkismetServer) -> None:
    akismet.fail("empty")
    make_many(5)
    work()
    akismet.recover()
    assert breaker.try_now()
    work()
    assert settled() == 5
    assert not breaker.try_now()


def test_trying_now_while_refused_asks_about_the_key(akismet: AkismetServer) -> None:
    akismet.fail("invalid")
    make_many(5)
    work()
    akismet.recover()
    assert breaker.try_now()
    work()
    assert settled() == 5


def test_an_answer_to_a_question_from_before_the_fault_does_not_close_it(akismet: AkismetServer) -> None:
    """Four calls are under way at once: one is refused, another was answered a moment later."""
    akismet.fail("invalid", times=1)
    make_many(2)
    work()
    breaker.answered(timezone.now() - timedelta(seconds=1), Answer(Verdict.HAM))
    assert breaker.state().name == "configuration"


def test_while_all_is_well_answers_write_nothing_to_the_breaker(akismet: AkismetServer) -> None:
    make_many(2)
    work()
    make_many(3)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        work()
    assert settled() == 5
    assert not [query for query in queries if 'UPDATE "comments_breaker"' in query["sql"]]


def test_an_account_alert_is_shown_until_answers_come_without_it(
    akismet: AkismetServer, clock: time_machine.Traveller
) -> None:
    akismet.fail("alert", times=1)
    make_waiting()
    work()
    assert breaker.state().alert.startswith("10402")
    assert "10402" in (breaker.fault() or "")
    make_waiting()
    work()
    assert breaker.state().alert == ""
    assert breaker.fault() is None


@pytest.mark.django_db(transaction=True)
def test_opening_and_closing_are_logged_once_each(
    akismet: AkismetServer, clock: time_machine.Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    akismet.fail("empty")
    make_many(5)
    with caplog.at_level(logging.INFO, "comments.breaker"):
        work()
        wait(clock, 15)
        akismet.recover()
        wait(clock, 15)
    told = [record.getMessage() for record in caplog.records if record.name == "comments.breaker"]
    assert told == ["spam check held back", "spam check answers again"]


def test_there_is_one_row(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    akismet.fail("empty", times=4)
    make_many(5)
    work()
    wait(clock, 15)
    assert Breaker.objects.count() == 1
