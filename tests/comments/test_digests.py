"""Mail to the staff, taken by a real mail server: who gets what, how often, and what becomes of a mail that fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from comments import digests
from comments.digests import ALARMS, ARTICLES, HOUR, begin
from comments.models import Alarm, MailWish, Status
from outbox.jobs import Done, Later
from outbox.models import Job
from tests import mail_server
from tests.factories import make_article, make_author, make_comment, make_moderator, make_user
from tests.mail_server import MailServer, text_of

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PAGE = "/admin/comments/mail/"


@pytest.fixture(scope="module")
def smtp() -> Iterator[MailServer]:
    with mail_server.running() as server:
        yield server


@pytest.fixture
def server(smtp: MailServer, settings: Settings) -> MailServer:
    return mail_server.use(smtp, settings)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def moderator(clock: time_machine.Traveller) -> User:
    """Wants to hear of alarms, at most once an hour, since an hour ago."""
    moderator = make_moderator(email="mod@example.org")
    MailWish.objects.create(user=moderator, alarms="hourly", alarms_until=timezone.now() - HOUR)
    return moderator


@pytest.fixture
def author(clock: time_machine.Traveller) -> User:
    user = make_user(staff=True, permissions=("articles.view_article",), email="author@example.org")
    make_author("Ada Byline", user=user)
    MailWish.objects.create(user=user, articles="hourly", articles_until=timezone.now() - HOUR)
    return user


def alarm(**columns: Any) -> Alarm:
    defaults = {"kind": "oldest", "figure": 250, "usual": 240, "began_at": timezone.now() - timedelta(minutes=9)}
    return Alarm.objects.create(**defaults | columns)


def asked() -> list[str]:
    outcome = begin(Job())
    assert isinstance(outcome, Done)
    outcome.effect()
    jobs = Job.objects.open().filter(kind__in=[ALARMS.job, ARTICLES.job])
    return sorted(jobs.values_list("kind", flat=True))


def deliver(work: Any = digests.mail_alarms) -> Any:
    """What the worker does with the job of the only wish."""
    outcome = work(Job(ref=MailWish.objects.get().pk))
    outcome.effect()
    return outcome


@pytest.mark.usefixtures("moderator")
def test_alarms_are_one_mail_in_words_with_links_to_the_desk(server: MailServer) -> None:
    alarm()
    alarm(kind="check", figure=11, usual=10, ended_at=timezone.now())
    make_comment(status=Status.PENDING, text="Words that wait.", name="Wanda")
    deliver()
    [mail] = server.taken
    assert mail["To"] == "mod@example.org" == server.recipients[0]
    assert mail["Subject"].endswith(": the desk needs you")
    assert mail["Auto-Submitted"] == "auto-generated"
    text = text_of(mail)
    assert "Comments have had to wait for up to 4 hours.\nhttps://news.example.com/admin/comments/queue/" in text
    assert "The spam check has been down for 11 minutes." in text
    assert "New: 1" in text
    assert "https://news.example.com/admin/comments/mail/" in text
    assert "Words" not in text
    assert "Wanda" not in text


@pytest.mark.usefixtures("moderator")
def test_nothing_new_is_no_mail(server: MailServer) -> None:
    alarm(began_at=timezone.now() - 2 * HOUR)
    deliver()
    assert server.taken == []


@pytest.mark.usefixtures("moderator")
def test_what_was_told_is_not_told_again(server: MailServer, clock: time_machine.Traveller) -> None:
    alarm()
    deliver()
    clock.shift(HOUR)
    deliver()
    assert len(server.taken) == 1


@pytest.mark.usefixtures("moderator")
def test_what_has_only_just_happened_goes_into_the_next_mail(server: MailServer, clock: time_machine.Traveller) -> None:
    alarm(began_at=timezone.now())
    deliver()
    clock.shift(HOUR)
    deliver()
    assert len(server.taken) == 1


def test_who_has_lost_the_right_the_account_or_the_address_gets_none(server: MailServer, moderator: User) -> None:
    alarm()
    for lost in ({"is_active": False}, {"email": "", "is_active": True}):
        User.objects.filter(pk=moderator.pk).update(**lost)
        deliver()
    User.objects.filter(pk=moderator.pk).update(email="mod@example.org")
    moderator.user_permissions.clear()
    MailWish.objects.update(alarms_until=timezone.now() - HOUR)
    deliver()
    assert server.taken == []


@pytest.mark.usefixtures("moderator")
def test_a_wish_that_was_withdrawn_meanwhile_holds(server: MailServer) -> None:
    alarm()
    MailWish.objects.update(alarms="")
    deliver()
    assert server.taken == []


@pytest.mark.usefixtures("moderator")
def test_a_repeat_after_a_crash_has_the_same_number(server: MailServer) -> None:
    alarm()
    job = Job(ref=MailWish.objects.get().pk)
    digests.mail_alarms(job)
    digests.mail_alarms(job)
    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.usefixtures("moderator")
def test_a_mail_server_in_trouble_is_tried_again_and_nothing_is_lost(server: MailServer) -> None:
    alarm()
    server.answer = "451 come back later"
    outcome = deliver()
    assert isinstance(outcome, Later)
    assert "451" in outcome.error
    server.answer = ""
    deliver()
    assert len(server.taken) == 1


@pytest.mark.usefixtures("moderator")
def test_a_mail_server_that_is_away_is_tried_again(server: MailServer, settings: Settings) -> None:
    alarm()
    settings.MAILERS["default"]["OPTIONS"]["port"] = 1
    outcome = deliver()
    assert isinstance(outcome, Later)
    assert outcome.error == "ConnectionRefusedError"


def test_an_address_that_is_refused_for_good_is_told_on_the_page(
    server: MailServer, moderator: User, client: Client, clock: time_machine.Traveller
) -> None:
    alarm()
    server.answer = "550 no such mailbox"
    assert isinstance(deliver(), Done)
    client.force_login(moderator)
    assert "The last mail to you did not arrive: recipient refused: 550" in client.get(PAGE).content.decode()
    server.answer = ""
    clock.shift(HOUR)
    alarm(kind="check")
    deliver()
    assert "did not arrive" not in client.get(PAGE).content.decode()


def test_authors_are_told_of_published_comments_on_their_articles_alone(server: MailServer, author: User) -> None:
    theirs, anothers = make_article("Bridge Reopens", authors=(author.author,)), make_article()
    now = timezone.now() - timedelta(minutes=5)
    make_comment(theirs, status=Status.APPROVED, decided_at=now, name="Paul", text="A   public\nremark.")
    for article, status in ((theirs, Status.PENDING), (theirs, Status.SPAM), (anothers, Status.APPROVED)):
        make_comment(article, status=status, decided_at=now, name="Nobody", text="Held words.")
    deliver(digests.mail_articles)
    [mail] = server.taken
    text = text_of(mail)
    assert text.startswith("Paul · Bridge Reopens\nA public remark.\nhttps://news.example.com/")
    assert "Held" not in text
    assert "Nobody" not in text


def test_of_many_comments_some_are_shown(server: MailServer, author: User) -> None:
    article = make_article(authors=(author.author,))
    for _number in range(digests.SHOWN + 1):
        make_comment(article, status=Status.APPROVED, decided_at=timezone.now() - timedelta(minutes=5))
    deliver(digests.mail_articles)
    text = text_of(server.taken[0])
    assert text.count("A remark.") == digests.SHOWN
    assert "… and more." in text


def test_line_breaks_in_a_headline_add_no_header(server: MailServer, moderator: User, settings: Settings) -> None:
    settings.SITE_NAME = "Courier\r\nBcc: everybody@example.org"
    alarm()
    deliver()
    assert server.taken[0]["Bcc"] is None
    assert server.recipients == ["mod@example.org"]


@pytest.mark.parametrize(
    ("often", "until", "due"),
    [
        ("hourly", NOON - HOUR, True),
        ("hourly", NOON - HOUR + timedelta(seconds=1), False),
        ("daily", NOON.replace(hour=7, minute=59), True),
        ("daily", NOON.replace(hour=8), False),
        ("daily", NOON - timedelta(days=3), True),
        ("", NOON - timedelta(days=3), False),
    ],
)
@pytest.mark.usefixtures("server", "clock")
def test_mails_are_due_by_the_hour_or_in_the_morning(often: str, until: datetime, due: bool) -> None:
    MailWish.objects.create(user=make_moderator(), alarms=often, alarms_until=until)
    assert asked() == ([ALARMS.job] if due else [])


@pytest.mark.usefixtures("moderator", "author")
def test_nothing_is_asked_for_without_a_mail_server(settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = False
    assert asked() == []
    settings.MAIL_IS_CONFIGURED = True
    assert asked() == [ALARMS.job, ARTICLES.job]


def test_everybody_chooses_for_themselves_and_from_now_on(client: Client, clock: time_machine.Traveller) -> None:
    moderator = make_moderator()
    client.force_login(moderator)
    assert client.post(PAGE, {"alarms": "hourly"}).status_code == 303
    clock.shift(HOUR)
    assert client.post(PAGE, {"alarms": "daily"}).status_code == 303
    wish = MailWish.objects.get()
    assert (wish.user, wish.alarms, wish.articles, wish.alarms_until) == (moderator, "daily", "", timezone.now())


def test_only_what_somebody_can_get_is_offered(client: Client, author: User) -> None:
    for user, offered in ((make_moderator(), "alarms"), (author, "articles")):
        client.force_login(user)
        page = client.get(PAGE).content.decode()
        assert [name for name in ("alarms", "articles") if f'name="{name}"' in page] == [offered]
    client.force_login(author)
    client.post(PAGE, {"alarms": "hourly", "articles": ""})
    assert MailWish.objects.get(user=author).alarms == ""


def test_a_wish_that_there_is_not_is_refused(client: Client) -> None:
    client.force_login(make_moderator())
    assert client.post(PAGE, {"alarms": "every second"}).status_code == 422
    assert not MailWish.objects.exists()


def test_strangers_and_readers_have_no_such_page(client: Client) -> None:
    assert client.get(PAGE).status_code == 302
    client.force_login(make_user())
    assert client.get(PAGE).status_code == 302
