"""The letters' road to a mail server that refuses, hangs, breaks off or forgets: each leaves once, and none is lost."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings as site
from django.core.management import call_command
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import Settings

from comments.letters import sending, watching
from comments.models import Comment, Commenter, Follow, HowOften, LetterClock, Mailbox
from outbox.jobs import Done, Later
from outbox.models import Job
from tests import mail_server
from tests.comments.letters import (
    ADA,
    ask_for_letter,
    later_on,
    leave,
    letters_asked,
    make_follow,
    make_person,
    published,
    reply,
    start_clock,
    undo_is_over,
    watch,
)
from tests.factories import make_article, make_comment
from tests.mail_server import MailServer, text_of
from tests.plans import plan

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def smtp() -> Iterator[MailServer]:
    with mail_server.running() as server:
        yield server


@pytest.fixture
def server(smtp: MailServer, settings: Settings) -> MailServer:
    return mail_server.use(smtp, settings)


@pytest.fixture
def ada(clock: time_machine.Traveller, server: MailServer) -> Commenter:
    start_clock()
    return make_person(ADA)


@pytest.fixture
def theirs(ada: Commenter) -> Comment:
    comment = make_comment(name="Ada", status="approved")
    make_follow(ada, comment=comment, told_status="approved", told_version=1)
    return comment


@pytest.fixture
def answered(theirs: Comment, clock: time_machine.Traveller) -> Comment:
    """A reply whose letter may leave."""
    answer = reply(theirs, name="Ben")
    undo_is_over(clock)
    watch()
    return answer


def letter_job() -> Job:
    return Job.objects.get(kind=watching.LETTER_JOB)


def of(server: MailServer) -> list[str]:
    return [str(letter["Message-ID"]) for letter in server.taken]


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("answer", ["451 come back later", "421 going down"])
def test_what_a_server_does_not_take_now_is_tried_again_and_leaves_once(
    server: MailServer, clock: time_machine.Traveller, answer: str
) -> None:
    server.answer = answer
    for _round in range(3):
        leave()
        clock.shift(timedelta(minutes=2))
    assert server.taken == []
    assert answer[:3] in letter_job().error
    server.answer = ""
    for _round in range(3):
        leave()
        clock.shift(timedelta(hours=1))
    assert len(server.taken) == 1
    assert Mailbox.objects.get().letters == 1


@pytest.mark.usefixtures("answered")
def test_a_server_that_is_away_costs_no_letter(
    server: MailServer, settings: Settings, clock: time_machine.Traveller
) -> None:
    port = settings.MAILERS["default"]["OPTIONS"]["port"]
    settings.MAILERS["default"]["OPTIONS"]["port"] = 1
    leave()
    assert letter_job().error == "ConnectionRefusedError"
    settings.MAILERS["default"]["OPTIONS"]["port"] = port
    clock.shift(timedelta(minutes=5))
    leave()
    assert len(server.taken) == 1


@pytest.mark.usefixtures("answered")
def test_a_server_that_hangs_is_given_up_for_now(settings: Settings) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        options = settings.MAILERS["default"]["OPTIONS"]
        options["port"], options["timeout"] = silent.getsockname()[1], 0.2
        outcome = sending.send(Job(ref=Follow.objects.get().commenter_id))
    assert isinstance(outcome, Later)
    assert outcome.error == "SMTPServerDisconnected"  # as smtplib calls an answer that does not come


@pytest.mark.usefixtures("answered")
def test_a_letter_that_was_taken_though_nobody_heard_so_comes_again_under_its_number(
    server: MailServer, clock: time_machine.Traveller
) -> None:
    server.breaks_off_after_data = True
    leave()
    assert letter_job().error == "SMTPServerDisconnected"
    server.breaks_off_after_data = False
    clock.shift(timedelta(minutes=5))
    leave()
    first, second = of(server)
    assert first == second
    assert Mailbox.objects.get().letters == 1


@pytest.mark.usefixtures("answered")
def test_a_worker_that_dies_before_it_writes_it_down_sends_the_same_again(
    server: MailServer, ada: Commenter, clock: time_machine.Traveller
) -> None:
    assert isinstance(sending.send(letter_job()), Done)  # and there the process ends
    for _round in range(3):
        leave()
        clock.shift(timedelta(minutes=5))
    first, second = of(server)
    assert first == second
    assert Mailbox.objects.get().letters == 1
    assert Job.objects.filter(kind=watching.LETTER_JOB).count() == 1


@pytest.mark.usefixtures("answered")
def test_who_lost_the_claim_meanwhile_has_written_down_what_was_sent(server: MailServer, ada: Commenter) -> None:
    outcome = sending.send(letter_job())
    assert isinstance(outcome, Done)
    outcome.if_lost()
    leave()
    assert len(server.taken) == 1


@pytest.mark.usefixtures("answered")
def test_the_next_letter_has_another_number(server: MailServer, theirs: Comment, clock: time_machine.Traveller) -> None:
    leave()
    reply(theirs)
    later_on(clock)
    first, second = of(server)
    assert first != second


def test_what_is_published_while_a_letter_is_on_its_way_is_in_the_next(
    server: MailServer, theirs: Comment, answered: Comment, clock: time_machine.Traveller
) -> None:
    outcome = sending.send(letter_job())
    reply(theirs, name="Carl")
    undo_is_over(clock)
    watch()
    outcome.effect()
    Job.objects.all().delete()
    leave()
    later_on(clock)
    assert ["Carl" in text_of(letter) for letter in server.taken] == [False, True]


@pytest.mark.usefixtures("answered")
def test_an_address_that_is_refused_for_good_gets_no_more_and_says_so(
    server: MailServer, theirs: Comment, clock: time_machine.Traveller, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answer = "550 no such mailbox"
    leave()
    mailbox = Mailbox.objects.get()
    assert (mailbox.refused_at, mailbox.fault) == (timezone.now(), "recipient refused: 550")
    server.answer = ""
    reply(theirs)
    later_on(clock)
    assert server.taken == []
    call_command("outbox")
    assert "refused addresses" in capsys.readouterr().out


@pytest.mark.usefixtures("answered")
def test_a_letter_that_is_refused_for_good_is_over_and_the_next_one_leaves(
    server: MailServer, theirs: Comment, clock: time_machine.Traveller, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answer = "541 looks like spam to us"
    leave()
    job = letter_job()
    assert (job.state, job.error) == ("done", "541 looks like spam to us")
    assert Mailbox.objects.get().refused_at is None
    call_command("outbox")
    assert f"it was: {job}: 541 looks like spam to us" in capsys.readouterr().out
    server.answer = ""
    later_on(clock)
    assert server.taken == []
    reply(theirs, name="Carl")
    later_on(clock)
    assert ["Carl replied to you" in text_of(letter) for letter in server.taken] == [True]


@pytest.mark.usefixtures("answered")
def test_letters_that_wait_are_not_asked_for_anew(server: MailServer, clock: time_machine.Traveller) -> None:
    server.answer = "451 later"
    leave()
    due_at = letter_job().due_at
    watch()
    assert letter_job().due_at == due_at


def test_who_has_had_many_lately_gets_the_rest_in_one(
    server: MailServer, theirs: Comment, clock: time_machine.Traveller
) -> None:
    most = sending.PER_HOUR.burst
    for number in range(most + 3):
        reply(theirs, name=f"Reader {number}")
        later_on(clock)
    assert len(server.taken) == most
    clock.shift(timedelta(minutes=20))
    leave()
    assert server.taken[-1]["Subject"].endswith(": 3 new comments")


def test_a_day_has_a_limit_of_its_own(ada: Commenter, clock: time_machine.Traveller) -> None:
    left = 0
    for _quarter in range(4 * 24):
        left += not sending._wait(ada.mailbox)
        clock.shift(timedelta(minutes=15))
    assert sending.PER_DAY.burst < left <= 2 * sending.PER_DAY.burst


def test_letters_that_failed_are_not_counted(
    server: MailServer, answered: Comment, clock: time_machine.Traveller
) -> None:
    server.answer = "451 later"
    for _try in range(2 * sending.PER_HOUR.burst):
        leave()
        clock.shift(timedelta(seconds=1))
        Job.objects.update(due_at=timezone.now())
    server.answer = ""
    leave()
    assert len(server.taken) == 1


def at(hour: int, minute: int, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo(site.TIME_ZONE))


@pytest.mark.parametrize(
    ("often", "decided", "due"),
    [
        (HowOften.AT_ONCE, at(12, 10), at(12, 12)),
        (HowOften.HOURLY, at(12, 10), at(13, 0)),
        (HowOften.DAILY, at(12, 10), at(8, 0, 3)),
        (HowOften.DAILY, at(7, 50), at(8, 0)),
    ],
)
def test_letters_come_as_often_as_wished(server: MailServer, often: HowOften, decided: datetime, due: datetime) -> None:
    with time_machine.travel(decided, tick=False) as clock:
        start_clock()
        ada, article = make_person(ADA), make_article()
        make_follow(ada, article=article, often=often)
        published(make_comment(article))
        clock.shift(timedelta(minutes=2))
        watch()
        assert Follow.objects.get().due_at == due
        clock.move_to(due - timedelta(seconds=1))
        leave()
        assert len(server.taken) == 0 if often != HowOften.AT_ONCE else letters_asked() == [ada.pk]
        clock.move_to(due)
        leave()
        assert len(server.taken) == 1


def test_many_followers_are_found_by_as_many_queries_as_one(
    ada: Commenter, clock: time_machine.Traveller, django_assert_num_queries: Any
) -> None:
    article = make_article()
    published(make_comment(article))
    make_follow(ada, article=article)
    undo_is_over(clock)
    found = watching._read(timezone.now())
    assert found
    for number in (0, 5):
        for other in range(number):
            make_follow(make_person(f"{other}@example.org"), article=article)
        Follow.objects.update(due_at=None)
        with django_assert_num_queries(5):
            watching._mark(found, timezone.now())
    assert Follow.objects.filter(due_at__isnull=False).count() == 6


def plan_of(rows: QuerySet[Any, Any]) -> str:
    return plan(*rows.query.get_compiler("default").as_sql())


def test_followers_and_what_is_due_are_found_by_an_index(ada: Commenter) -> None:
    found = Follow.objects.of_new([make_comment(parent=make_comment())])
    due = Follow.objects.filter(due_at__lte=timezone.now()).order_by("commenter").values("commenter").distinct()
    assert "follow_due" in plan_of(due)
    assert not re.search(r"SCAN comments_follow|Seq Scan on comments_follow", plan_of(found.order_by()))


def test_without_a_mail_server_nothing_is_owed(
    server: MailServer, theirs: Comment, settings: Settings, clock: time_machine.Traveller
) -> None:
    settings.MAIL_IS_CONFIGURED = False
    reply(theirs)
    later_on(clock)
    settings.MAIL_IS_CONFIGURED = True
    later_on(clock)
    assert server.taken == []


@pytest.mark.django_db
def test_the_first_look_begins_with_what_comes(clock: time_machine.Traveller) -> None:
    published(make_comment())
    undo_is_over(clock)
    watch()
    watch()
    assert LetterClock.objects.get().seen > 0


def test_rows_that_may_not_be_committed_yet_wait(theirs: Comment, clock: time_machine.Traveller) -> None:
    seen = LetterClock.objects.get().seen
    reply(theirs)
    watch()
    assert LetterClock.objects.get().seen == seen


def test_a_letter_that_nobody_is_owed_any_more_is_none(server: MailServer, ada: Commenter) -> None:
    assert sending.send(ask_for_letter(ada)) == Done()
    assert sending.send(Job(ref=10**15)) == Done()
    assert server.taken == []
