"""Setting a second factor up, doing without, and being led to it by one's role."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AsksForSecondFactor, User
from accounts.second_factor import codes
from tests.accounts.conftest import ADMIN_LOGIN, LOGIN, PASSWORD, sign_in
from tests.accounts.factor import CODE, CODES, OVERVIEW, SET_UP, ask, code_now, protect, signed_in, wrong_code
from tests.factories import make_moderator
from tests.newsroom.digests import changed, digest_of_all_tables

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still, in the middle of a half minute."""
    with time_machine.travel("2026-11-22 12:00:15Z", tick=False) as clock:
        yield clock


def secret_on(page: str) -> str:
    found = re.search('<code class="account-secret">([A-Z2-7 ]+)</code>', page)
    assert found
    return found[1].replace(" ", "")


def fields_on(page: str, **changed: str) -> dict[str, str]:
    sealed = re.search('name="sealed" value="([^"]+)"', page)
    assert sealed
    return {"sealed": sealed[1], "code": code_now(secret_on(page)), "password": PASSWORD} | changed


def set_up(client: Client, address: str = SET_UP) -> Any:
    return client.post(address, fields_on(client.get(address).content.decode()))


# Setting up


def test_the_page_shows_a_secret_as_picture_and_letters_and_changes_nothing(editor: User) -> None:
    client = signed_in(editor)
    before = digest_of_all_tables()
    page, again = (client.get(SET_UP) for _ in range(2))
    assert changed(before) == []
    html = page.content.decode()
    assert len(secret_on(html)) == 32
    assert secret_on(html) != secret_on(again.content.decode())
    assert re.search('<svg class="qr" role="img" aria-label="[^"]+"', html)
    assert "data:" not in html
    assert "style=" not in html
    assert "no-store" in page["Cache-Control"]


def test_the_right_code_and_password_set_it_up_and_show_the_recovery_codes_once(editor: User) -> None:
    client = signed_in(editor)
    done = set_up(client, f"{SET_UP}?next=/admin/password_change/")
    assert done.status_code == 303
    assert done["Location"].startswith(CODES)
    shown = re.findall(r"<code>(\d{4} \d{4})</code>", client.get(done["Location"]).content.decode())
    assert [code.replace(" ", "") for code in shown] == codes.recovery_codes(editor)
    assert len(shown) == 10
    assert client.post(done["Location"])["Location"] == "/admin/password_change/"
    assert client.get(CODES)["Location"] == OVERVIEW


def test_the_code_that_set_it_up_is_used_by_that(editor: User) -> None:
    client = signed_in(editor)
    page = client.get(SET_UP).content.decode()
    client.post(SET_UP, fields_on(page))
    other = Client()
    sign_in(client=other)
    assert other.post(CODE, {"code": code_now(secret_on(page))}).status_code == 422


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("code", wrong_code, "Is the clock of your device right?"),
        ("code", "", "This field is required"),
        ("password", "wrong", "not your password"),
        ("sealed", "gAAAAforged", "open for too long"),
        ("sealed", "", "This field is required"),
    ],
)
def test_nothing_is_set_up_without_all_of_it(field: str, value: Any, told: str, editor: User) -> None:
    client = signed_in(editor)
    wrong = value() if callable(value) else value
    page = client.get(SET_UP).content.decode()
    refused = client.post(SET_UP, fields_on(page, **{field: wrong}))
    assert refused.status_code == 422
    assert told in refused.content.decode() or field == "sealed"
    assert not Authenticator.objects.exists()
    assert (secret_on(refused.content.decode()) == secret_on(page)) is (field != "sealed")


def test_a_secret_made_for_somebody_else_or_an_hour_ago_is_refused(
    editor: User, reader: User, clock: time_machine.Traveller
) -> None:
    page = signed_in(reader).get(SET_UP).content.decode()
    assert signed_in(editor).post(SET_UP, fields_on(page)).status_code == 422
    clock.shift(3_601)
    assert signed_in(reader).post(SET_UP, fields_on(page)).status_code == 422
    assert not Authenticator.objects.exists()


def test_the_password_is_tried_as_often_as_at_the_door_and_no_more(editor: User) -> None:
    client = signed_in(editor)
    fields = fields_on(client.get(SET_UP).content.decode(), password="wrong")
    assert [client.post(SET_UP, fields).status_code for _ in range(11)] == [422] * 10 + [429]


def test_a_second_secret_does_not_replace_the_first(editor: User) -> None:
    client = signed_in(protect(editor))
    assert client.get(SET_UP)["Location"] == OVERVIEW
    assert client.post(SET_UP, {"code": "1"})["Location"] == OVERVIEW


@pytest.mark.parametrize("address", [OVERVIEW, SET_UP, CODES])
def test_these_pages_are_for_who_is_signed_in(address: str) -> None:
    for answer in (Client().get(address), Client().post(address)):
        assert answer["Location"] == f"{LOGIN}?next={address}"


# Changing it


def change(client: Client, act: str, **fields: str) -> Any:
    return client.post(OVERVIEW, {"act": act, "password": PASSWORD, "code": code_now()} | fields)


def test_new_recovery_codes_replace_the_old(editor: User) -> None:
    old = codes.recovery_codes(protect(editor))
    assert change(signed_in(editor), "codes")["Location"] == CODES
    assert not set(old) & set(codes.recovery_codes(editor))


def test_it_is_removed_with_code_and_password(editor: User) -> None:
    client = signed_in(protect(editor))
    assert change(client, "remove").status_code == 303
    assert not Authenticator.objects.exists()
    assert sign_in()["Location"] == "/admin/"
    assert "Set it up" in client.get(OVERVIEW).content.decode()


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"password": ""}, {"code": "x"}, {"act": "other"}])
def test_nothing_changes_without_all_of_it_and_no_code_is_used_up(wrong: dict[str, str], editor: User) -> None:
    client = signed_in(protect(editor))
    assert change(client, **{"act": "remove"} | wrong).status_code == 422
    assert Authenticator.objects.count() == 2
    assert change(client, "remove").status_code == 303


def test_it_can_not_be_removed_while_a_role_asks_for_it(editor: User) -> None:
    client = signed_in(protect(editor))
    ask(editor)
    refused = change(client, "remove")
    assert refused.status_code == 422
    assert "Your role asks for a second factor" in refused.content.decode()
    assert 'value="remove"' not in refused.content.decode()
    assert Authenticator.objects.count() == 2


def test_without_one_there_is_nothing_to_change(editor: User) -> None:
    for act in ("codes", "remove"):
        assert change(signed_in(editor), act).status_code == 422
    assert not Authenticator.objects.exists()
    assert not LogEntry.objects.exists()


# A role that asks


@pytest.mark.parametrize("address", ["/admin/", "/admin/jsi18n/", "/admin/comments/queue/"])
def test_a_role_that_begins_to_ask_leads_who_is_signed_in_to_set_it_up(address: str) -> None:
    moderator = make_moderator()
    client = signed_in(moderator)
    assert client.get(address).status_code == 200
    ask(moderator)
    assert client.get(address)["Location"] == f"{SET_UP}?next={address}"


def test_nothing_posted_is_done_before_it_is_set_up(superuser: User) -> None:
    client = signed_in(superuser)
    ask(superuser)
    groups = Group.objects.count()
    assert client.post("/admin/auth/group/add/", {"name": "more"})["Location"] == f"{SET_UP}?next=/admin/"
    in_place = client.post("/admin/auth/group/add/", {"name": "more"}, headers={"HX-Request": "true"})
    assert (in_place.status_code, in_place["HX-Redirect"]) == (403, f"{SET_UP}?next=/admin/")
    assert Group.objects.count() == groups


def test_once_it_is_set_up_the_admin_is_open(superuser: User) -> None:
    client = signed_in(superuser)
    ask(superuser)
    assert "Your role asks for a second factor" in client.get(SET_UP).content.decode()
    set_up(client)
    assert client.get("/admin/").status_code == 200


def test_a_session_that_never_showed_it_is_asked_for_a_code(editor: User) -> None:
    elsewhere = signed_in(editor)
    ask(editor)
    protect(editor)
    assert elsewhere.get("/admin/")["Location"] == f"{CODE}?next=/admin/"
    assert elsewhere.post(CODE, {"code": wrong_code()}).status_code == 422
    assert elsewhere.get("/admin/").status_code == 302
    answer = elsewhere.post(CODE, {"code": code_now(), "next": "/admin/password_change/"})
    assert answer["Location"] == "/admin/password_change/"
    assert elsewhere.get("/admin/").status_code == 200


def test_signing_in_with_a_code_shows_it_for_that_session(door: str, superuser: User) -> None:
    ask(protect(superuser))
    client = Client()
    sign_in("admin", client=client, door=door)
    client.post(CODE, {"code": codes.recovery_codes(superuser)[0]})
    assert client.get("/admin/").status_code == 200


def test_a_role_that_no_longer_asks_lets_in_as_before(editor: User) -> None:
    client = signed_in(editor)
    ask(editor)
    assert client.get("/admin/").status_code == 302
    AsksForSecondFactor.objects.all().delete()
    assert client.get("/admin/").status_code == 200


def test_readers_are_never_led_there_and_the_doors_stay_open(reader: User, superuser: User) -> None:
    ask(reader)
    assert signed_in(reader).get("/admin/")["Location"] == f"{ADMIN_LOGIN}?next=/admin/"
    ask(superuser)
    client = signed_in(superuser)
    assert client.get(ADMIN_LOGIN)["Location"] == "/admin/"
    assert client.post("/admin/logout/").status_code == 200


def test_what_a_role_asks_costs_moderators_no_query_and_superusers_one(superuser: User) -> None:
    assert queries_of(make_moderator(), "/admin/comments/queue/", asked=True) == queries_of(
        make_moderator(), "/admin/comments/queue/", asked=False
    )
    with CaptureQueriesContext(connection) as captured:
        signed_in(superuser).get("/admin/jsi18n/")
    assert len([query for query in captured if "mfa_authenticator" in query["sql"]]) == 1


def queries_of(user: User, address: str, *, asked: bool) -> int:
    client = signed_in(protect(user))
    if asked:
        ask(user)
        client.post(CODE, {"code": code_now()})
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# Kept by superusers


def test_a_superuser_switches_it_on_for_a_role(superuser: User) -> None:
    client, group = signed_in(superuser), Group.objects.get(name="moderator")
    address = f"/admin/auth/group/{group.pk}/change/"
    rights = [str(number) for number in group.permissions.values_list("pk", flat=True)]
    assert 'name="asks"' in client.get(address).content.decode()
    client.post(address, {"name": group.name, "permissions": rights, "asks": "on"})
    assert [row.group for row in AsksForSecondFactor.objects.all()] == [group]
    assert re.search('name="asks"[^>]* checked', client.get(address).content.decode())
    client.post(address, {"name": group.name, "permissions": rights})
    assert not AsksForSecondFactor.objects.exists()
    assert client.get("/admin/auth/group/").status_code == 200


def test_who_has_lost_the_device_is_helped_by_a_superuser_and_that_is_on_record(superuser: User, editor: User) -> None:
    ask(protect(editor))
    theirs, client = signed_in(editor), signed_in(superuser)
    address = f"/admin/accounts/user/{editor.pk}/second-factor/"
    assert address in client.get(f"/admin/accounts/user/{editor.pk}/change/").content.decode()
    assert "Reset the second factor" in client.get(address).content.decode()
    assert Authenticator.objects.count() == 2
    assert client.post(address).status_code == 303
    assert not Authenticator.objects.exists()
    [entry] = LogEntry.objects.all()
    assert (entry.user_id, entry.object_id) == (superuser.pk, str(editor.pk))
    assert "Reset the second factor" in client.get(f"/admin/accounts/user/{editor.pk}/history/").content.decode()
    assert theirs.get("/admin/")["Location"] == f"{SET_UP}?next=/admin/"


def test_resetting_is_for_superusers_and_not_for_ones_own(superuser: User, editor: User, reader: User) -> None:
    for user in (protect(superuser), protect(reader)):
        address = f"/admin/accounts/user/{user.pk}/second-factor/"
        assert signed_in(editor).post(address).status_code == 403
    assert signed_in(superuser).post(f"/admin/accounts/user/{superuser.pk}/second-factor/").status_code == 403
    assert signed_in(superuser).post("/admin/accounts/user/0/second-factor/").status_code == 404
    assert Authenticator.objects.count() == 4


def test_what_one_does_oneself_is_on_record_too(editor: User, clock: time_machine.Traveller) -> None:
    client = signed_in(editor)
    page = client.get(SET_UP).content.decode()
    client.post(SET_UP, fields_on(page))
    clock.shift(30)
    change(client, "codes", code=code_now(secret_on(page)))
    clock.shift(30)
    change(client, "remove", code=code_now(secret_on(page)))
    told = LogEntry.objects.order_by("pk").values_list("user", "object_id", "change_message")
    assert [(user, about) for user, about, _said in told] == [(editor.pk, str(editor.pk))] * 3
    assert [said.split()[0] for _user, _about, said in told] == ["Set", "Made", "Removed"]


def test_the_last_superuser_is_helped_by_a_command(superuser: User) -> None:
    protect(superuser)
    said = StringIO()
    call_command("reset_second_factor", "admin", stdout=said)
    assert "signs in with the password alone" in said.getvalue()
    assert not Authenticator.objects.exists()
    for name in ("admin", "nobody"):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", name)


def test_no_page_of_the_admin_shows_what_a_second_factor_is_made_of(superuser: User, editor: User) -> None:
    client = signed_in(superuser)
    protect(editor)
    stored = [str(value) for row in Authenticator.objects.all() for value in row.data.values()]
    for address in ("/admin/", f"/admin/accounts/user/{editor.pk}/change/", "/admin/accounts/user/"):
        page = client.get(address).content.decode()
        assert "/admin/mfa/" not in page
        assert not [value for value in stored if len(value) > 4 and value in page]
    assert client.get("/admin/mfa/authenticator/").status_code == 404
    assert client.get("/admin/account/emailaddress/").status_code == 404
