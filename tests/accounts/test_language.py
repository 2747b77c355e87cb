"""The admin in the language of whoever works there; readers' pages stay as they are."""

from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings
from django.utils.translation import get_language

from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(client: Client) -> User:
    ann = User.objects.create_superuser("ann", "ann@example.org", "secret")
    client.force_login(ann)
    return ann


def address(back: str) -> str:
    return "/accounts/language/?" + urlencode({"next": back})


def choose(client: Client, language: str, back: str = "/admin/comments/queue/") -> int:
    return client.post(address(back), {"language": language}).status_code


def test_the_admin_follows_the_person_s_choice(client: Client, ann: User) -> None:
    assert b'<html lang="en' in client.get("/admin/").content
    assert choose(client, "de") == 303
    page = client.get("/admin/").content.decode()
    assert '<html lang="de"' in page
    assert 'value="de" lang="de" aria-pressed="true"' in page
    assert '<html lang="en' in Client().get("/").content.decode()
    assert '<html lang="en' in client.get("/").content.decode()
    assert get_language() == "en-us"


def test_nobody_else_s_admin_changes(client: Client, ann: User) -> None:
    choose(client, "de")
    other = Client()
    other.force_login(User.objects.create_superuser("bob", "bob@example.org", "secret"))
    assert b'<html lang="en' in other.get("/admin/").content


def test_it_leads_back_to_where_one_was_and_nowhere_else(client: Client, ann: User) -> None:
    told = [
        client.post(address(back), {"language": "de"}).headers["Location"]
        for back in ("/admin/comments/queue/?tab=new", "https://example.net/", "//example.net/", "", "/admin/ü\r\nX: y")
    ]
    assert told == ["/admin/comments/queue/?tab=new", "/admin/", "/admin/", "/admin/", "/admin/%C3%BC%0D%0AX:%20y"]


@pytest.mark.parametrize("language", ["", "xx", "fr", "de\0"])
def test_a_language_that_is_not_there_is_refused(client: Client, ann: User, language: str) -> None:
    assert choose(client, language) == 422
    ann.refresh_from_db()
    assert ann.language == ""


def test_a_language_that_is_gone_with_a_release_is_passed_over(client: Client, ann: User) -> None:
    choose(client, "de")
    with override_settings(TRANSLATED={"en": "English"}):
        assert b'<html lang="en' in client.get("/admin/").content


def test_strangers_are_sent_to_the_door_and_a_get_changes_nothing(client: Client, ann: User) -> None:
    assert Client().post("/accounts/language/", {"language": "de"}).status_code == 302
    assert client.get("/accounts/language/?language=de").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/accounts/language/", {"language": "de"}).status_code == 403
    ann.refresh_from_db()
    assert ann.language == ""
