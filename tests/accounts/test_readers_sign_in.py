"""Readers sign in by an address that they have confirmed; staff as ever."""

from collections.abc import Callable

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import AWAY, PASSWORD, exhaust, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(db: None) -> User:
    user = User.objects.create_user("reader-1a2b", email="ann@example.org", password=PASSWORD, public_name="Ann")
    EmailAddress.objects.create(user=user, email="ann@example.org", verified=True, primary=True)
    return user


@pytest.mark.parametrize("name", ["ann@example.org", " Ann@Example.ORG ", "reader-1a2b"])
def test_a_confirmed_address_or_the_username_opens_the_account(name: str, ann: User) -> None:
    client = Client()
    assert sign_in(name, client=client)["Location"] == "/"
    assert client.session["_auth_user_id"] == str(ann.pk)


def test_an_address_that_nobody_confirmed_opens_nothing(ann: User) -> None:
    EmailAddress.objects.update(verified=False)
    assert sign_in("ann@example.org").status_code == 422


def test_who_has_an_address_as_username_is_not_shut_out_by_who_confirms_it(ann: User) -> None:
    editor = User.objects.create_user("ann@example.org", password="a quite different one", is_staff=True)
    client = Client()
    assert sign_in("ann@example.org", "a quite different one", client=client)["Location"] == "/admin/"
    assert client.session["_auth_user_id"] == str(editor.pk)
    assert sign_in("ann@example.org").status_code == 422


@pytest.mark.parametrize("spelled", [str.upper, str.title, " {} ".format])
def test_no_limit_tells_whether_an_address_has_an_account(
    spelled: Callable[[str], str], ann: User, clock: time_machine.Traveller
) -> None:
    for address in ("ann@example.org", "nobody@example.org"):
        assert exhaust(address) == 10
        assert sign_in(spelled(address), "wrong").status_code == 429
    assert sign_in("ann@example.org", address=AWAY).status_code == 302


def test_no_limit_tells_which_names_are_of_one_account(ann: User, clock: time_machine.Traveller) -> None:
    EmailAddress.objects.create(user=ann, email="ann@work.example", verified=True)
    exhaust("ann@example.org")
    others = ("ann@work.example", "reader-1a2b", "nobody@example.org")
    assert {sign_in(name, "wrong").status_code for name in others} == {422}


def test_the_page_of_the_account_is_for_its_owner_and_kept_by_nobody(ann: User) -> None:
    assert Client().get("/accounts/")["Location"] == "/accounts/login/?next=/accounts/"
    client = Client()
    client.force_login(ann)
    page = client.get("/accounts/")
    assert page.status_code == 200
    assert {"private", "no-store"} <= set(page["Cache-Control"].split(", "))
    assert page["X-Robots-Tag"] == "noindex"
    assert "You are signed in as <bdi>Ann</bdi>" in page.content.decode()
    assert client.post("/accounts/").status_code == 405
