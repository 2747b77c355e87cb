"""The page about the spam service, what it tells and what can be done there."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from comments import alerts, breaker, usage
from comments.models import Account, Alert, Breaker, Check, Comment
from comments.spam import Answer, Verdict
from outbox import jobs
from outbox.models import Job
from tests.akismet_server import AkismetServer
from tests.comments.desk import QUEUE, forms, shown, words
from tests.comments.telling import make_judged
from tests.factories import make_comment, make_moderator, make_submission, make_user
from tests.faults.waiting import make_waiting, work

pytestmark = pytest.mark.django_db

PAGE = "/admin/comments/spam-service/"
ACTS = [f"{PAGE}{act}/" for act in ("try", "sample", "seen")]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(make_user(staff=True, is_superuser=True))
    return client


@pytest.fixture
def moderator(client: Client) -> Client:
    client.force_login(make_moderator())
    return client


def after(client: Client, act: str, **fields: str) -> str:
    """The page to which an act returns, as text."""
    answer = client.post(f"{PAGE}{act}/", fields)
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    return words(client.get(PAGE))


# Who


def test_moderators_see_it_and_superusers_act(moderator: Client) -> None:
    page = moderator.get(PAGE)
    assert page.status_code == 200
    assert not any(act in shown(page) for act in ACTS)
    assert [moderator.post(act).status_code for act in ACTS] == [403, 403, 403]


def test_others_of_the_staff_do_not_see_it(client: Client) -> None:
    client.force_login(make_user(staff=True, permissions=("articles.view_article",)))
    assert client.get(PAGE).status_code == 403


def test_acts_are_posts_with_a_token(root: Client) -> None:
    assert [root.get(act).status_code for act in ACTS] == [405, 405, 405]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user(staff=True, is_superuser=True))
    assert [strict.post(act).status_code for act in ACTS] == [403, 403, 403]


def test_the_desk_and_the_front_page_lead_to_it(moderator: Client) -> None:
    for path in ("/admin/", QUEUE):
        assert f'href="{PAGE}"' in shown(moderator.get(path))


# What it tells


def test_without_a_key_it_says_what_to_set(moderator: Client) -> None:
    read = words(moderator.get(PAGE))
    assert "Set AKISMET_API_KEY and restart." in read
    assert "Key not set" in read


def test_it_shows_checks_with_outcome_and_duration_and_what_waits(akismet: AkismetServer, moderator: Client) -> None:
    answered, failed = make_comment(), make_waiting()
    Check.objects.create(comment=answered, version=1, verdict="ham", took_ms=143)
    detail = {"fault": "passing", "detail": "It <did> not answer.", "took_ms": 10_004, "alert_code": "10402"}
    Check.objects.create(comment=failed, version=1, verdict="unknown", **detail)
    make_judged().mark_spam(by=make_moderator())
    read = words(moderator.get(PAGE))
    assert f"{answered.pk} ham 143" in read
    assert f"{failed.pk} passing It <did> not answer. 10402 10004" in read
    assert "Comments waiting for a verdict 1" in read
    assert "Reports waiting to leave 1" in read
    assert "ham the filter will be told: spam" in read


@pytest.mark.parametrize(
    ("cause", "said", "key"),
    [
        ("passing", "the spam check does not answer: timed out.", "not asked about yet"),
        ("rate_limited", "the spam check asks us to slow down: timed out.", "not asked about yet"),
        ("configuration", "the spam check refuses us: timed out.", "refused"),
    ],
)
def test_an_open_breaker_is_named_with_cause_beginning_and_next_try(
    akismet: AkismetServer, moderator: Client, cause: str, said: str, key: str
) -> None:
    now = timezone.now()
    later = now + timedelta(seconds=15)
    Breaker.objects.create(pk=1, cause=cause, detail="timed out.", opened_at=now, probe_at=later)
    read = words(moderator.get(PAGE))
    assert f" {said} Next try at " in read
    assert f"Key {key}" in read


@pytest.mark.parametrize("number", [1, 30])
def test_it_costs_a_fixed_number_of_queries(akismet: AkismetServer, moderator: Client, number: int) -> None:
    person = make_moderator()
    for count in range(number):
        make_judged().mark_spam(by=person)
        comment = make_judged("spam")
        comment.undo(comment.approve(by=person), by=person)
        Alert.note(f"1{count:04}", "text", timezone.now())
    with CaptureQueriesContext(connection) as captured:
        assert moderator.get(PAGE).status_code == 200
    assert len(captured) == 10, [query["sql"][:90] for query in captured]


# Trying


def test_try_now_asks_the_account_and_lets_the_next_comment_through(
    akismet: AkismetServer, root: Client, clock: time_machine.Traveller
) -> None:
    akismet.fail("empty")
    comments = [make_waiting() for _ in range(3)]
    work()
    clock.shift(15)
    work()
    akismet.recover()
    work()
    assert breaker.state().waiting == 3
    assert "Akismet is being asked." in after(root, "try")
    work()
    assert Comment.objects.filter(pk__in=[one.pk for one in comments], status="pending").count() == 3
    assert "The spam check answers." in words(root.get(PAGE))


def test_a_pause_that_akismet_asked_for_is_kept(akismet: AkismetServer, root: Client) -> None:
    akismet.fail("rate-limited", retry_after=600)
    make_waiting()
    work()
    assert "Akismet has asked for a pause" in after(root, "try")
    work()
    assert len(akismet.calls()) == 1


def test_without_a_key_there_is_nothing_to_try(root: Client) -> None:
    assert "AKISMET_API_KEY is not set." in after(root, "try")


@pytest.mark.parametrize(("sample", "said"), [("ham", "Akismet says ham, as it"), ("spam", "Akismet says spam, as it")])
def test_a_sample_is_sent_as_a_test_with_nobodys_data(
    akismet: AkismetServer, root: Client, sample: str, said: str
) -> None:
    assert f"Test {sample}: {said} should, in " in after(root, "sample", sample=sample)
    (call,) = akismet.calls()
    assert (call.endpoint, call.fields["is_test"], call.fields["user_ip"]) == ("comment-check", "true", "127.0.0.1")
    assert not Check.objects.exists()


def test_a_verdict_that_should_be_another_is_marked(akismet: AkismetServer, root: Client) -> None:
    akismet.fail("body", body="false")
    assert "Test spam: Akismet says ham, in " in after(root, "sample", sample="spam")


def test_a_sample_that_fails_shows_the_fault_and_changes_nothing(akismet: AkismetServer, root: Client) -> None:
    akismet.fail("invalid", debug_help="We do not know this key.")
    assert "Test ham: no verdict. Akismet answers “invalid”: We do not know this key." in after(
        root, "sample", sample="ham"
    )
    assert breaker.state().name == ""


@pytest.mark.parametrize("sample", ["", "other", "ham\x00"])
def test_no_other_sample_is_sent(akismet: AkismetServer, root: Client, sample: str) -> None:
    after(root, "sample", sample=sample)
    assert akismet.calls() == []


# Messages of the account


@pytest.mark.parametrize("way", ["check", "refusal", "verify"])
def test_a_message_is_kept_whatever_it_rides_on(
    akismet: AkismetServer, clock: time_machine.Traveller, way: str
) -> None:
    headers = {"X-akismet-alert-code": "10404", "X-akismet-alert-msg": "Not on the list."}
    if way == "verify":
        akismet.fail("invalid", times=1)
    akismet.fail("error-header" if way == "refusal" else "headers", headers=headers)
    if way == "refusal":
        akismet.recover()
        akismet.account = type(akismet.account)(akismet.key, "https://other.example/")
    make_waiting()
    work()
    clock.shift(60)
    work()
    assert Alert.objects.get().code == "10404"


def test_a_message_is_shown_once_per_code_with_what_to_do(
    akismet: AkismetServer, root: Client, clock: time_machine.Traveller
) -> None:
    akismet.fail("alert")
    for _ in range(3):
        make_waiting()
        work()
        clock.shift(60)
    read = words(root.get(QUEUE))
    assert read.count("Your subscription is not paid.") == 1
    page = root.get(PAGE)
    assert "See to the payment in your account at akismet.com." in words(page)
    assert forms(shown(page))[f"{PAGE}seen/"]["code"] == "10402"
    after(root, "seen", code="10402")
    make_waiting()
    work()
    assert "not paid" not in words(root.get(QUEUE))
    assert "not paid" in words(root.get(PAGE))
    assert f'action="{PAGE}seen/"' not in shown(root.get(PAGE))


def test_a_message_that_returns_after_a_day_without_it_is_shown_again(clock: time_machine.Traveller) -> None:
    answer = Answer(Verdict.HAM, alert_code="10501", alert_text="Over the limit.")
    alerts.note(answer)
    alerts.confirm("10501", by=make_moderator())
    clock.shift(timedelta(hours=23))
    alerts.note(answer)
    assert not alerts.unseen()
    clock.shift(timedelta(hours=25))
    alerts.note(answer)
    assert [alert.since for alert in alerts.unseen()] == [timezone.now()]


def test_every_code_has_advice_and_an_unknown_one_too() -> None:
    assert all(len(str(text)) > 20 for text in alerts.ADVICE.values())
    assert alerts.advice("99999") == "Look into your account at akismet.com."


def test_an_alert_in_hostile_words_stays_text(root: Client) -> None:
    alerts.note(Answer(Verdict.HAM, alert_code="<b>1", alert_text='"><script>alert(1)</script>'))
    for path in (QUEUE, PAGE):
        assert "<script>alert" not in shown(root.get(path))


# Usage


def test_usage_is_read_once_a_day(akismet: AkismetServer, root: Client, clock: time_machine.Traveller) -> None:
    akismet.fail("body", endpoint="usage-limit", times=1, body='{"limit": 1000, "usage": 977, "throttled": true}')
    jobs.ensure_recurring()
    for _ in range(24):
        work()
        clock.shift(3_600)
    assert len(akismet.calls("usage-limit")) == 1
    read = words(root.get(PAGE))
    assert "Calls this month 977 / 1000" in read
    assert "Calls left 23" in read
    assert "Akismet refuses further calls until the month ends." in read
    work()
    assert len(akismet.calls("usage-limit")) == 2
    read = words(root.get(PAGE))
    assert "Calls left no limit" in read
    assert "refuses further calls" not in read


def test_usage_that_cannot_be_read_says_so_and_keeps_the_last_figures(
    akismet: AkismetServer, root: Client, clock: time_machine.Traveller
) -> None:
    Account.objects.create(pk=1, limit=10, used=3, answered_at=timezone.now())
    akismet.fail("status", endpoint="usage-limit")
    usage.ask_again()
    for _ in range(3):
        work()
        clock.shift(1_800)
    assert len(akismet.calls("usage-limit")) == 2
    read = words(root.get(PAGE))
    assert "Calls this month 3 / 10" in read
    assert "Usage could not be read at" in read
    assert "Akismet answers with status 500." in read


def test_usage_is_not_asked_without_a_key_or_while_the_breaker_is_open(
    akismet: AkismetServer, settings: Settings, clock: time_machine.Traveller
) -> None:
    usage.ask_again()
    Breaker.objects.create(pk=1, cause="configuration", opened_at=timezone.now())
    work()
    settings.AKISMET_API_KEY, key = "", settings.AKISMET_API_KEY
    clock.shift(600)
    work()
    Breaker.objects.all().delete()
    settings.AKISMET_API_KEY = key
    assert akismet.calls() == []
    clock.shift(600)
    work()
    assert len(akismet.calls("usage-limit")) == 1
    assert Job.objects.open().filter(kind=usage.USAGE_JOB).count() == 1


# The history of a comment


def test_the_card_tells_what_the_filter_was_told(
    akismet: AkismetServer, moderator: Client, clock: time_machine.Traveller
) -> None:
    person, comment = make_moderator(), make_judged()
    address = f"{QUEUE}{comment.pk}/"
    comment.undo(comment.mark_spam(by=person), by=person)
    assert "report cancelled by undo" in words(moderator.get(address))
    comment.mark_spam(by=person)
    assert "the filter will be told: spam" in words(moderator.get(address))
    clock.shift(60)
    work()
    assert "told the filter: spam" in words(moderator.get(address))
    comment.approve(by=person)
    comment.reject(by=person, reason="insult")
    comment.mark_spam(by=person)
    read = words(moderator.get(address))
    assert "report cancelled by a later decision" in read
    comment.submissions.all().delete()
    clock.shift(60)
    comment.approve(by=person)
    assert "the filter was not told: The request it came with is no longer kept." in words(moderator.get(address))


def test_a_report_that_may_have_left_twice_says_so(
    akismet: AkismetServer, moderator: Client, clock: time_machine.Traveller
) -> None:
    akismet.fail("close", times=1)
    comment = make_judged()
    comment.mark_spam(by=make_moderator())
    for _ in range(2):
        clock.shift(60)
        work()
    assert "told the filter: spam (perhaps twice)" in words(moderator.get(f"{QUEUE}{comment.pk}/"))


def test_a_withdrawal_in_time_is_told_in_the_history(akismet: AkismetServer, moderator: Client) -> None:
    comment = make_judged("spam")
    comment.approve(by=make_moderator())
    comment.withdraw()
    assert "report cancelled: withdrawn by its author" in words(moderator.get(f"{QUEUE}{comment.pk}/"))


def test_a_submission_of_another_text_changes_nothing_in_the_history(akismet: AkismetServer, moderator: Client) -> None:
    comment = make_judged("spam")
    comment.approve(by=make_moderator())
    comment.edit("Other", "<p>Other</p>", 1)
    make_submission(comment)
    assert "the filter will be told: not spam" in words(moderator.get(f"{QUEUE}{comment.pk}/"))
