"""Signing in by a passkey alone, and showing one where a code is asked for."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.conf import settings as site
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from accounts import proof
from accounts.models import User
from accounts.passkeys import ceremony
from accounts.passkeys.refusals import Refused
from accounts.second_factor import codes
from accounts.second_factor.adapters import AccountAdapter
from tests.accounts.conftest import AWAY, LOGIN, PASSWORD
from tests.accounts.conftest import sign_in as by_password
from tests.accounts.device import HOST, PRESENT, Device, coded, decoded
from tests.accounts.factor import CODE, OVERVIEW, SET_UP, ask, code_now, protect, signed_in
from tests.accounts.passkeys import (
    PASSKEYS,
    SHOW,
    SIGN_IN,
    add,
    browser,
    is_signed_in,
    options,
    rows,
    sign_in,
    with_passkey,
)
from tests.newsroom.digests import changed, digest_of_all_tables

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_https(settings: Settings) -> None:
    settings.SITE_URL = f"https://{HOST}"
    settings.ALLOWED_HOSTS = [HOST, "testserver"]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still, in the middle of a half minute."""
    with time_machine.travel("2026-11-22 12:00:15Z", tick=False) as clock:
        yield clock


# Signing in


def test_a_passkey_signs_in_without_name_and_password(reader: User) -> None:
    device, client = with_passkey(reader), browser()
    done = sign_in(device, client)
    assert (done.status_code, done["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(reader.pk)
    [row] = rows(reader)
    assert row.last_used_at is not None
    assert "Last used on" in signed_in(reader).get(PASSKEYS).content.decode()


def test_strangers_are_asked_alike_and_for_no_passkey_in_particular(reader: User) -> None:
    asked = options(browser())
    with_passkey(reader)
    again = options(browser())
    assert asked.pop("challenge") != again.pop("challenge")
    assert asked == again
    assert (asked["allowCredentials"], asked["userVerification"], asked["rpId"]) == ([], "required", HOST)


def test_it_leads_where_one_wanted_to_go_on_this_site_alone(editor: User) -> None:
    device, client = with_passkey(editor), browser()
    answer = client.post(SIGN_IN, {"credential": device.show(options(client)), "next": "/admin/password_change/"})
    assert answer["Location"] == "/admin/password_change/"
    evil = client.post(SIGN_IN, {"credential": device.show(options(client)), "next": "//evil.example"})
    assert evil["Location"] == "/admin/"


def test_it_stands_for_password_and_code_where_a_role_asks_for_both(editor: User) -> None:
    client = signed_in(editor)
    device = Device()
    add(client, device)
    protect(editor)
    ask(editor)
    entered = browser()
    assert sign_in(device, entered)["Location"] == "/admin/"
    assert entered.get("/admin/", secure=True).status_code == 200


def test_whoever_was_signed_in_before_is_not_any_more(reader: User, editor: User) -> None:
    device, client = with_passkey(editor), signed_in(reader)
    before = client.session.session_key
    sign_in(device, client)
    assert client.session["_auth_user_id"] == str(editor.pk)
    assert not Session.objects.filter(session_key=before).exists()


def test_a_session_id_from_before_is_worthless(reader: User) -> None:
    device, client = with_passkey(reader), browser()
    asked = options(client)
    before = client.session.session_key
    client.post(SIGN_IN, {"credential": device.show(asked)})
    assert is_signed_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_devices_that_count_nothing_sign_in_again_and_again(reader: User) -> None:
    device = with_passkey(reader, Device(count=None))
    assert [sign_in(device).status_code for _ in range(3)] == [302] * 3


LIES: list[dict[str, Any]] = [
    {"origin": "https://evil.example"},
    {"origin": "http://news.example.com"},
    {"origin": "https://sub.news.example.com"},
    {"host": "evil.example"},
    {"type": "webauthn.create"},
    {"challenge": coded(b"x" * 32)},
    {"challenge": ""},
    {"crossOrigin": True},
    {"flags": PRESENT},
    {"flags": 0},
    {"owner": None},
    {"owner": coded(b"zzzzzzzzzzzzz")},
    {"owner": coded(b"1y2p0ij32e8e7")},
    {"owner": coded(b"\xff")},
    {"owner": "!"},
]


@pytest.mark.parametrize("lies", LIES, ids=str)
def test_what_was_shown_to_others_or_carelessly_signs_nobody_in(lies: dict[str, Any], reader: User) -> None:
    device, client = with_passkey(reader), browser()
    refused = sign_in(device, client, **lies)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()
    assert not is_signed_in(client)
    assert rows(reader)[0].last_used_at is None


def test_a_passkey_signs_in_its_owner_and_nobody_else(reader: User, editor: User) -> None:
    mine, theirs = with_passkey(reader), with_passkey(editor)
    client = browser()
    assert sign_in(mine, client, owner=theirs.owner).status_code == 422
    theirs.number = mine.number
    assert sign_in(theirs, client).status_code == 422
    assert not is_signed_in(client)


def test_a_key_that_only_names_one_of_ours_signs_nobody_in(reader: User) -> None:
    device = with_passkey(reader)
    forged = Device(number=device.number, owner=device.owner, count=50)
    assert sign_in(forged).status_code == 422


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature"])
@pytest.mark.parametrize("value", ["", "AAAA", None, 7, "…", "A" * 3_999])
def test_a_part_that_is_wrong_or_missing_is_refused_in_words(part: str, value: object, reader: User) -> None:
    device, client = with_passkey(reader), browser()
    shown = json.loads(device.show(options(client)))
    shown["response"][part] = value
    refused = client.post(SIGN_IN, {"credential": json.dumps(shown)})
    assert refused.status_code == 422
    assert not is_signed_in(client)


def test_no_byte_of_an_answer_can_be_another(reader: User) -> None:
    device = with_passkey(reader, Device(count=None))
    [key] = rows(reader)
    challenge = coded(bytes(32))
    shown = json.loads(device.show({"challenge": challenge}))
    assert ceremony.shown(shown, challenge, key) == 0
    for name in ("clientDataJSON", "authenticatorData", "signature"):
        plain = decoded(shown["response"][name])
        for at in range(0, len(plain), 3):
            other = plain[:at] + bytes([plain[at] ^ 1]) + plain[at + 1 :]
            with pytest.raises(Refused):
                ceremony.shown(shown | {"response": shown["response"] | {name: coded(other)}}, challenge, key)


def test_an_answer_counts_once(reader: User) -> None:
    device, client = with_passkey(reader), browser()
    shown = device.show(options(client))
    assert client.post(SIGN_IN, {"credential": shown}).status_code == 302
    replayed = client.post(SIGN_IN, {"credential": shown})
    assert replayed.status_code == 422
    assert "sent twice" in replayed.content.decode()


def test_a_challenge_is_over_after_one_answer_even_a_wrong_one(reader: User) -> None:
    device, client = with_passkey(reader), browser()
    asked = options(client)
    assert client.post(SIGN_IN, {"credential": Device(owner=device.owner).show(asked)}).status_code == 422
    assert client.post(SIGN_IN, {"credential": device.show(asked)}).status_code == 422
    assert not is_signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts(reader: User) -> None:
    """The other is refused; by 400 where the session is gone that the first has left for a new one."""
    device, client = with_passkey(reader, Device(count=None)), browser()
    shown = device.show(options(client))
    twin = browser()
    twin.cookies = client.cookies

    def attempt(client: Client) -> int:
        try:
            return client.post(SIGN_IN, {"credential": shown}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        first, second = sorted(threads.map(attempt, [client, twin]))
    assert first == 302
    assert second in (400, 422)


def test_a_challenge_is_good_for_five_minutes(reader: User, clock: time_machine.Traveller) -> None:
    device, client = with_passkey(reader), browser()
    in_time, late = options(client), options(client)
    clock.shift(299)
    assert client.post(SIGN_IN, {"credential": device.show(in_time)}).status_code == 302
    client, late = browser(), None
    late = options(client)
    clock.shift(301)
    refused = client.post(SIGN_IN, {"credential": device.show(late)})
    assert refused.status_code == 422
    assert "too long" in refused.content.decode()


def test_a_challenge_belongs_to_the_browser_that_was_given_it(reader: User) -> None:
    device, client, other = with_passkey(reader), browser(), browser()
    asked = options(client)
    for elsewhere in (other, browser()):
        options(other)
        assert elsewhere.post(SIGN_IN, {"credential": device.show(asked)}).status_code == 422


def test_pages_that_are_open_beside_one_another_don_not_disturb_each_other(reader: User) -> None:
    device, client = with_passkey(reader), browser()
    first, *_others = [options(client) for _ in range(5)]
    assert client.post(SIGN_IN, {"credential": device.show(first)}).status_code == 302


def test_a_count_that_goes_back_is_refused_and_told_to_the_operator(
    reader: User, caplog: pytest.LogCaptureFixture
) -> None:
    device = with_passkey(reader)
    assert sign_in(device).status_code == 302
    for count in (2, 1, 0):
        assert sign_in(device, count=count).status_code == 422
    assert "is there a copy of it?" in caplog.text
    assert sign_in(device, count=9).status_code == 302


def test_a_closed_account_is_refused_like_an_unknown_one(reader: User) -> None:
    device = with_passkey(reader)
    User.objects.filter(pk=reader.pk).update(is_active=False)
    pages = {without_tokens(sign_in(each)) for each in (device, Device(owner=device.owner), Device(owner="enp6eg"))}
    assert len(pages) == 1


def without_tokens(answer: Any) -> str:
    assert answer.status_code == 422
    return "\n".join(line for line in answer.content.decode().splitlines() if "csrf" not in line)


def test_a_removed_passkey_signs_nobody_in(reader: User) -> None:
    device = with_passkey(reader)
    rows(reader)[0].delete()
    assert sign_in(device).status_code == 422


def test_refusals_are_logged_without_what_was_shown(reader: User, caplog: pytest.LogCaptureFixture) -> None:
    device = with_passkey(reader)
    caplog.clear()
    sign_in(device, origin="https://evil.example")
    assert [record.getMessage() for record in caplog.records] == ["passkey refused"]
    assert coded(device.number) not in str([record.__dict__ for record in caplog.records])


def test_strangers_are_asked_so_often_and_no_more(reader: User) -> None:
    device = with_passkey(reader)
    answers = [browser().post(f"{SIGN_IN}options/") for _ in range(31)]
    assert [answer.status_code for answer in answers].count(429) == 1
    assert (list(answers[-1].json()), int(answers[-1]["Retry-After"]) > 0) == (["error"], True)
    elsewhere = browser()
    asked = elsewhere.post(f"{SIGN_IN}options/", REMOTE_ADDR=AWAY).json()
    assert elsewhere.post(SIGN_IN, {"credential": device.show(asked)}, REMOTE_ADDR=AWAY).status_code == 302


def test_the_right_one_costs_nothing_and_a_known_browser_is_never_shut_out(reader: User) -> None:
    device, known = with_passkey(reader), browser()
    assert [sign_in(device, known).status_code for _ in range(35)] == [302] * 35
    while browser().post(f"{SIGN_IN}options/").status_code == 200:
        pass
    assert sign_in(device, known).status_code == 302


def test_answering_unasked_begins_no_session(reader: User) -> None:
    device = with_passkey(reader)
    before = digest_of_all_tables()
    client = browser()
    assert client.post(SIGN_IN, {"credential": device.show({"challenge": "AAAA"})}).status_code == 422
    assert set(changed(before)) <= {"accounts_pseudonymkey"}
    assert site.SESSION_COOKIE_NAME not in client.cookies


def test_signing_in_needs_the_csrf_token(reader: User) -> None:
    client = Client(enforce_csrf_checks=True)
    for address in (SIGN_IN, f"{SIGN_IN}options/", SHOW, f"{SHOW}options/"):
        assert client.post(address, {"credential": "{}"}).status_code == 403


def test_the_doors_have_a_button_that_waits_for_its_script(door: str, db: None) -> None:
    page = browser().get(door, secure=True).content.decode()
    assert page.count('data-passkey="get"') == 1
    form = page[page.index('data-passkey="get"') :]
    assert form[: form.index(">")].endswith("hidden")
    assert "data-passkey" not in Client().get(door).content.decode()
    assert Client().get(SIGN_IN).status_code == 200


# Instead of a code


def at_the_second_step(user: User) -> Client:
    client = browser()
    assert by_password(user.username, client=client)["Location"] == CODE
    return client


def show(client: Client, device: Device, **more: Any) -> Any:
    return client.post(SHOW, {"credential": device.show(options(client, SHOW), **more)})


def test_after_the_password_a_passkey_counts_like_a_code(editor: User) -> None:
    device = with_passkey(editor)
    ask(editor)
    client = at_the_second_step(editor)
    assert not is_signed_in(client)
    assert 'data-passkey="get"' in client.get(CODE, secure=True).content.decode()
    assert show(client, device)["Location"] == "/admin/"
    assert client.get("/admin/", secure=True).status_code == 200


def test_after_the_password_the_device_is_told_which_passkeys_will_do(editor: User) -> None:
    device = with_passkey(editor)
    asked = options(at_the_second_step(editor), SHOW)
    assert [each["id"] for each in asked["allowCredentials"]] == [coded(device.number)]


def test_a_device_need_not_say_whose_it_is_where_that_is_known(editor: User) -> None:
    device = with_passkey(editor)
    assert show(at_the_second_step(editor), device, owner=None).status_code == 302


def test_somebody_elses_passkey_is_no_second_factor(editor: User, reader: User) -> None:
    with_passkey(editor)
    theirs = with_passkey(reader)
    client = at_the_second_step(editor)
    assert show(client, theirs).status_code == 422
    assert show(client, theirs, owner=None).status_code == 422
    assert not is_signed_in(client)


def test_what_was_asked_at_the_door_is_no_answer_to_the_second_step(editor: User) -> None:
    device = with_passkey(editor)
    client = at_the_second_step(editor)
    asked = options(client)
    assert client.post(SHOW, {"credential": device.show(asked)}).status_code == 422
    again = options(client, SHOW)
    assert client.post(SIGN_IN, {"credential": device.show(again)}).status_code == 422
    assert not is_signed_in(client)


def test_nobody_shows_a_passkey_who_has_not_given_the_password(editor: User) -> None:
    with_passkey(editor)
    for answer in (Client().get(SHOW), Client().post(SHOW, {"credential": "{}"})):
        assert answer["Location"] == LOGIN


def test_a_recovery_code_opens_for_who_has_lost_the_device(editor: User) -> None:
    with_passkey(editor)
    ask(editor)
    client = at_the_second_step(editor)
    client.post(CODE, {"code": codes.recovery_codes(editor)[0]})
    assert client.get("/admin/").status_code == 200


def test_whoever_has_an_app_as_well_may_use_either(editor: User, clock: time_machine.Traveller) -> None:
    device = with_passkey(editor)
    protect(editor)
    assert at_the_second_step(editor).post(CODE, {"code": code_now()}).status_code == 302
    assert show(at_the_second_step(editor), device).status_code == 302


def test_readers_with_a_passkey_still_sign_in_by_password(reader: User) -> None:
    with_passkey(reader)
    client = browser()
    assert by_password("reader", client=client)["Location"] == "/"
    assert is_signed_in(client)


def test_a_role_that_begins_to_ask_is_content_with_a_passkey(editor: User) -> None:
    device, client = with_passkey(editor), signed_in(editor)
    ask(editor)
    assert client.get("/admin/")["Location"] == f"{CODE}?next=/admin/"
    wanted = "/admin/password_change/"
    answer = client.post(SHOW, {"credential": device.show(options(client, SHOW)), "next": wanted})
    assert answer["Location"] == wanted
    assert client.get("/admin/").status_code == 200
    rows(editor)[0].delete()
    assert client.get("/admin/")["Location"] == f"{SET_UP}?next=/admin/"


def test_a_role_that_asks_is_satisfied_by_adding_one(editor: User) -> None:
    client = signed_in(editor)
    ask(editor)
    assert f"{PASSKEYS}?next=%2Fadmin%2F" in client.get(f"{SET_UP}?next=/admin/").content.decode()
    asked = options(client, PASSKEYS, password=PASSWORD)
    done = client.post(f"{PASSKEYS}?next=/admin/", {"credential": Device().make(asked)})
    assert client.post(done["Location"])["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_new_recovery_codes_come_by_a_passkey_too(editor: User) -> None:
    device, client = with_passkey(editor), signed_in(editor)
    old = codes.recovery_codes(editor)
    assert client.post(OVERVIEW, {"act": "codes"}).status_code == 422
    show(client, device)
    assert client.post(OVERVIEW, {"act": "codes"}).status_code == 303
    assert not set(old) & set(codes.recovery_codes(editor))


def test_a_proof_is_fresh_for_ten_minutes(reader: User, clock: time_machine.Traveller) -> None:
    device, client = with_passkey(reader), signed_in(reader)
    show(client, device)
    clock.shift(599)
    options(client, PASSKEYS)
    clock.shift(1)
    assert client.post(f"{PASSKEYS}options/").status_code == 422


def test_the_app_may_go_where_a_passkey_is_left(editor: User, clock: time_machine.Traveller) -> None:
    with_passkey(editor)
    protect(editor)
    ask(editor)
    client = signed_in(editor)
    client.post(CODE, {"code": code_now()})
    clock.shift(30)
    assert client.post(OVERVIEW, {"act": "remove", "password": PASSWORD, "code": code_now()}).status_code == 303
    assert len(rows(editor)) == 1
    assert codes.recovery_codes(editor)
    assert "Remove the app" not in client.get(OVERVIEW).content.decode()


def test_a_proof_is_of_one_person_and_ends_with_the_session(reader: User, editor: User) -> None:
    client, device = signed_in(reader), with_passkey(reader)
    show(client, device)
    by_password("editor", client=client)
    assert client.post(f"{PASSKEYS}options/").status_code == 422
    by_password("reader", client=client)
    assert client.post(f"{PASSKEYS}options/").status_code == 422


def test_who_has_no_password_proves_by_signing_in_again(reader: User, clock: time_machine.Traveller) -> None:
    reader.set_unusable_password()
    reader.save()
    request = RequestFactory().get("/")
    request.session, request.user = browser().session, AnonymousUser()
    AccountAdapter().login(request, reader)
    assert proof.is_fresh(request)
    clock.shift(600)
    assert not proof.is_fresh(request)


@pytest.mark.once
def test_processes_that_see_no_passkey_load_nothing_for_it() -> None:
    """12 MB each."""
    ask = "import sys, django; django.setup(); import newsroom.urls, newsroom.wsgi; print('fido2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, env=os.environ)
    assert done.stdout.split() == ["False"], done.stderr
