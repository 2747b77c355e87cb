"""When somebody is called: the looks at limits and just below them, and how alarms begin, go on and end."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from comments.alarms.looking import TOO_FEW, Seen, look
from comments.alarms.watching import watch
from comments.alarms.words import told
from comments.desk import banner
from comments.models import Alarm, AlarmLimits, Breaker, Comment, Status
from comments.models.breaker import Cause
from outbox.jobs import Done
from outbox.models import Job
from tests.factories import make_article, make_comment, make_moderator, make_user

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PAGE = "/admin/comments/alarms/"


def seen() -> list[Seen]:
    return look(timezone.now())


def run() -> None:
    outcome = watch(Job())
    assert isinstance(outcome, Done)
    outcome.effect()


def pending(ago: timedelta, article: Article | None = None, **columns: object) -> Comment:
    return make_comment(article, status=Status.PENDING, created_at=timezone.now() - ago, **columns)


def settled(clock: time_machine.Traveller, spam: int, others: int) -> None:
    article = make_article()
    for to, count in ((Status.SPAM, spam), (Status.PENDING, others)):
        for _number in range(count):
            comment = make_comment(article, status=Status.UNCHECKED)
            comment.settle(to, "akismet" if to == Status.SPAM else "every_comment", seen=comment.seen)
    Comment.objects.filter(status=Status.PENDING).update(created_at=timezone.now())


def test_a_quiet_desk_calls_nobody() -> None:
    assert seen() == []


@pytest.mark.parametrize(("ago", "expected"), [(240, []), (241, [Seen("oldest", 241, 240)])])
def test_a_comment_that_waits_too_long_calls(clock: time_machine.Traveller, ago: int, expected: list[Seen]) -> None:
    pending(ago * MINUTE)
    pending(MINUTE)
    assert seen() == expected


def test_what_was_put_off_or_decided_does_not_wait(clock: time_machine.Traveller) -> None:
    pending(9 * HOUR, deferred_until=timezone.now() + HOUR)
    make_comment(status=Status.APPROVED, created_at=timezone.now() - DAY)
    assert seen() == []
    clock.shift(2 * HOUR)
    assert [each.kind for each in seen()] == ["oldest"]


def test_a_jump_of_spam_calls(clock: time_machine.Traveller) -> None:
    settled(clock, spam=5, others=20)
    clock.shift(3 * HOUR)
    settled(clock, spam=12, others=8)
    Comment.objects.update(created_at=timezone.now())
    assert [each for each in seen() if each.kind == "spam"] == [Seen("spam", 60, 20)]


@pytest.mark.parametrize(("before", "now"), [((0, 0), (TOO_FEW - 1, 0)), ((0, 20), (9, 11)), ((12, 18), (12, 8))])
def test_a_few_the_allowed_and_the_usual_share_of_spam_call_nobody(
    clock: time_machine.Traveller, before: tuple[int, int], now: tuple[int, int]
) -> None:
    settled(clock, *before)
    clock.shift(3 * HOUR)
    settled(clock, *now)
    assert [each for each in seen() if each.kind == "spam"] == []


def test_many_comments_on_a_quiet_article_call(clock: time_machine.Traveller) -> None:
    AlarmLimits.objects.create(pk=1, burst_comments=4)
    quiet, busy, few = make_article(), make_article(), make_article()
    for _number in range(200):
        pending(2 * HOUR, busy)
    for article, count in ((quiet, 4), (busy, 9), (few, 3)):
        for _number in range(count):
            pending(MINUTE, article)
    assert [each for each in seen() if each.kind == "burst"] == [Seen("burst", 4, 0, quiet.pk)]
    clock.shift(15 * MINUTE)
    assert [each for each in seen() if each.kind == "burst"] == []


@pytest.mark.parametrize(("minutes", "expected"), [(10, []), (11, [Seen("check", 11, 10)])])
def test_a_spam_check_that_is_down_calls(clock: time_machine.Traveller, minutes: int, expected: list[Seen]) -> None:
    Breaker.objects.create(pk=1, cause=Cause.PASSING, opened_at=timezone.now() - minutes * MINUTE)
    assert seen() == expected


def test_the_number_of_queries_does_not_grow() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            seen()
        return len(captured)

    before = queries()
    for _number in range(30):
        pending(5 * HOUR)
    assert queries() == before


def test_an_alarm_begins_once_keeps_its_worst_figure_and_ends(clock: time_machine.Traveller) -> None:
    comment = pending(241 * MINUTE)
    run()
    clock.shift(5 * MINUTE)
    run()
    alarm = Alarm.objects.get()
    assert (alarm.figure, alarm.ended_at) == (246, None)
    clock.shift(5 * MINUTE)
    comment.approve(by=make_moderator())
    run()
    alarm.refresh_from_db()
    assert (alarm.figure, alarm.ended_at) == (246, timezone.now())
    pending(5 * HOUR)
    run()
    assert Alarm.objects.count() == 2


def test_the_database_keeps_one_alarm_of_a_kind() -> None:
    Alarm.objects.create(kind="check", figure=1, usual=1)
    with pytest.raises(IntegrityError, match=r"one_alarm_of_a_kind|UNIQUE"), transaction.atomic():
        Alarm.objects.create(kind="check", figure=1, usual=1)


def test_alarms_are_said_in_words_with_where_to_go() -> None:
    article = make_article("Bridge <reopens>")
    alarms = [
        Alarm(kind="oldest", figure=250, usual=240),
        Alarm(kind="spam", figure=60, usual=20),
        Alarm(kind="burst", figure=31, usual=2, article=article.pk),
        Alarm(kind="check", figure=11, usual=10),
    ]
    assert [tuple(each) for each in told(alarms)] == [
        ("Comments have had to wait for up to 4 hours.", "/admin/comments/queue/"),
        ("60 % of the last hour's comments are spam; usual are 20 %.", "/admin/comments/queue/?tab=spam&order=newest"),
        (
            "“Bridge <reopens>” has had 31 comments in a quarter of an hour; usual are 2.",
            f"/admin/comments/queue/?article={article.pk}&order=newest",
        ),
        ("The spam check has been down for 11 minutes.", "/admin/comments/spam-service/"),
    ]


def test_alarms_stand_over_the_desk_until_they_end() -> None:
    alarm = Alarm.objects.create(kind="oldest", figure=250, usual=240)
    said = "Comments have had to wait for up to 4 hours."
    assert said in [trouble.text for trouble in banner.troubles()]
    Alarm.objects.filter(pk=alarm.pk).update(ended_at=timezone.now())
    assert said not in [trouble.text for trouble in banner.troubles()]


def test_the_page_has_what_is_on_and_the_last_week(client: Client) -> None:
    now = timezone.now()
    for kind, ago in (("oldest", 30), ("spam", 3), ("burst", 9)):
        Alarm.objects.create(
            kind=kind, figure=60, usual=1, began_at=now - ago * DAY, ended_at=None if kind == "oldest" else now
        )
    client.force_login(make_moderator())
    page = client.get(PAGE).content.decode()
    assert page.count('<li class="alarm') == 2
    assert "alarm-on" in page
    assert "60 % of the last hour" in page
    assert "Save" not in page, "a moderator does not set the limits"


def test_who_keeps_the_rules_sets_the_limits(client: Client) -> None:
    client.force_login(make_user(staff=True, permissions=("comments.moderate_comment", "comments.keep_rules")))
    limits = {"oldest_minutes": 60, "spam_percent": 70, "burst_comments": 9, "check_minutes": 5}
    assert client.post(PAGE, limits).status_code == 303
    assert AlarmLimits.load().oldest_minutes == 60
    answer = client.post(PAGE, limits | {"spam_percent": 101})
    assert answer.status_code == 422
    assert "less than or equal to 100" in answer.content.decode()
    assert AlarmLimits.load().spam_percent == 70


def test_a_moderator_changes_no_limits(client: Client) -> None:
    client.force_login(make_moderator())
    assert client.post(PAGE, {"oldest_minutes": 1}).status_code == 403
    assert not AlarmLimits.objects.exists()


def test_strangers_see_no_alarms(client: Client) -> None:
    assert client.get(PAGE).status_code == 302
    client.force_login(make_user(staff=True))
    assert client.get(PAGE).status_code == 403
