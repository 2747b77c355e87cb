"""A forgotten password: a new one by mail, once, for whoever owns the confirmed address."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from accounts.readers import links, passwords
from outbox.models import Job
from tests.accounts.conftest import AWAY, LOGIN, PASSWORD, sign_in
from tests.accounts.readers import (
    EMAIL,
    FOREIGN_LINK,
    RESET,
    browser,
    confirm_link,
    is_signed_in,
    letters,
    link_in,
    make_reader,
    signed_in,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NEW = "a quite different password"


@pytest.fixture(autouse=True)
def can_mail(settings: Settings, clock: time_machine.Traveller) -> None:
    settings.MAIL_IS_CONFIGURED = True


@pytest.fixture
def ann(db: None) -> User:
    return make_reader()


def reset_link(email: str = EMAIL) -> str:
    assert browser().post(RESET, {"email": email})["Location"] == f"{RESET}?sent"
    return link_in(letters()[-1], "password/reset")


def choose(link: str, password: str = NEW) -> int:
    return browser().post(link, {"password": password}).status_code


def test_a_new_password_ends_all_sessions_and_is_told(ann: User, clock: time_machine.Traveller) -> None:
    elsewhere = signed_in(ann)
    link, client = reset_link(EMAIL.upper()), browser(AWAY)
    assert "Ann of the Harbor" in client.get(link).content.decode()
    done = client.post(link, {"password": NEW})
    assert (done.status_code, done["Location"]) == (303, f"{LOGIN}?said=reset")
    assert "Your password is changed. Sign in with the new one." in client.get(done["Location"]).content.decode()
    assert not is_signed_in(client)
    assert elsewhere.get("/accounts/").status_code == 302
    assert sign_in(EMAIL, PASSWORD).status_code == 422
    assert sign_in(EMAIL, NEW).status_code == 302
    [told] = letters()
    assert "The password of your account" in told
    assert "/accounts/password/reset/" in told


def test_opening_the_link_changes_nothing_and_is_told_to_nobody(ann: User, clock: time_machine.Traveller) -> None:
    link = reset_link()
    for _look in range(2):
        page = browser().get(link)
        assert page.status_code == 200
        assert {"private", "no-store"} <= set(page["Cache-Control"].split(", "))
        assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("strict-origin", "noindex")
    assert choose(link) == 303


type Spoils = Callable[[str, User, time_machine.Traveller], object]


def change_password(link: str, user: User, clock: time_machine.Traveller) -> None:
    user.set_password(NEW)
    user.save()


SPOILT: dict[str, Spoils] = {
    "it was used": lambda link, user, clock: choose(link),
    "another one was used": lambda link, user, clock: choose(reset_link()),
    "the password was changed otherwise": change_password,
    "somebody has signed in since": lambda link, user, clock: sign_in(EMAIL),
    "a day has passed": lambda link, user, clock: clock.shift(timedelta(hours=24)),
    "the address is lost": lambda link, user, clock: EmailAddress.objects.all().delete(),
    "the account is closed": lambda link, user, clock: User.objects.update(is_active=False),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_link_is_good_once_for_a_day_and_for_what_it_was_sent_about(
    how: str, ann: User, clock: time_machine.Traveller
) -> None:
    link = reset_link()
    clock.shift(timedelta(seconds=1))
    SPOILT[how](link, ann, clock)
    before = User.objects.get(pk=ann.pk).password
    for address in (link, f"/accounts/password/reset/{FOREIGN_LINK}/"):
        for answer in (browser().get(address), browser().post(address, {"password": "and yet another one"})):
            assert answer.status_code == 410
            assert "used already, or is too old" in answer.content.decode()
    assert User.objects.get(pk=ann.pk).password == before


def test_a_link_to_confirm_an_address_sets_no_password(ann: User, clock: time_machine.Traveller) -> None:
    address = EmailAddress.objects.get()
    token = links.confirm.address(address).rpartition("/confirm/")[2]
    assert choose(f"/accounts/password/reset/{token}") == 410


def test_of_two_who_press_at_once_one_sets_it(ann: User, clock: time_machine.Traveller) -> None:
    first, second = User.objects.get(pk=ann.pk), User.objects.get(pk=ann.pk)
    assert passwords.renew(first, NEW)
    assert not passwords.renew(second, "and yet another one")
    assert User.objects.get(pk=ann.pk).check_password(NEW)


@pytest.mark.parametrize("password", ["", "x7-Lr2_vQ", "password1234", EMAIL, "x" * 501])
def test_a_password_that_is_none_leaves_all_as_it_is(password: str, ann: User, clock: time_machine.Traveller) -> None:
    link = reset_link()
    assert choose(link, password) == 422
    assert sign_in(EMAIL).status_code == 302


def test_nobody_learns_from_the_page_who_has_an_account(ann: User, clock: time_machine.Traveller) -> None:
    make_user("guest-of-old", email="unconfirmed@example.org")
    make_reader("closed@example.org", is_active=False)
    confirm_link("waiting@example.org")
    emails = ("warm-up@example.org", EMAIL, "nobody@example.org", "unconfirmed@example.org", "closed@example.org")
    answers, costs = [], []
    for number, email in enumerate((*emails, "waiting@example.org")):
        with CaptureQueriesContext(connection) as queries:
            answer = browser(f"10.0.{number}.1").post(RESET, {"email": email})
        answers.append((answer.status_code, answer["Location"], answer.content))
        costs.append(len(queries))
    assert len(set(answers[1:])) == len(set(costs[1:])) == 1
    letters()
    assert [letter.to for letter in mail.outbox[1:]] == [[EMAIL]]


def test_the_job_holds_a_number_and_the_link_is_made_when_it_runs(ann: User, clock: time_machine.Traveller) -> None:
    browser().post(RESET, {"email": EMAIL})
    job = Job.objects.get(kind="accounts.reset")
    assert (job.ref, job.error) == (EmailAddress.objects.get().pk, "")
    clock.shift(timedelta(hours=20))
    link = link_in(letters()[0], "password/reset")
    clock.shift(timedelta(hours=23))
    assert choose(link) == 303


def test_a_mail_that_came_too_late_to_be_waited_for_is_not_sent(ann: User, clock: time_machine.Traveller) -> None:
    browser().post(RESET, {"email": EMAIL})
    Job.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert letters() == []


def test_who_asks_often_is_told_to_wait_and_the_mailbox_is_spared(ann: User, clock: time_machine.Traveller) -> None:
    for number in range(4):
        assert browser(f"10.0.{number}.1").post(RESET, {"email": EMAIL}).status_code == 303
        letters()
    assert len(mail.outbox) == 2
    answers = [browser().post(RESET, {"email": EMAIL}) for _try in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert int(answers[5]["Retry-After"]) > 0


def test_where_no_mail_can_be_sent_the_page_says_whom_to_ask(settings: Settings, ann: User) -> None:
    settings.MAIL_IS_CONFIGURED = False
    assert "cannot send mail" in browser().get(RESET).content.decode()
    assert browser().post(RESET, {"email": EMAIL}).status_code == 409
    assert RESET not in browser().get(LOGIN).content.decode()
    assert not Job.objects.exists()


def test_it_asks_for_the_csrf_token_and_for_an_address(ann: User, clock: time_machine.Traveller) -> None:
    for address in (RESET, reset_link()):
        assert Client(enforce_csrf_checks=True).post(address, {"email": EMAIL, "password": NEW}).status_code == 403
        assert browser().put(address).status_code == 405
    assert browser().post(RESET, {"email": "none"}).status_code == 422
    assert sign_in(EMAIL).status_code == 302


def test_staff_with_a_confirmed_address_may_forget_their_password_too(clock: time_machine.Traveller) -> None:
    editor = make_reader("ed@example.org", is_staff=True)
    assert choose(reset_link("ed@example.org")) == 303
    assert sign_in(editor.username, NEW)["Location"] == "/admin/"
