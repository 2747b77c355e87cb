"""Signing in with a second factor: what it asks for, what it accepts once, and what it never does."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.second_factor import codes
from tests.accounts.conftest import ADMIN_LOGIN, AWAY, HOME, LOGIN, PASSWORD, sign_in
from tests.accounts.factor import CODE, code_now, protect, wrong_code

KNOWN = "known-browser"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still, in the middle of a half minute."""
    with time_machine.travel("2026-11-22 12:00:15Z", tick=False) as clock:
        yield clock


@pytest.fixture
def protected(editor: User) -> User:
    return protect(editor)


def at_the_code(client: Client | None = None, door: str = LOGIN, **more: str) -> Client:
    """A browser in which the right password was given."""
    client = client or Client()
    answer = sign_in(client=client, door=door, **more)
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    return client


def enter(client: Client, code: str, address: str = HOME) -> int:
    return client.post(CODE, {"code": code}, REMOTE_ADDR=address).status_code


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.django_db
def test_the_password_alone_signs_nobody_in_who_has_a_second_factor(door: str, protected: User) -> None:
    client = at_the_code(door=door)
    assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302
    page = client.get(CODE)
    assert (page.status_code, page["Cache-Control"].count("no-store")) == (200, 1)
    assert 'autocomplete="one-time-code"' in page.content.decode()


@pytest.mark.django_db
def test_the_code_opens_what_one_came_for(door: str, protected: User) -> None:
    client = at_the_code(door=f"{door}?next={quote('/admin/jsi18n/')}")
    answer = client.post(CODE, {"code": code_now()})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/jsi18n/")
    assert client.get("/admin/jsi18n/").status_code == 200


@pytest.mark.django_db
def test_an_evil_next_leads_nowhere_after_the_code_either(protected: User) -> None:
    client = at_the_code(next="//evil.example")
    assert client.post(f"{CODE}?next=//evil.example", {"code": code_now()})["Location"] == "/admin/"


@pytest.mark.django_db
def test_a_superuser_made_by_command_signs_in_with_name_and_password(door: str, superuser: User) -> None:
    answer = sign_in("admin", door=door)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


@pytest.mark.django_db
def test_a_wrong_password_is_answered_alike_with_and_without_a_second_factor(door: str, protected: User) -> None:
    User.objects.create_user("xenia", password=PASSWORD, is_staff=True)
    pages = {
        "\n".join(line for line in answer.content.decode().replace(name, "NAME").splitlines() if "csrf" not in line)
        for name in ("editor", "xenia", "nobody")
        if (answer := sign_in(name, "wrong", door=door)).status_code == 422
    }
    assert len(pages) == 1


@pytest.mark.django_db
def test_a_wrong_code_is_refused_and_not_logged(protected: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "newsroom.accounts")
    client, wrong = at_the_code(), wrong_code()
    refused = client.post(CODE, {"code": wrong})
    assert refused.status_code == 422
    assert "not the code of now" in refused.content.decode()
    assert not is_signed_in(client)
    assert [record.getMessage() for record in caplog.records] == ["sign-in refused"]
    assert wrong not in str([record.__dict__ for record in caplog.records])


@pytest.mark.django_db
@pytest.mark.parametrize("nonsense", ["", "x" * 20, "１２３４５６", "12\x0034", "-1", "a" * 21, "🦊"])
def test_what_is_no_code_is_refused_in_words(nonsense: str, protected: User) -> None:
    assert enter(at_the_code(), nonsense) == 422


@pytest.mark.django_db
def test_a_code_is_accepted_once_whichever_process_is_asked(protected: User) -> None:
    code = code_now()
    assert enter(at_the_code(), code) == 302
    cache.clear()
    assert enter(at_the_code(), code) == 422
    assert enter(at_the_code(), f"{code[:3]} {code[3:]}") == 422


@pytest.mark.django_db
def test_a_used_code_stays_used_as_long_as_it_would_be_valid(protected: User, clock: time_machine.Traveller) -> None:
    code = code_now(half_minutes=1)
    assert enter(at_the_code(), code) == 302
    clock.shift(59)
    assert enter(at_the_code(), code) == 422


@pytest.mark.django_db
def test_after_a_later_code_an_earlier_one_is_refused(protected: User) -> None:
    assert enter(at_the_code(), code_now()) == 302
    assert enter(at_the_code(), code_now(half_minutes=-1)) == 422
    assert enter(at_the_code(), code_now(half_minutes=1)) == 302


@pytest.mark.django_db
@pytest.mark.parametrize(("away", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_the_devices_clock_may_be_half_a_minute_off(away: int, status: int, protected: User) -> None:
    assert enter(at_the_code(), code_now(half_minutes=away)) == status


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_the_same_code_at_once_one_is_let_in(protected: User) -> None:
    browsers, code = [at_the_code(), at_the_code()], code_now()

    def attempt(client: Client) -> int:
        try:
            return enter(client, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(attempt, browsers)) == [302, 422]


# How often


@pytest.mark.django_db
def test_after_six_wrong_codes_even_the_right_one_is_not_looked_at(
    protected: User, clock: time_machine.Traveller
) -> None:
    client = at_the_code()
    assert [enter(client, wrong_code()) for _ in range(7)] == [422] * 6 + [429]
    refused = client.post(CODE, {"code": code_now()})
    assert (refused.status_code, refused["Retry-After"]) == (429, "300")
    assert "Your code was not looked at: wait 5 minutes" in refused.content.decode()
    clock.shift(300)
    assert enter(client, code_now()) == 302


@pytest.mark.django_db
def test_codes_are_counted_for_the_account_wherever_they_come_from(protected: User) -> None:
    answers = [enter(at_the_code(), wrong_code(), f"203.0.113.{host}") for host in range(1, 9)]
    assert answers == [422] * 6 + [429] * 2


@pytest.mark.django_db
def test_right_codes_cost_nothing(protected: User, clock: time_machine.Traveller) -> None:
    for _ in range(10):
        assert enter(at_the_code(), code_now()) == 302
        clock.shift(30)


@pytest.mark.django_db
def test_whoever_knows_the_password_can_not_lock_the_owners_browser_out(
    protected: User, clock: time_machine.Traveller
) -> None:
    browser = at_the_code()
    assert enter(browser, code_now()) == 302
    browser.post("/accounts/logout/")
    clock.shift(30)
    thief = at_the_code()
    assert [enter(thief, wrong_code(), AWAY) for _ in range(7)][-1] == 429
    assert enter(at_the_code(browser), code_now()) == 302


@pytest.mark.django_db
def test_a_browser_is_known_after_the_code_only(protected: User) -> None:
    client = at_the_code()
    assert KNOWN not in client.cookies
    enter(client, wrong_code())
    assert KNOWN not in client.cookies
    enter(client, code_now())
    assert KNOWN in client.cookies


# Recovery codes


@pytest.mark.django_db
def test_a_recovery_code_opens_once(protected: User) -> None:
    first, second = codes.recovery_codes(protected)[:2]
    assert enter(at_the_code(), f"{first[:4]} {first[4:]}") == 302
    assert enter(at_the_code(), first) == 422
    assert enter(at_the_code(), second) == 302
    assert len(codes.recovery_codes(protected)) == 8


@pytest.mark.django_db
def test_somebody_elses_codes_open_nothing(protected: User, reader: User) -> None:
    codes.set_up(reader, "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU", counter=1)
    assert enter(at_the_code(), codes.recovery_codes(reader)[0]) == 422
    assert enter(at_the_code(), code_now("KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU")) == 422


# Between password and code


@pytest.mark.django_db
def test_nobody_enters_a_code_who_has_not_given_the_password(protected: User) -> None:
    for answer in (Client().get(CODE), Client().post(CODE, {"code": code_now()})):
        assert (answer.status_code, answer["Location"]) == (302, LOGIN)


@pytest.mark.django_db
def test_a_quarter_of_an_hour_after_the_password_one_begins_anew(
    protected: User, clock: time_machine.Traveller
) -> None:
    client = at_the_code()
    clock.shift(901)
    assert client.post(CODE, {"code": code_now()})["Location"] == LOGIN
    assert not is_signed_in(client)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["password", "is_active"])
def test_what_the_password_opened_ends_with_it(change: str, protected: User) -> None:
    client = at_the_code()
    if change == "password":
        protected.set_password("another long password")
    else:
        protected.is_active = False
    protected.save()
    assert client.post(CODE, {"code": code_now()})["Location"] == LOGIN
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_session_ids_from_before_password_and_code_are_worthless(protected: User) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    keys = [str(session.session_key)]
    client.cookies[django_settings.SESSION_COOKIE_NAME] = keys[0]
    at_the_code(client)
    keys.append(str(client.session.session_key))
    enter(client, code_now())
    assert is_signed_in(client)
    assert len({*keys, str(client.session.session_key)}) == 3
    assert not Session.objects.filter(session_key__in=keys).exists()


@pytest.mark.django_db
def test_whoever_was_signed_in_is_signed_out_before_the_code(protected: User, reader: User) -> None:
    client = Client()
    sign_in("reader", client=client)
    at_the_code(client)
    assert not is_signed_in(client)
    assert enter(client, code_now()) == 302
    assert client.session["_auth_user_id"] == str(protected.pk)


@pytest.mark.django_db
def test_the_code_needs_the_csrf_token(protected: User) -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get(ADMIN_LOGIN).cookies[django_settings.CSRF_COOKIE_NAME].value
    at_the_code(client, door=ADMIN_LOGIN, csrfmiddlewaretoken=token)
    assert enter(client, code_now()) == 403


# What the database knows


@pytest.mark.django_db
def test_no_table_holds_the_secret_in_the_clear(protected: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = str(cursor.fetchall())
    assert stored.count("gAAAA") == 2  # how an encrypted text begins
    assert "JBSWY3DP" not in stored


@pytest.mark.django_db
def test_a_new_secret_key_reads_what_the_old_one_wrote_as_long_as_it_is_named(
    protected: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-" + "y" * 50
    assert enter(at_the_code(), code_now()) == 422
    assert "was SECRET_KEY changed?" in caplog.text
    settings.SECRET_KEY_FALLBACKS = [old]
    assert enter(at_the_code(), code_now()) == 302
