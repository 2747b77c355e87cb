"""The way to another site and back, with a real issuer on loopback."""

from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.accounts.elsewhere.travel import AT, come_back, connected, set_out, travel, who, words
from tests.accounts.factor import ask, protect
from tests.oidc_server import OidcServer, Person

pytestmark = pytest.mark.django_db


def test_who_is_connected_is_signed_in_and_goes_on_where_they_were(issuer: OidcServer, ann: User) -> None:
    client = Client()
    answer = travel(client, issuer, next="/politics/")
    assert (answer.status_code, answer["Location"], who(client)) == (302, "/politics/", str(ann.pk))
    assert (answer["Cache-Control"], answer.cookies["elsewhere"].value) == ("private, no-store", "")


def test_the_issuer_is_told_all_that_protects_the_way_back(issuer: OidcServer) -> None:
    client = Client()
    way = set_out(client)
    asked = dict(parse_qsl(urlsplit(way).query))
    assert asked["redirect_uri"] == f"http://127.0.0.1:8000{AT}back/"
    assert (asked["code_challenge_method"], asked["scope"]) == ("S256", "openid profile email")
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert all(len(asked[name]) >= 32 for name in ("state", "nonce", "code_challenge"))
    cookie = client.cookies["elsewhere"].value
    assert asked["nonce"] not in cookie


def test_asking_for_the_way_writes_no_session_and_asks_the_issuer_once(issuer: OidcServer) -> None:
    for _reader in range(3):
        set_out(Client())
    assert (issuer.asked, Session.objects.count()) == (["/.well-known/openid-configuration"], 0)


def test_nothing_is_asked_before_a_reader_wants_to_go(issuer: OidcServer) -> None:
    page = words(Client().get("/accounts/login/"))
    assert "Go on with Example" in page
    assert issuer.asked == []


def test_beginning_needs_a_post_from_a_page_of_ours(issuer: OidcServer) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert (strict.get(AT).status_code, strict.post(AT).status_code) == (405, 403)
    assert "elsewhere" not in strict.cookies


def test_nobody_is_led_to_a_page_of_others_afterwards(issuer: OidcServer, ann: User) -> None:
    assert travel(Client(), issuer, next="https://evil.example/")["Location"] == "/"
    assert travel(Client(), issuer, next="//evil.example/")["Location"] == "/"


def test_another_browser_s_way_back_signs_nobody_in(issuer: OidcServer, ann: User) -> None:
    """A stranger who sends their own link would otherwise have the victim write under the stranger's account."""
    address = issuer.agree(set_out(Client()))
    victim, wandering = Client(), Client()
    set_out(wandering)
    for browser in (victim, wandering):
        answer = come_back(browser, address)
        assert (answer.status_code, who(browser)) == (403, "")
        assert "This way back is not open" in words(answer)
    assert "/token" not in issuer.asked
    assert wandering.cookies["elsewhere"].value  # its own way stays open


def test_a_way_back_is_open_once(issuer: OidcServer, ann: User) -> None:
    client = Client()
    address = issuer.agree(set_out(client))
    come_back(client, address)
    client.logout()
    assert come_back(client, address).status_code == 403


def test_a_code_that_was_spent_in_a_copy_of_the_browser_signs_nobody_in(issuer: OidcServer, ann: User) -> None:
    client, copy = Client(), Client()
    address = issuer.agree(set_out(client))
    copy.cookies["elsewhere"] = client.cookies["elsewhere"].value
    come_back(client, address)
    answer = come_back(copy, address)
    assert (answer.status_code, who(copy)) == (502, "")


def test_a_code_of_another_attempt_fails_by_pkce(issuer: OidcServer, ann: User) -> None:
    """Somebody who has caught a victim's code puts it into a way back of their own."""
    caught = dict(parse_qsl(urlsplit(issuer.agree(set_out(Client()))).query))["code"]
    thief = Client()
    answer = come_back(thief, issuer.agree(set_out(thief)), code=caught)
    assert (answer.status_code, who(thief)) == (502, "")


def test_made_up_codes_are_tried_so_often_and_no_more(issuer: OidcServer, clock: object) -> None:
    first = Client()
    address = issuer.agree(set_out(first))
    cookie = first.cookies["elsewhere"].value
    answers = []
    for number in range(30):
        copy = Client()
        copy.cookies["elsewhere"] = cookie
        answers.append(come_back(copy, address, code=str(number)).status_code)
    assert answers == [502] * 29 + [429]


def test_a_way_back_that_names_another_issuer_is_not_taken(issuer: OidcServer, ann: User) -> None:
    """RFC 9207: the code of one issuer must not be brought to another."""
    for named, status in ((issuer.address, 302), ("https://another.example", 502)):
        client = Client()
        assert come_back(client, issuer.agree(set_out(client)), iss=named).status_code == status


def test_ten_minutes_are_enough_and_eleven_too_late(
    issuer: OidcServer, ann: User, clock: time_machine.Traveller
) -> None:
    client = Client()
    address = issuer.agree(set_out(client))
    clock.shift(601)
    assert come_back(client, address).status_code == 403


def test_staff_with_a_second_factor_are_asked_for_it(issuer: OidcServer) -> None:
    protect(connected(issuer, "moderator", staff=True))
    client = Client()
    answer = travel(client, issuer)
    assert (answer["Location"], who(client)) == ("/accounts/second-factor/code/", "")


def test_staff_whose_role_asks_for_a_factor_that_is_not_set_up_begin_with_their_password(issuer: OidcServer) -> None:
    ask(connected(issuer, "moderator", staff=True))
    client = Client()
    answer = travel(client, issuer)
    assert (answer.status_code, who(client)) == (403, "")
    assert "Sign in with your password first" in words(answer)


def test_a_closed_account_stays_closed(issuer: OidcServer, ann: User) -> None:
    User.objects.update(is_active=False)
    client = Client()
    answer = travel(client, issuer)
    assert (answer.status_code, who(client)) == (403, "")
    assert "This account is closed" in words(answer)


def test_the_person_is_known_by_issuer_and_number_not_by_address(issuer: OidcServer, ann: User) -> None:
    issuer.person = Person(email="moved@example.net")
    client = Client()
    travel(client, issuer)
    assert who(client) == str(ann.pk)
    SocialAccount.objects.update(provider="https://another.example")
    assert travel(Client(), issuer)["Location"] == f"{AT}join/"


def test_no_token_is_kept(issuer: OidcServer, ann: User) -> None:
    travel(Client(), issuer)
    assert not SocialToken.objects.exists()
    assert SocialAccount.objects.get().extra_data == {"email": "ann@example.org"}


def test_where_none_is_configured_nothing_is_shown_and_no_address_answers(settings: Settings, editor: User) -> None:
    client = Client()
    client.force_login(editor)
    for page in ("/accounts/login/", "/accounts/"):
        assert "elsewhere" not in words(client.get(page))
    for path in ("", "leave/", "back/", "join/", "join/forget/", "connect/"):
        for browser in (Client(), client):
            assert (browser.get(AT + path).status_code, browser.post(AT + path).status_code) == (404, 404)
    assert client.post("/accounts/elsewhere/connections/1/remove/").status_code == 404


def test_the_way_is_asked_for_so_often_and_no_more(issuer: OidcServer, clock: object) -> None:
    client = Client()
    answers = [client.post(AT, REMOTE_ADDR="198.51.100.7") for _try in range(31)]
    assert [answer.status_code for answer in answers] == [303] * 30 + [429]
    assert "Too many tries" in words(answers[-1])
    assert client.post(AT, REMOTE_ADDR="198.51.100.8").status_code == 303
