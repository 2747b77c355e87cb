"""Adding passkeys, and removing them."""

import json
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.passkeys import keys
from accounts.passkeys.party import party
from accounts.second_factor import codes
from comments.models import Commenter
from comments.own import accounts, kept
from comments.own.people import behind
from outbox.models import Job
from outbox.worker import Worker
from tests.accounts.conftest import PASSWORD
from tests.accounts.device import ATTESTED, HOST, PRESENT, VERIFIED, Device, decoded
from tests.accounts.factor import CODE, CODES, SET_UP, ask, protect, signed_in
from tests.accounts.passkeys import PASSKEYS, SHOW, add, options, rows, sign_in, with_passkey
from tests.newsroom.digests import changed, digest_of_all_tables

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_https(settings: Settings) -> None:
    settings.SITE_URL = f"https://{HOST}"
    settings.ALLOWED_HOSTS = [HOST, "testserver"]


# Adding


def test_a_device_is_asked_for_a_key_that_it_finds_and_guards_by_itself(reader: User) -> None:
    asked = options(signed_in(reader), PASSKEYS, password=PASSWORD)
    assert asked["rp"]["id"] == HOST
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["attestation"] == "none"
    assert len(decoded(asked["challenge"])) == 32
    assert not rows(reader)


def test_a_passkey_is_added_under_its_name_and_listed(reader: User) -> None:
    client = signed_in(reader)
    done = add(client, Device(), "blue <key>")
    assert (done.status_code, done["Location"]) == (303, f"{PASSKEYS}?said=added")
    page = client.get(done["Location"]).content.decode()
    assert "blue &lt;key&gt;" in page
    assert "The passkey is added." in page
    assert "Not used yet." in page


def test_django_allauth_reads_what_is_kept(reader: User) -> None:
    device = with_passkey(reader)
    [row] = rows(reader)
    kept = row.wrap()
    assert kept.name == "telephone"
    assert kept.authenticator_data.credential_data.credential_id == device.number


def test_several_are_kept_and_the_device_is_told_of_those_it_may_have(reader: User) -> None:
    first, second = with_passkey(reader), with_passkey(reader)
    asked = options(signed_in(reader), PASSKEYS, password=PASSWORD)
    assert [decoded(each["id"]) for each in asked["excludeCredentials"]] == [first.number, second.number]


def test_one_without_a_name_gets_one(reader: User) -> None:
    add(signed_in(reader), Device(), "")
    assert rows(reader)[0].data["name"] == "Passkey 1"


def test_nothing_is_asked_of_the_device_before_the_password_is_right(reader: User) -> None:
    client = signed_in(reader)
    for password, told in (("wrong", "This is not your password."), ("", "This field is required.")):
        refused = client.post(f"{PASSKEYS}options/", {"password": password})
        assert (refused.status_code, refused.json()) == (422, {"error": told})
    assert "passkeys" not in client.session


def test_the_password_is_tried_as_often_as_at_the_door_and_no_more(reader: User) -> None:
    client = signed_in(reader)
    answers = [client.post(f"{PASSKEYS}options/", {"password": "wrong"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_whoever_has_just_shown_a_passkey_needs_no_password(reader: User) -> None:
    client, device = signed_in(reader), with_passkey(reader)
    client.post(SHOW, {"credential": device.show(options(client, SHOW))})
    assert 'type="password"' not in client.get(PASSKEYS).content.decode()
    assert options(client, PASSKEYS)["challenge"]


def test_twenty_are_enough(reader: User) -> None:
    known = {"credential": {"id": "x"}, "name": "one of many"}
    Authenticator.objects.bulk_create([Authenticator(user=reader, type="webauthn", data=known) for _ in range(20)])
    refused = add(signed_in(reader), Device())
    assert refused.status_code == 422
    assert "remove one that you don’t use first" in refused.content.decode()
    assert len(rows(reader)) == 20


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://news.example.com"},
        {"origin": "https://sub.news.example.com"},
        {"origin": "https://news.example.com:8443"},
        {"host": "evil.example"},
        {"type": "webauthn.get"},
        {"challenge": "AAAA"},
        {"crossOrigin": True},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"algorithm": -65535},
    ],
    ids=str,
)
def test_what_was_made_for_others_or_carelessly_is_refused(lies: dict[str, Any], reader: User) -> None:
    refused = add(signed_in(reader), Device(), **lies)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()
    assert not rows(reader)


NONSENSE = ["", "null", "[]", "{", "7", '{"id": "\\u0000"}', '{"id": "AA", "rawId": "AA", "response": {}}', "[" * 9_000]


@pytest.mark.parametrize("text", NONSENSE, ids=range(len(NONSENSE)))
@pytest.mark.parametrize("page", [PASSKEYS, SHOW])
def test_what_no_device_says_is_refused_in_words(text: str, page: str, reader: User) -> None:
    with_passkey(reader)
    refused = signed_in(reader).post(page, {"credential": text})
    assert refused.status_code == 422
    assert "not accepted" in refused.content.decode()


@pytest.mark.parametrize("broken", ["", "AAAA", "o2NmbXRkbm9uZQ", "gYGBgYGBgYGBgYGBgYGB", "n5_" * 500])
def test_what_is_no_statement_of_a_device_is_refused(broken: str, reader: User) -> None:
    client, device = signed_in(reader), Device()
    made = json.loads(device.make(options(client, PASSKEYS, password=PASSWORD)))
    made["response"]["attestationObject"] = broken
    assert client.post(PASSKEYS, {"credential": json.dumps(made)}).status_code == 422
    assert not rows(reader)


def test_a_key_that_somebody_has_already_is_not_added_again(reader: User, editor: User) -> None:
    device = with_passkey(editor)
    assert add(signed_in(reader), device).status_code == 422
    assert not rows(reader)


def test_what_was_asked_in_another_session_or_for_another_person_adds_nothing(reader: User, editor: User) -> None:
    asked = options(signed_in(reader), PASSKEYS, password=PASSWORD)
    for other in (signed_in(reader), signed_in(editor)):
        assert other.post(PASSKEYS, {"credential": Device().make(asked)}).status_code == 422
    assert not Authenticator.objects.exists()


def test_a_challenge_for_showing_adds_nothing(reader: User) -> None:
    client = signed_in(reader)
    with_passkey(reader)
    asked = options(client, SHOW) | {"user": {"id": "MQ"}}
    assert client.post(PASSKEYS, {"credential": Device().make(asked)}).status_code == 422
    assert len(rows(reader)) == 1


@pytest.mark.parametrize("address", [PASSKEYS, f"{PASSKEYS}1/remove/"])
def test_these_pages_are_for_who_is_signed_in(address: str, reader: User) -> None:
    for answer in (Client().get(address), Client().post(address)):
        assert answer["Location"] == f"/accounts/login/?next={address}"


def test_strangers_are_asked_for_nothing_to_add_or_to_show(db: None) -> None:
    for page in (PASSKEYS, SHOW):
        refused = Client().post(f"{page}options/")
        assert (refused.status_code, list(refused.json())) == (403, ["error"])


def test_reading_changes_nothing_and_is_kept_by_nobody(reader: User) -> None:
    with_passkey(reader)
    client = signed_in(reader)
    before = digest_of_all_tables()
    for address in (PASSKEYS, f"{PASSKEYS}{rows(reader)[0].pk}/remove/", SHOW, "/accounts/"):
        page = client.get(address)
        assert (page.status_code, "no-store" in page["Cache-Control"]) == (200, True)
    assert client.get(f"{PASSKEYS}options/").status_code == 405
    assert changed(before) == []


def test_adding_needs_the_csrf_token(reader: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    for address in (PASSKEYS, f"{PASSKEYS}options/"):
        assert client.post(address, {"password": PASSWORD}).status_code == 403


# Where passkeys work


@pytest.mark.once
@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("https://news.example.com", ("news.example.com", "https://news.example.com")),
        ("https://news.example.com:8443", ("news.example.com", "https://news.example.com:8443")),
        ("https://news.example.com:443", ("news.example.com", "https://news.example.com")),
        ("http://127.0.0.1:8000", ("localhost", "http://localhost:8000")),
        ("http://[::1]:8000", ("localhost", "http://localhost:8000")),
        ("http://localhost", ("localhost", "http://localhost")),
        ("http://news.example.com", None),
        ("https://192.0.2.7", None),
        ("http://192.0.2.7:8000", None),
    ],
)
def test_the_address_of_the_site_says_whom_they_are_for(site: str, expected: Any, settings: Settings) -> None:
    settings.SITE_URL = site
    assert party() == expected


def test_the_host_that_a_request_names_is_not_believed(reader: User, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client = signed_in(reader)
    asked = client.post(f"{PASSKEYS}options/", {"password": PASSWORD}, headers={"host": "evil.example"}).json()
    assert asked["rp"]["id"] == HOST


def test_at_another_name_of_the_site_the_page_says_where_they_work(reader: User) -> None:
    elsewhere = signed_in(reader).get(PASSKEYS).content.decode()
    assert f'href="https://{HOST}{PASSKEYS}"' in elsewhere
    assert "data-passkey" not in elsewhere
    here = signed_in(reader).get(PASSKEYS, SERVER_NAME=HOST, secure=True).content.decode()
    assert 'data-passkey="create"' in here


def test_where_there_can_be_none_the_pages_say_so_or_nothing(reader: User, settings: Settings) -> None:
    settings.SITE_URL = "http://192.0.2.7"
    client = signed_in(reader)
    assert "No passkeys can be added at this address" in client.get(PASSKEYS).content.decode()
    assert "asskey" not in client.get("/accounts/").content.decode()
    assert client.post(f"{PASSKEYS}options/", {"password": PASSWORD}).status_code == 422


# New names


def rename(client: Client, row: Authenticator, name: str = "old telephone") -> Any:
    return client.post(f"{PASSKEYS}{row.pk}/name/", {"name": name})


def test_a_passkey_gets_a_new_name_and_opens_what_it_opened(reader: User) -> None:
    device, client = with_passkey(reader), signed_in(reader)
    [row] = rows(reader)
    assert f'href="{PASSKEYS}{row.pk}/name/"' in client.get("/accounts/").content.decode()
    assert 'value="telephone"' in client.get(f"{PASSKEYS}{row.pk}/name/").content.decode()
    done = rename(client, row, " old <telephone> ")
    assert (done.status_code, done["Location"]) == (303, f"{PASSKEYS}?said=renamed")
    page = client.get(done["Location"]).content.decode()
    assert "The passkey has its new name." in page
    assert "old &lt;telephone&gt;" in page
    [renamed] = rows(reader)
    assert renamed.data == row.data | {"name": "old <telephone>"}
    assert sign_in(device).status_code == 302


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\0b"])
def test_what_is_no_name_changes_nothing(name: str, reader: User) -> None:
    with_passkey(reader)
    [row] = rows(reader)
    client = signed_in(reader)
    before = digest_of_all_tables()
    answer = rename(client, row, name)
    assert (answer.status_code, "The name is not changed" in answer.content.decode()) == (422, True)
    assert changed(before) == []


def test_nobody_renames_what_is_not_theirs_or_has_gone(reader: User, editor: User) -> None:
    with_passkey(editor)
    [row] = rows(editor)
    unproven = signed_in(editor)  # by the password alone, where a passkey is asked for too
    for client, status in ((Client(), 302), (signed_in(reader), 404), (unproven, 302)):
        assert client.get(f"{PASSKEYS}{row.pk}/name/").status_code == status
        assert rename(client, row).status_code == status
    assert rows(editor)[0].data["name"] == "telephone"
    assert not keys.rename(reader, row.pk, "mine")
    assert not keys.rename(editor, row.pk + 1, "gone")


# Removing


def remove(client: Client, row: Authenticator, password: str = PASSWORD) -> Any:
    return client.post(f"{PASSKEYS}{row.pk}/remove/", {"password": password})


def test_a_passkey_is_removed_by_the_password(reader: User) -> None:
    with_passkey(reader)
    [row] = rows(reader)
    client = signed_in(reader)
    assert remove(client, row, "wrong").status_code == 422
    assert rows(reader)
    done = remove(client, row)
    assert (done.status_code, done["Location"]) == (303, f"{PASSKEYS}?said=removed")
    assert not rows(reader)
    assert "The passkey is removed." in client.get(done["Location"]).content.decode()


def test_nobody_removes_what_is_not_theirs(reader: User, editor: User) -> None:
    with_passkey(editor)
    for client in (signed_in(reader), signed_in(protect(reader))):
        assert remove(client, rows(editor)[0]).status_code in (302, 404)
    assert rows(editor)


def test_the_last_way_in_can_not_be_removed(reader: User) -> None:
    first, second = with_passkey(reader), with_passkey(reader)
    reader.set_unusable_password()
    reader.save()
    client = signed_in(reader)
    client.post(SHOW, {"credential": second.show(options(client, SHOW))})
    one, other = rows(reader)
    assert remove(client, one).status_code == 303
    refused = remove(client, other)
    assert refused.status_code == 422
    assert "the last way into your account" in refused.content.decode()
    assert "Remove it" not in client.get(f"{PASSKEYS}{other.pk}/remove/").content.decode()
    assert [row.data["name"] for row in rows(reader)] == ["telephone"]
    assert first.number != second.number


def test_without_a_password_or_a_fresh_proof_nothing_is_removed(reader: User) -> None:
    with_passkey(reader)
    with_passkey(reader)
    reader.set_unusable_password()
    reader.save()
    client = signed_in(reader)
    assert "You have no password" in client.get(f"{PASSKEYS}{rows(reader)[0].pk}/remove/").content.decode()
    assert remove(client, rows(reader)[0]).status_code == 422
    assert len(rows(reader)) == 2


def test_the_last_factor_that_a_role_asks_for_can_not_be_removed(editor: User) -> None:
    device = with_passkey(editor)
    ask(editor)
    client = signed_in(editor)
    client.post(SHOW, {"credential": device.show(options(client, SHOW))})
    assert remove(client, rows(editor)[0]).status_code == 422
    codes.set_up(editor, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", counter=1)
    assert remove(client, rows(editor)[0]).status_code == 303
    assert codes.recovery_codes(editor)


# Mail and record


def test_its_owner_is_mailed_by_a_job_that_knows_a_number_alone(reader: User, settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = True
    EmailAddress.objects.create(user=reader, email="ada@example.org", verified=True)
    with_passkey(reader)
    remove(signed_in(reader), rows(reader)[0])
    kinds = ["accounts.passkey_added", "accounts.passkey_removed"]
    assert [(job.kind, job.ref) for job in Job.objects.filter(kind__in=kinds).order_by("kind")] == [
        (kind, reader.pk) for kind in kinds
    ]
    Worker().drain()
    assert {letter.to[0] for letter in mail.outbox} == {"ada@example.org"}
    assert sorted(letter.subject.partition(": ")[2] for letter in mail.outbox) == [
        "A passkey of your account was removed",
        "A passkey was added to your account",
    ]
    assert not any("telephone" in letter.body for letter in mail.outbox)


def test_mail_speaks_the_owners_language(reader: User, settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = True
    EmailAddress.objects.create(user=reader, email="ada@example.org", verified=True)
    User.objects.filter(pk=reader.pk).update(language="de")
    with_passkey(reader)
    Worker().drain()
    [letter] = mail.outbox
    assert "Ihrem Konto" in letter.subject


def test_staff_are_mailed_where_who_keeps_the_accounts_has_said(editor: User, settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = True
    User.objects.filter(pk=editor.pk).update(email="ed@example.org")
    with_passkey(User.objects.get(pk=editor.pk))
    Worker().drain()
    assert [letter.to for letter in mail.outbox] == [["ed@example.org"]]


def test_nobody_is_mailed_without_a_confirmed_address(reader: User, settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = True
    User.objects.filter(pk=reader.pk).update(email="typed@example.org")
    EmailAddress.objects.create(user=reader, email="typed@example.org")
    with_passkey(User.objects.get(pk=reader.pk))
    assert not Job.objects.filter(kind__startswith="accounts.passkey").exists()


def test_of_staff_it_is_on_record_without_its_name(editor: User, reader: User) -> None:
    with_passkey(reader)
    with_passkey(editor)
    [entry] = LogEntry.objects.all()
    assert (entry.user_id, entry.object_id, entry.change_message) == (editor.pk, str(editor.pk), "Added a passkey.")


# Staff


def test_the_first_passkey_of_staff_brings_recovery_codes_and_readers_get_none(editor: User, reader: User) -> None:
    client = signed_in(editor)
    assert add(client, Device())["Location"].startswith(CODES)
    shown = re.findall(r"<code>(\d{4} \d{4})</code>", client.get(CODES).content.decode())
    assert [code.replace(" ", "") for code in shown] == codes.recovery_codes(editor)
    assert add(client, Device())["Location"] == f"{PASSKEYS}?said=added"
    with_passkey(reader)
    assert codes.recovery_codes(reader) == []


def test_setting_up_an_app_leaves_passkeys_and_resetting_takes_all(editor: User, superuser: User) -> None:
    with_passkey(editor)
    protect(editor)
    assert len(rows(editor)) == 1
    client = signed_in(superuser)
    assert "1 passkey." in client.get(f"/admin/accounts/user/{editor.pk}/change/").content.decode()
    assert client.post(f"/admin/accounts/user/{editor.pk}/second-factor/").status_code == 303
    assert not Authenticator.objects.exists()


def test_whoever_has_not_shown_the_second_factor_adds_no_passkey(editor: User) -> None:
    client = signed_in(protect(editor))
    assert client.get(PASSKEYS)["Location"] == f"{CODE}?next={PASSKEYS}"
    assert client.post(PASSKEYS, {"credential": "{}"}).status_code == 302
    assert client.post(f"{PASSKEYS}options/", {"password": PASSWORD}).status_code == 403


def test_a_passkey_of_staff_is_shown_before_an_app_is_set_up(editor: User) -> None:
    with_passkey(editor)
    assert signed_in(editor).get(SET_UP)["Location"] == f"{CODE}?next={SET_UP}"


@pytest.mark.once
def test_the_bits_of_the_device_are_those_of_the_standard() -> None:
    assert (PRESENT, VERIFIED, ATTESTED) == (1 << 0, 1 << 2, 1 << 6)


def test_names_of_passkeys_are_told_to_their_owner_and_go_with_the_account(reader: User) -> None:
    with_passkey(reader)
    [part] = [part for part in kept.parts() if part.name == "passkeys"]
    people = behind(Commenter.objects.create(user=reader))
    assert [row["name"] for row in part.rows(people)] == ["telephone"]
    accounts.close(reader, [])
    assert list(part.rows(people)) == []


def test_the_account_page_says_of_staff_that_the_password_alone_opens_nothing(editor: User, reader: User) -> None:
    alone = "None: your password alone opens your account."
    for user, said in ((editor, False), (reader, True)):
        with_passkey(user)
        assert (alone in signed_in(user).get("/accounts/").content.decode()) is said
