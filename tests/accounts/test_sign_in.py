import logging
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.accounts.conftest import ADMIN_LOGIN, HOME, LOGIN, PASSWORD, sign_in

pytestmark = pytest.mark.django_db


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_each_door_has_one_name_field_and_one_password_field(door: str) -> None:
    page = Client().get(door)
    assert page.status_code == 200
    html = page.content.decode()
    assert html.count('name="username"') == html.count('name="password"') == 1
    assert html.count('type="password"') == 1
    assert 'autocomplete="username"' in html
    assert 'autocomplete="current-password"' in html


def test_each_door_speaks_in_the_sites_name(door: str, settings: Settings) -> None:
    settings.SITE_NAME = "The Harbor Post"
    assert "The Harbor Post</title>" in Client().get(door).content.decode()


def test_pages_of_the_doors_are_kept_by_nobody(door: str) -> None:
    for response in (Client().get(door), sign_in("editor", "wrong", door=door)):
        assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


@pytest.mark.parametrize(("door", "after"), [(LOGIN, "/admin/"), (ADMIN_LOGIN, "/admin/")])
def test_staff_sign_in_at_either_door(door: str, after: str, editor: User) -> None:
    client = Client()
    response = sign_in(door=door, client=client)
    assert (response.status_code, response["Location"]) == (302, after)
    assert client.get("/admin/").status_code == 200


def test_a_reader_signs_in_at_the_public_door_and_comes_to_the_front_page(reader: User) -> None:
    client = Client()
    response = sign_in("reader", client=client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_signed_in(client)


def test_a_reader_is_refused_at_the_admins_door_like_a_stranger(reader: User) -> None:
    client = Client()
    refused = sign_in("reader", door=ADMIN_LOGIN, client=client)
    assert refused.status_code == 422
    assert not is_signed_in(client)
    assert _without_token(refused.content) == _without_token(sign_in("reader", "wrong", door=ADMIN_LOGIN).content)


def test_a_signed_in_reader_is_told_so_at_the_admins_door_instead_of_running_in_circles(reader: User) -> None:
    client = Client()
    sign_in("reader", client=client)
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain == [("/admin/login/?next=/admin/", 302)]
    assert "You are signed in as reader, but this account may not enter" in page.content.decode()


def test_staff_who_are_signed_in_already_pass_the_admins_door(editor: User) -> None:
    client = Client()
    client.force_login(editor)
    assert client.get(ADMIN_LOGIN + "?next=/admin/password_change/")["Location"] == "/admin/password_change/"
    assert client.get(ADMIN_LOGIN + "?next=//evil.example")["Location"] == "/admin/"


def test_a_refusal_keeps_the_name_and_never_the_password(door: str) -> None:
    refused = sign_in("edi<tor", "s3cret-typed", door=door)
    assert refused.status_code == 422
    assert 'value="edi&lt;tor"' in refused.content.decode()
    assert "s3cret-typed" not in refused.content.decode()


@pytest.mark.parametrize(
    ("name", "password"), [("", PASSWORD), ("editor", ""), ("", ""), ("e\x00", PASSWORD), ("e" * 151, PASSWORD)]
)
def test_what_is_no_name_and_password_is_refused_in_words(name: str, password: str, door: str, editor: User) -> None:
    refused = sign_in(name, password, door=door)
    assert refused.status_code == 422
    assert "You are not signed in" in refused.content.decode()


def test_other_methods_are_refused_and_change_nothing(door: str) -> None:
    assert {Client().delete(door).status_code, Client().patch(door).status_code} == {405}


def test_signing_in_needs_the_csrf_token(door: str, editor: User) -> None:
    assert sign_in(door=door, client=Client(enforce_csrf_checks=True)).status_code == 403


# Nobody learns which names exist


def _without_token(content: bytes) -> str:
    lines = content.decode().splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


def test_known_unknown_and_inactive_names_get_the_same_answer(door: str, editor: User) -> None:
    User.objects.create_user("gone", password=PASSWORD, is_active=False, is_staff=True)
    tries = [("editor", "wrong"), ("nobody", "wrong"), ("gone", "wrong"), ("gone", PASSWORD)]
    answers = [sign_in(name, password, door=door) for name, password in tries]
    assert {answer.status_code for answer in answers} == {422}
    pages = {_without_token(a.content).replace(name, "NAME") for a, (name, _) in zip(answers, tries, strict=True)}
    assert len(pages) == 1


def test_known_and_unknown_names_cost_the_same_hashing_and_queries(door: str, editor: User, hashed: list[str]) -> None:
    costs = []
    for name in ("warm-up", "editor", "nobody"):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            sign_in(name, "wrong", door=door)
        costs.append((len(hashed), len(queries)))
    assert costs[1] == costs[2]
    assert costs[1][0] == 1


# Sessions


def test_a_session_id_from_before_is_worthless_after_signing_in(editor: User, door: str) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[client_cookie()] = planted = str(session.session_key)
    sign_in(door=door, client=client)
    assert client.cookies[client_cookie()].value != planted
    assert not Session.objects.filter(session_key=planted).exists()


def client_cookie() -> str:
    return settings.SESSION_COOKIE_NAME


def test_signing_out_is_a_post_and_ends_the_session(editor: User) -> None:
    client = Client()
    sign_in(client=client)
    old = str(client.session.session_key)
    assert client.get("/accounts/logout/").status_code == 405
    assert is_signed_in(client)
    assert client.post("/accounts/logout/")["Location"] == "/"
    stale = Client()
    stale.cookies[client_cookie()] = old
    assert stale.get("/admin/").status_code == 302
    assert not Session.objects.filter(session_key=old).exists()


def test_signing_out_needs_the_csrf_token(editor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post("/accounts/logout/").status_code == 403
    assert is_signed_in(client)


NEW = "a quite different password"


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(editor: User) -> None:
    here, elsewhere = Client(), Client()
    sign_in(client=here)
    sign_in(client=elsewhere)
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post("/accounts/password/", fields).status_code == 303
    assert here.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


def test_the_admins_own_page_for_passwords_leads_to_the_one_that_bounds_guessing(
    editor: User, hashed: list[str]
) -> None:
    client, stranger = Client(), Client()
    client.force_login(editor)
    hashed.clear()
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    for address, leads_to in (("", "/accounts/password/"), ("done/", "/accounts/")):
        assert client.get(f"/admin/password_change/{address}")["Location"] == leads_to
        assert client.post(f"/admin/password_change/{address}", fields).status_code == 405
        assert stranger.get(f"/admin/password_change/{address}")["Location"].startswith(ADMIN_LOGIN)
    assert hashed == []
    assert 'href="/admin/password_change/"' in client.get("/admin/").content.decode()


def test_a_deactivated_account_is_out_at_once(editor: User) -> None:
    client = Client()
    sign_in(client=client)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert client.get("/admin/").status_code == 302


# Passwords


@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        ("x7-Lr2_vQ", False),
        ("x7-Lr2_vQ9", True),
        ("password1234", False),
        ("editor.xyz", False),
        ("only lower case letters", True),
        ("l" * 30 + "o" * 34, True),
        ("long " * 51, True),
        ("пароль из букв", True),
    ],
)
def test_passwords_are_ten_characters_or_more_uncommon_and_otherwise_free(
    password: str, accepted: bool, editor: User
) -> None:
    client = Client()
    client.force_login(editor)
    fields = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    changed = client.post("/accounts/password/", fields)
    assert changed.status_code == (303 if accepted else 422)
    assert (sign_in("editor", password).status_code == 302) is accepted


def test_the_password_page_is_for_who_is_signed_in(editor: User) -> None:
    assert Client().get("/accounts/password/")["Location"] == f"{LOGIN}?next=/accounts/password/"
    client = Client()
    client.force_login(editor)
    assert client.get("/accounts/password/").status_code == 200


# Where `next` may lead

EVIL = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "https:evil.example",
    "https:///evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "http://testserver:pw@evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "\t//evil.example",
    "\x08//evil.example",
    " //evil.example",
    "http:\\\\evil.example",
    "ftp://testserver/",
    "//[evil",
]


@pytest.mark.parametrize("target", EVIL, ids=ascii)
def test_next_never_leads_to_another_host(target: str, door: str, editor: User) -> None:
    assert sign_in(door=door, next=target)["Location"] == "/admin/"
    assert sign_in(door=f"{door}?next={quote(target)}")["Location"] == "/admin/"


@pytest.mark.parametrize("target", ["/harbor/a-story/", "/harbor/a-story/?page=2#comment-3", "http://testserver/x/"])
def test_next_leads_back_to_where_one_came_from(target: str, door: str, editor: User) -> None:
    assert sign_in(door=door, next=target)["Location"] == target
    assert f'name="next" value="{target}"' in Client().get(f"{door}?next={quote(target)}").content.decode()


def test_over_https_next_does_not_lead_back_to_http(door: str, editor: User) -> None:
    fields = {"username": "editor", "password": PASSWORD}
    for target, after in (("http://testserver/x/", "/admin/"), ("https://testserver/x/", "https://testserver/x/")):
        assert Client().post(door, fields | {"next": target}, secure=True)["Location"] == after


def test_an_evil_next_does_not_enter_the_page(door: str) -> None:
    assert "evil" not in Client().get(f"{door}?next=//evil.example").content.decode()


# The log


def test_the_log_says_who_came_in_and_that_somebody_was_refused_but_nothing_typed(
    editor: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "newsroom.accounts")
    sign_in("my-password\r\nadmin signed in", "wrong")
    sign_in()
    refused, entered = [record for record in caplog.records if record.name == "newsroom.accounts"]
    assert (refused.getMessage(), refused.__dict__["status"]) == ("sign-in refused", 422)
    assert (entered.getMessage(), entered.__dict__["user"]) == ("signed in", editor.pk)
    assert not {"my-password", HOME} & {str(value) for value in refused.__dict__.values()}
    assert "my-password" not in str(refused.__dict__)
