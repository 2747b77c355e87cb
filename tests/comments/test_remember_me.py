import pytest
from pytest_django import Settings

from comments.remembering import COOKIE
from tests.comments.posting import form_address, post, reader, words
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


def test_a_tick_keeps_the_name_for_a_year_in_a_cookie_that_scripts_cannot_read() -> None:
    article, client = make_article(), reader()
    post(article, client, remember="on", website="https://ada.example")
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 365 * 86_400)
    assert not cookie["secure"]
    html = words(client.get(form_address(article)))
    assert all(f'value="{value}"' in html for value in ("Ada", "ada@example.org", "https://ada.example"))
    assert 'name="remember" aria-describedby="id_remember_helptext" id="id_remember" checked' in html


def test_under_https_the_cookie_is_secure(settings: Settings) -> None:
    settings.SITE_URL = "https://news.example"
    client = reader()
    post(make_article(), client, remember="on")
    assert client.cookies[COOKIE]["secure"]


def test_without_the_tick_there_is_no_cookie() -> None:
    client = reader()
    post(make_article(), client)
    assert COOKIE not in client.cookies


def test_posting_without_the_tick_deletes_the_cookie() -> None:
    article, client = make_article(), reader()
    post(article, client, remember="on")
    post(article, client, comment="Another.")
    assert client.cookies[COOKIE].value == ""
    assert "Ada" not in words(client.get(form_address(article)))


def test_a_refused_comment_changes_no_cookie() -> None:
    article, client = make_article(), reader()
    post(article, client, remember="on")
    response = post(article, client, name="")
    assert COOKIE not in response.cookies


@pytest.mark.parametrize("value", ["", "nonsense", "eyJuYW1lIjoiRXZlIn0:1aaaaa:forged"])
def test_a_forged_cookie_fills_in_nothing(value: str) -> None:
    client = reader()
    client.cookies[COOKIE] = value
    response = client.get(form_address(make_article()))
    assert response.status_code == 200
    assert "Eve" not in words(response)


def test_an_account_is_not_remembered() -> None:
    client = reader()
    client.force_login(make_user())
    post(make_article(), client, remember="on")
    assert COOKIE not in client.cookies
