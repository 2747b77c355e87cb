"""Newcomers: an account begins with an address that the issuer vouches for and a name that its owner chooses."""

from typing import TYPE_CHECKING

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from outbox.models import Job
from tests.accounts.conftest import PASSWORD, sign_in
from tests.accounts.elsewhere.travel import AT, connected, travel, who, words
from tests.accounts.factor import code_now, protect
from tests.accounts.readers import confirm_link
from tests.oidc_server import OidcServer, Person

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db
JOIN, FORGET = f"{AT}join/", f"{AT}join/forget/"


def arrived(issuer: OidcServer, **told: str) -> Client:
    client = Client()
    answer = travel(client, issuer, **told)
    assert (answer.status_code, answer["Location"], who(client)) == (303, JOIN, "")
    return client


def test_a_newcomer_sees_what_they_would_be_called_before_anything_is_made(issuer: OidcServer) -> None:
    page = arrived(issuer).get(JOIN)
    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store")
    assert "Example says that <bdi>ann@example.org</bdi> is yours" in words(page)
    assert 'value="Ann Example"' in words(page)
    assert not User.objects.exists()


def test_a_newcomer_makes_an_account_and_is_signed_in(issuer: OidcServer) -> None:
    client = arrived(issuer, next="/politics/")
    answer = client.post(JOIN, {"name": "Annie"})
    user = User.objects.get()
    assert (answer.status_code, answer["Location"], who(client)) == (302, "/politics/", str(user.pk))
    assert (user.public_name, user.is_staff, user.has_usable_password()) == ("Annie", False, False)
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.user_id) == ("ann@example.org", True, user.pk)
    assert SocialAccount.objects.get().user == user
    assert answer.cookies["arrival"].value == ""


def test_the_next_time_they_are_signed_in_at_once(issuer: OidcServer) -> None:
    arrived(issuer).post(JOIN, {"name": "Annie"})
    client = Client()
    travel(client, issuer)
    assert who(client) == str(User.objects.get().pk)


def test_the_form_sent_twice_makes_one_account(issuer: OidcServer) -> None:
    client = arrived(issuer)
    again = Client()
    again.cookies["arrival"] = client.cookies["arrival"].value
    client.post(JOIN, {"name": "Annie"})
    again.post(JOIN, {"name": "Annie"})
    assert User.objects.count() == 1
    assert who(again) == who(client)


@pytest.mark.parametrize("name", ["", "x" * 61, "Editor"])
def test_a_name_that_nobody_may_take_is_refused_and_another_can_be_chosen(name: str, issuer: OidcServer) -> None:
    client = arrived(issuer)
    answer = client.post(JOIN, {"name": name})
    assert (answer.status_code, User.objects.count()) == (422, 0)
    assert "Your account is not made" in words(answer)
    assert client.post(JOIN, {"name": "Annie"}).status_code == 302


def test_a_name_from_elsewhere_that_nobody_may_take_is_not_proposed(issuer: OidcServer) -> None:
    issuer.person = Person(name="Editor")
    assert 'value="Editor"' not in words(arrived(issuer).get(JOIN))


@pytest.mark.parametrize("name", ["", 7, "two\nlines", "x" * 500])
def test_any_name_from_elsewhere_is_survived(name: object, issuer: OidcServer) -> None:
    issuer.claims = {"name": name}
    assert arrived(issuer).get(JOIN).status_code == 200


@pytest.mark.parametrize("verified", [False, "false", None, 1, "yes", "", [], "True"])
def test_an_address_that_the_issuer_does_not_vouch_for_makes_no_account(verified: object, issuer: OidcServer) -> None:
    issuer.claims = {"email_verified": verified}
    client = arrived(issuer)
    for page in (client.get(JOIN), client.post(JOIN, {"name": "Annie"})):
        assert (page.status_code, "Example does not vouch for an e-mail address" in words(page)) == (200, True)
    assert not User.objects.exists()


@pytest.mark.parametrize("email", [None, "", 7, True, ["ann@example.org"], "no address", "a@b\nBcc: c@d.example"])
def test_what_is_no_address_makes_no_account(email: object, issuer: OidcServer) -> None:
    issuer.person, issuer.claims = Person(email=""), {"email": email}
    client = arrived(issuer)
    client.post(JOIN, {"name": "Annie"})
    assert not User.objects.exists()


def test_the_word_true_vouches_as_some_issuers_write_it(issuer: OidcServer) -> None:
    issuer.claims = {"email_verified": "true"}
    arrived(issuer).post(JOIN, {"name": "Annie"})
    assert EmailAddress.objects.get().verified


def test_the_address_may_stand_in_userinfo_alone(issuer: OidcServer) -> None:
    issuer.userinfo = {"sub": "person-1", "email": "ann@example.org", "email_verified": True, "name": "Ann"}
    assert 'value="Ann"' in words(arrived(issuer).get(JOIN))


def test_what_is_signed_holds_against_userinfo(issuer: OidcServer) -> None:
    issuer.userinfo = {"sub": "person-1", "email": "ann@example.org", "email_verified": True, "nonce": "x", "aud": "y"}
    assert "ann@example.org" in words(arrived(issuer).get(JOIN))


@pytest.mark.parametrize("email", ["ann@example.org", "ANN@Example.org"])
def test_an_account_with_the_same_address_is_not_opened_by_that(email: str, issuer: OidcServer) -> None:
    """Whoever runs, or has broken into, another site would otherwise have every account here."""
    mine = connected(issuer, sub="my-own")
    issuer.person = Person(email=email)
    client = Client()
    answer = travel(client, issuer)
    assert (answer.status_code, who(client)) == (409, "")
    assert "You have an account here already" in words(answer)
    assert f"/accounts/login/?next={AT.replace('/', '%2F')}connect%2F" in words(answer)
    assert SocialAccount.objects.get().user == mine


def test_an_account_of_staff_is_not_opened_by_its_address_proven_or_not(issuer: OidcServer, editor: User) -> None:
    User.objects.update(email="ann@example.org")
    assert travel(Client(), issuer).status_code == 409


def test_an_address_that_is_taken_while_the_name_is_chosen_is_not_taken_over(issuer: OidcServer) -> None:
    client = arrived(issuer)
    connected(issuer, sub="my-own")
    answer = client.post(JOIN, {"name": "Annie"})
    assert (answer.status_code, User.objects.count(), who(client)) == (409, 1, "")


def test_an_unproven_address_tells_nobody_whether_there_is_an_account(issuer: OidcServer) -> None:
    issuer.claims = {"email_verified": False}
    before = words(arrived(issuer).get(JOIN))
    connected(issuer, sub="my-own")
    assert words(arrived(issuer).get(JOIN)) == before


def test_where_accounts_are_closed_nobody_new_comes_in(issuer: OidcServer, settings: Settings) -> None:
    waiting = arrived(issuer)
    settings.READER_ACCOUNTS = "closed"
    for answer in (travel(Client(), issuer), waiting.get(JOIN), waiting.post(JOIN, {"name": "Annie"})):
        assert (answer.status_code, "New accounts can’t be made here" in words(answer)) == (403, True)
    assert not User.objects.exists()


def test_nobody_joins_who_has_not_come_back(issuer: OidcServer) -> None:
    assert Client().get(JOIN).status_code == 403
    assert Client().post(JOIN, {"name": "Annie"}).status_code == 403
    assert not User.objects.exists()


def test_an_arrival_lasts_ten_minutes(issuer: OidcServer, clock: time_machine.Traveller) -> None:
    client = arrived(issuer)
    assert client.cookies["arrival"]["max-age"] == 600
    clock.shift(599)
    assert client.get(JOIN).status_code == 200
    clock.shift(2)
    assert client.get(JOIN).status_code == client.post(JOIN, {"name": "Annie"}).status_code == 403
    assert not User.objects.exists()


def test_the_next_one_at_a_shared_computer_says_that_it_is_another(issuer: OidcServer) -> None:
    client = arrived(issuer)
    assert f'action="{FORGET}"' in words(client.get(JOIN))
    assert client.get(FORGET).status_code == 405
    assert client.get(JOIN).status_code == 200
    answer = client.post(FORGET)
    assert (answer.status_code, answer["Location"]) == (303, "/accounts/login/")
    assert answer["Cache-Control"] == "private, no-store"
    for left in (client.get(JOIN), client.post(JOIN, {"name": "Annie"})):
        assert (left.status_code, "ann@example.org" in words(left)) == (403, False)
    assert (User.objects.exists(), who(client)) == (False, "")


@pytest.mark.parametrize("page", ["/accounts/logout/", "/admin/logout/"])
def test_signing_out_takes_along_what_a_newcomer_has_left(page: str, issuer: OidcServer, editor: User) -> None:
    client = arrived(issuer)
    client.force_login(editor)
    assert client.post(page).status_code in (200, 302)
    assert client.get(JOIN).status_code == 403
    assert who(client) == ""


@pytest.mark.parametrize("way", ["password", "code", "another site", "a mailed link"])
def test_whoever_signs_in_after_a_newcomer_finds_nothing_of_them(way: str, issuer: OidcServer, reader: User) -> None:
    client = arrived(issuer)
    other = {"password": _by_password, "code": _by_code, "another site": _elsewhere, "a mailed link": _by_mail}[way]
    assert other(client, issuer, reader).cookies["arrival"].value == ""
    assert who(client)
    for left in (client.get(JOIN), client.post(JOIN, {"name": "Annie"})):
        assert (left.status_code, "ann@example.org" in words(left)) == (403, False)


def _by_password(client: Client, _issuer: OidcServer, reader: User) -> "Answer":
    return sign_in(reader.username, client=client)


def _by_code(client: Client, issuer: OidcServer, reader: User) -> "Answer":
    protect(reader)
    _by_password(client, issuer, reader)
    return client.post("/accounts/second-factor/code/", {"code": code_now()})


def _elsewhere(client: Client, issuer: OidcServer, _reader: User) -> "Answer":
    connected(issuer, "bob", sub="person-2")
    issuer.person = Person(sub="person-2")
    return travel(client, issuer)


def _by_mail(client: Client, _issuer: OidcServer, _reader: User) -> "Answer":
    return client.post(confirm_link("bob@example.org"), {"password": PASSWORD})


def test_joining_needs_a_form_of_ours(issuer: OidcServer) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["arrival"] = arrived(issuer).cookies["arrival"].value
    assert strict.post(JOIN, {"name": "Annie"}).status_code == strict.post(FORGET).status_code == 403
    assert strict.cookies["arrival"].value
    assert not User.objects.exists()


def test_the_owner_of_the_address_is_written_to(issuer: OidcServer) -> None:
    arrived(issuer).post(JOIN, {"name": "Annie"})
    assert Job.objects.filter(kind="accounts.connected").count() == 1
