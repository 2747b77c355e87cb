"""Whoever makes an account, or a new password, comes back to where they were: through their mailbox, too."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.models import User
from accounts.readers import going_on
from tests.accounts.conftest import AWAY, LOGIN, PASSWORD
from tests.accounts.factor import CODE, code_now, protect
from tests.accounts.readers import (
    EMAIL,
    MAILED,
    RESET,
    SIGN_UP,
    browser,
    is_signed_in,
    letters,
    link_in,
    make_reader,
    sign_up,
    signed_in,
)
from tests.factories import make_article

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db
ARTICLE, QUOTED = "/politics/ferries-run-again/#comments", "/politics/ferries-run-again/%23comments"
NEW = "a quite different password"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "http://testserver/politics/",
    "politics/",
    f"/{'x' * 500}",
]


@pytest.fixture(autouse=True)
def can_mail(settings: Settings, clock: time_machine.Traveller) -> None:
    settings.MAIL_IS_CONFIGURED = True


def confirmed(client: Client) -> "Answer":
    return client.post(link_in(letters()[-1], "confirm"), {"password": PASSWORD})


def test_whoever_makes_an_account_for_a_discussion_comes_back_to_it() -> None:
    client = browser()
    page = client.get(f"{SIGN_UP}?next={QUOTED}").content.decode()
    assert f'name="next" value="{ARTICLE}"' in page
    assert f'href="{LOGIN}?next=%2Fpolitics%2Fferries-run-again%2F%23comments"' in page
    assert sign_up(client=client, next=ARTICLE)["Location"] == MAILED
    answer = confirmed(client)
    assert (answer.status_code, answer["Location"]) == (303, ARTICLE)
    assert is_signed_in(client)
    assert answer.cookies["going-on"].value == ""


def test_the_form_keeps_where_to_go_when_it_is_refused() -> None:
    page = sign_up("no address", next=ARTICLE)
    assert page.status_code == 422
    assert f'name="next" value="{ARTICLE}"' in page.content.decode()


def test_the_mail_says_nothing_of_it_and_another_browser_comes_to_the_account() -> None:
    client, telephone = browser(), browser(AWAY)
    sign_up(client=client, next=ARTICLE)
    text = letters()[-1]
    assert "politics" not in text
    answer = telephone.post(link_in(text, "confirm"), {"password": PASSWORD})
    assert answer["Location"] == "/accounts/?said=confirmed"


def test_who_has_a_second_factor_goes_on_after_its_code() -> None:
    client, user = browser(), make_reader("known@example.org", public_name="Known")
    sign_up(client=client, next=ARTICLE)
    protect(_newest())
    assert confirmed(client)["Location"] == CODE
    assert client.post(CODE, {"code": code_now()})["Location"] == ARTICLE
    assert client.session["_auth_user_id"] != str(user.pk)


def test_what_is_no_path_of_ours_leads_nowhere() -> None:
    client = browser()
    for path in ELSEWHERE:
        assert going_on.wanted(RequestFactory().get(SIGN_UP, {"next": path})) == "", path
        assert going_on.wanted(RequestFactory().post(SIGN_UP, {"next": path})) == "", path
    assert 'name="next"' not in client.get(SIGN_UP, {"next": "//evil.example/"}).content.decode()
    assert sign_up(client=client, next="//evil.example/").cookies["going-on"].value == ""
    assert confirmed(client)["Location"] == "/accounts/?said=confirmed"


@pytest.mark.parametrize("kept", ["forged", "old"])
def test_what_the_browser_made_up_or_kept_too_long_leads_nowhere(kept: str, clock: time_machine.Traveller) -> None:
    client = browser()
    sign_up(client=client, next=ARTICLE)
    if kept == "forged":
        client.cookies["going-on"] = '["https://evil.example/"]:x:y'
    else:
        clock.shift(timedelta(hours=24, seconds=2))
        sign_up(client=browser())  # whose link is good
    assert confirmed(client)["Location"] == "/accounts/?said=confirmed"


def test_a_later_sign_up_without_a_place_forgets_the_earlier_one() -> None:
    client = browser()
    sign_up(client=client, next=ARTICLE)
    sign_up("other@example.org", client)
    assert confirmed(client)["Location"] == "/accounts/?said=confirmed"


def test_whoever_is_signed_in_already_goes_on_at_once() -> None:
    client = signed_in(make_reader())
    assert client.get(SIGN_UP, {"next": ARTICLE})["Location"] == ARTICLE
    assert client.get(SIGN_UP, {"next": "//evil.example/"})["Location"] == "/accounts/"


def test_a_forgotten_password_leads_back_as_well() -> None:
    make_reader()
    client = browser()
    assert f'href="{RESET}?next=%2Fpolitics%2F"' in client.get(f"{LOGIN}?next=/politics/").content.decode()
    assert 'name="next" value="/politics/"' in client.get(f"{RESET}?next=/politics/").content.decode()
    client.post(RESET, {"email": EMAIL, "next": "/politics/"})
    answer = client.post(link_in(letters()[-1], "password/reset"), {"password": NEW})
    assert answer["Location"] == f"{LOGIN}?said=reset&next=%2Fpolitics%2F"
    assert answer.cookies["going-on"].value == ""
    assert 'name="next" value="/politics/"' in client.get(answer["Location"]).content.decode()


def test_the_form_of_comments_offers_an_account_that_leads_back_to_its_discussion() -> None:
    address = make_article(slug="ferries-run-again").get_absolute_url()
    page = browser().get(f"{address}comment/").content.decode()
    assert f'href="{SIGN_UP}?next={address}%23comments"' in page
    assert f'href="{LOGIN}?next={address}%23comments"' in page


def _newest() -> User:
    return User.objects.latest("pk")
