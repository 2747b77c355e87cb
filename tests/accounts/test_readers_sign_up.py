"""Making an account: what is asked for, what is mailed, and that nobody learns who has one."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from accounts.readers import making
from outbox.retention import forget_overdue
from tests.accounts.conftest import AWAY, PASSWORD, sign_in
from tests.accounts.readers import (
    EMAIL,
    FOREIGN_LINK,
    MAILED,
    NAME,
    SIGN_UP,
    browser,
    confirm_link,
    is_signed_in,
    letters,
    link_in,
    make_reader,
    sign_up,
    signed_in,
)
from tests.factories import make_author, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def can_mail(settings: Settings, clock: time_machine.Traveller) -> None:
    settings.MAIL_IS_CONFIGURED = True


def test_an_account_begins_with_a_link_by_mail_and_the_password(clock: time_machine.Traveller) -> None:
    answer = sign_up()
    assert (answer.status_code, answer["Location"]) == (303, MAILED)
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.user.email) == (EMAIL, False, "")
    assert address.user.public_name == NAME
    assert not address.user.is_staff
    assert "_auth_user_id" not in browser().session
    client = browser(AWAY)  # another device
    link = link_in(letters()[0], "confirm")
    assert EMAIL in client.get(link).content.decode()
    entered = client.post(link, {"password": PASSWORD})
    assert (entered.status_code, entered["Location"]) == (303, "/accounts/?said=confirmed")
    assert is_signed_in(client)
    address.refresh_from_db()
    assert (address.verified, address.primary, address.user.email) == (True, True, EMAIL)
    page = client.get(entered["Location"]).content.decode()
    assert "Your address is confirmed." in page
    assert NAME in page
    assert sign_in(EMAIL)["Location"] == "/"


def test_opening_the_link_changes_nothing_and_is_kept_by_nobody(clock: time_machine.Traveller) -> None:
    link = confirm_link()
    for _look in range(2):
        page = browser().get(link)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("strict-origin", "noindex")
    assert not EmailAddress.objects.get().verified


def test_who_does_not_know_the_password_confirms_nothing(clock: time_machine.Traveller) -> None:
    """The owner of a mailbox must not lend it to an account that a stranger made under it."""
    link, client = confirm_link(), browser()
    for fields in ({}, {"password": "not the password"}):
        assert client.post(link, fields).status_code == 422
    assert not EmailAddress.objects.get().verified
    assert not is_signed_in(client)


def test_guessing_the_password_behind_the_link_is_bounded(clock: time_machine.Traveller) -> None:
    link, client = confirm_link(), browser()
    answers = [client.post(link, {"password": f"guess {number}"}) for number in range(11)]
    assert {answer.status_code for answer in answers[:10]} == {422}
    assert answers[10].status_code == 429
    assert int(answers[10]["Retry-After"]) > 0


def test_a_second_press_is_told_calmly_that_all_is_well(clock: time_machine.Traveller) -> None:
    link = confirm_link()
    here = browser()
    here.post(link, {"password": PASSWORD})
    assert here.post(link)["Location"] == "/accounts/?said=confirmed"
    for answer in (browser(AWAY).get(link), browser(AWAY).post(link, {"password": PASSWORD})):
        assert answer.status_code == 200
        assert "confirmed already: all is well" in answer.content.decode()


@pytest.mark.parametrize("spoil", ["old", "forged", "gone", "deactivated", "of another"])
def test_a_link_of_no_use_says_so(spoil: str, clock: time_machine.Traveller) -> None:
    link = confirm_link()
    if spoil == "old":
        clock.shift(timedelta(hours=24, seconds=2))
    elif spoil == "gone":
        User.objects.all().delete()
    elif spoil == "deactivated":
        User.objects.update(is_active=False)
    elif spoil == "of another":
        link = re.sub(r"/confirm/\d+-", f"/confirm/{_address_of(make_reader('other@example.org'))}-", link)
    else:
        link = f"/accounts/confirm/{FOREIGN_LINK}/"
    for answer in (browser().get(link), browser().post(link, {"password": PASSWORD})):
        assert answer.status_code == 410
        assert "of no use any more" in answer.content.decode()
    assert not EmailAddress.objects.filter(email=EMAIL, verified=True).exists()


def _address_of(user: User) -> int:
    return int(EmailAddress.objects.get(user=user).pk)


def test_who_has_an_account_already_is_told_by_mail_alone(clock: time_machine.Traveller) -> None:
    user = make_reader()
    assert sign_up(name="Somebody Else")["Location"] == MAILED
    [letter] = letters()
    assert "You have an account already" in letter
    assert "/accounts/login/" in letter
    assert "/accounts/confirm/" not in letter
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert mail.outbox[0].to == [EMAIL]


def test_signing_up_costs_the_same_statements_and_hashes_for_known_and_unknown_addresses(
    hashed: list[str], clock: time_machine.Traveller
) -> None:
    make_reader()
    costs, pages = [], []
    for number, email in enumerate(("warm-up@example.org", EMAIL, "nobody@example.org")):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = sign_up(email, browser(f"10.0.{number}.1"))
        costs.append(
            (len(hashed), [re.sub(r"(?<=SAVEPOINT ).*|(?<=FROM).*", "", each["sql"])[:60] for each in queries])
        )
        pages.append((answer.status_code, answer["Location"], answer.content))
    assert costs[1] == costs[2]
    assert costs[1][0] == 1
    assert pages[1] == pages[2]


def test_an_account_that_nobody_confirms_opens_nothing_and_vanishes(clock: time_machine.Traveller) -> None:
    confirm_link()
    user = User.objects.get()
    assert sign_in(EMAIL).status_code == 422
    kept = make_reader("kept@example.org")
    clock.shift(making.UNCONFIRMED_KEPT - timedelta(seconds=2))
    assert forget_overdue([making.UNCONFIRMED], timezone.now()) == {making.UNCONFIRMED.name: 0}
    clock.shift(timedelta(seconds=4))
    assert forget_overdue([making.UNCONFIRMED], timezone.now()) == {making.UNCONFIRMED.name: 1}
    assert list(User.objects.all()) == [kept]
    assert not EmailAddress.objects.filter(user=user.pk).exists()


def test_accounts_of_staff_and_old_ones_are_never_taken_for_unconfirmed_ones(clock: time_machine.Traveller) -> None:
    """They have no row of EmailAddress, and may never have signed in."""
    kept = [make_user("never-came"), make_user("mod", staff=True), make_user("reader-of-old", email="a@example.org")]
    kept.append(User.objects.create_user("reader-by-hand"))
    clock.shift(timedelta(days=400))
    forget_overdue([making.UNCONFIRMED], timezone.now())
    assert User.objects.filter(pk__in=[user.pk for user in kept]).count() == len(kept)


def test_confirming_ends_what_others_said_of_the_address(clock: time_machine.Traveller) -> None:
    """Two say that it is theirs: the first that is confirmed counts."""
    first = confirm_link(password="one quiet lighthouse")
    clock.shift(timedelta(minutes=20))
    second = confirm_link(password="two loud foghorns")
    assert browser().post(second, {"password": "neither of them"}).status_code == 422
    assert browser().post(second, {"password": "two loud foghorns"}).status_code == 303
    assert browser().post(first, {"password": "one quiet lighthouse"}).status_code == 410
    assert User.objects.get().check_password("two loud foghorns")


def test_a_stranger_who_signs_up_later_does_not_come_between_an_owner_and_their_mailbox(
    clock: time_machine.Traveller,
) -> None:
    """Who has the mail sent once more gets the link of the latest; the password says whose account it is."""
    confirm_link(name="The Owner")
    sign_up(name="A Stranger", password="two loud foghorns")
    letters()
    clock.shift(timedelta(minutes=20))
    browser().post(MAILED, {"email": EMAIL})
    owner, link = browser(AWAY), link_in(letters()[-1], "confirm")
    assert owner.post(link, {"password": PASSWORD}).status_code == 303
    user = User.objects.get()
    assert (user.public_name, owner.session["_auth_user_id"]) == ("The Owner", str(user.pk))
    assert EmailAddress.objects.get().verified


def test_a_link_asks_no_passwords_but_of_those_who_signed_up_with_its_address(
    hashed: list[str], clock: time_machine.Traveller
) -> None:
    link = confirm_link(password="two loud foghorns")
    for number in range(making.CLAIMS_ASKED + 1):
        making.unconfirmed(EMAIL, f"Claim {number}", make_password(f"words of {number}"))
    making.unconfirmed("other@example.org", "Other", make_password(PASSWORD))
    older = make_reader("older@example.org")  # who wants it as a further address, and has a link of their own
    EmailAddress.objects.create(user=older, email=EMAIL)
    closed = making.unconfirmed(EMAIL, "Closed", make_password(PASSWORD))
    User.objects.filter(pk=closed.user_id).update(is_active=False)
    hashed.clear()
    assert browser().post(link, {"password": PASSWORD}).status_code == 422
    assert len(hashed) == 1 + making.CLAIMS_ASKED
    assert not EmailAddress.objects.filter(email=EMAIL, verified=True).exists()


def test_of_two_who_confirm_one_address_at_once_one_does(clock: time_machine.Traveller) -> None:
    rival = making.unconfirmed(EMAIL, "Rival", "!")
    late = making.unconfirmed(EMAIL, "Late", "!")
    assert making.confirm(rival)
    assert not making.confirm(late)
    assert EmailAddress.objects.get(email=EMAIL).user.public_name == "Rival"


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_one_address_at_once_do_not_wait_for_each_other(
    monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    rival, late = (making.unconfirmed(EMAIL, name, "!") for name in ("Rival", "Late"))
    tell, begun = making._tell, Event()

    def slowly(address: EmailAddress) -> None:
        begun.set()
        until_another_waits()
        tell(address)

    def confirm(address: EmailAddress) -> bool:
        try:
            return begun.wait() and making.confirm(address)
        finally:
            connection.close()

    monkeypatch.setattr(making, "_tell", slowly)
    with ThreadPoolExecutor(1) as thread:
        second = thread.submit(confirm, late)
        assert making.confirm(rival)
        assert not second.result()
    assert User.objects.get().public_name == "Rival"


def until_another_waits() -> None:
    """For a lock of ours, on PostgreSQL; on SQLite it waits for its turn before it reads anything."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    with connection.cursor() as cursor:
        found = connection.vendor != "postgresql"
        while not found:
            cursor.execute(waiting)
            found = bool(cursor.fetchone()[0])


def test_an_account_by_a_proven_address_has_no_password_and_no_twin(clock: time_machine.Traveller) -> None:
    user = making.with_proven("Proven@Example.org", NAME)
    user.refresh_from_db()
    assert (user.email, user.has_usable_password()) == ("proven@example.org", False)
    with pytest.raises(making.Taken):
        making.with_proven("proven@example.org", "Twin")
    assert User.objects.count() == 1


FAULTS = {
    "no address": {"email": ""},
    "half an address": {"email": "ann@"},
    "a long address": {"email": f"{'a' * 250}@example.org"},
    "NUL": {"email": "a\x00nn@example.org"},
    "no name": {"name": ""},
    "a blank name": {"name": "\u2800\u200b"},
    "a long name": {"name": "n" * 61},
    "an address as name": {"name": EMAIL},
    "an office": {"name": "The Editor"},
    "a byline": {"name": "Ada Byline"},
    "like a byline": {"name": "\u0410da  Byl1ne"},
    "no password": {"password": ""},
    "a short password": {"password": "x7-Lr2_vQ"},
    "a common password": {"password": "password1234"},
    "the address as password": {"email": "harborfriend@example.org", "password": "harborfriend"},
    "the name as password": {"password": NAME},
    "an endless password": {"password": "x" * 501},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_account_is_refused_in_words_and_writes_nothing(fault: str, clock: time_machine.Traveller) -> None:
    make_author("Ada Byline")
    told: dict[str, Any] = {"email": EMAIL} | FAULTS[fault]
    refused = sign_up(**told)
    assert refused.status_code == 422
    assert 'class="field-error"' in refused.content.decode()
    assert PASSWORD not in refused.content.decode()
    assert not User.objects.exists()
    assert letters() == []


def test_what_was_typed_is_kept_but_for_the_password(clock: time_machine.Traveller) -> None:
    page = sign_up(password="short").content.decode()
    assert f'value="{EMAIL}"' in page
    assert f'value="{NAME}"' in page
    assert 'value="short"' not in page


def test_the_mail_is_sent_once_more_for_who_asks(clock: time_machine.Traveller) -> None:
    confirm_link()
    clock.shift(timedelta(minutes=1))
    assert browser().post(MAILED, {"email": EMAIL.upper()})["Location"] == f"{MAILED}?again"
    [again] = letters()
    assert browser().post(link_in(again, "confirm"), {"password": PASSWORD}).status_code == 303
    for email in (EMAIL, "nobody@example.org"):
        assert browser().post(MAILED, {"email": email})["Location"] == f"{MAILED}?again"
    assert letters() == []
    assert browser().post(MAILED, {"email": "none"}).status_code == 422


def test_one_mailbox_gets_few_of_these_whoever_asks(clock: time_machine.Traveller) -> None:
    answers = [sign_up(client=browser(f"10.0.{number}.1")).status_code for number in range(5)]
    assert answers == [303] * 5
    assert len(letters()) == 2
    assert User.objects.count() == 2
    clock.shift(timedelta(minutes=10, seconds=1))
    sign_up()
    assert len(letters()) == 1


def test_one_sender_asks_so_often_and_no_more(clock: time_machine.Traveller) -> None:
    answers = [sign_up(f"reader{number}@example.org") for number in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert 0 < int(answers[5]["Retry-After"]) <= 60
    assert "too often from your network" in answers[5].content.decode()
    assert browser().post(MAILED, {"email": EMAIL}).status_code == 429
    assert sign_up("elsewhere@example.org", browser(AWAY)).status_code == 303
    assert User.objects.count() == 6


@pytest.mark.parametrize("closed", ["READER_ACCOUNTS", "MAIL_IS_CONFIGURED"])
def test_where_it_is_closed_no_page_and_no_link_is_there(
    closed: str, settings: Settings, clock: time_machine.Traveller
) -> None:
    assert SIGN_UP in browser().get("/accounts/login/").content.decode()
    setattr(settings, closed, "closed" if closed == "READER_ACCOUNTS" else False)
    for address in (SIGN_UP, MAILED):
        assert browser().get(address).status_code == browser().post(address).status_code == 404
    assert SIGN_UP not in browser().get("/accounts/login/").content.decode()
    assert sign_in(make_reader().username).status_code == 302


def test_who_is_signed_in_has_an_account(clock: time_machine.Traveller) -> None:
    client = signed_in(make_reader())
    assert client.get(SIGN_UP)["Location"] == "/accounts/"
    assert sign_up("other@example.org", client)["Location"] == "/accounts/"
    assert User.objects.count() == 1


def test_all_of_it_asks_for_the_csrf_token_and_knows_its_methods(clock: time_machine.Traveller) -> None:
    client = Client(enforce_csrf_checks=True)
    for address in (SIGN_UP, MAILED, confirm_link()):
        assert client.post(address, {"password": PASSWORD}).status_code == 403
        assert browser().put(address).status_code == 405
        page = client.get(address)
        assert {"private", "no-store"} <= set(page["Cache-Control"].split(", "))
        assert 'name="robots" content="noindex"' in page.content.decode()
    assert not EmailAddress.objects.filter(verified=True).exists()
