"""Pages that say why there is no page."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path
from pytest_django import DjangoAssertNumQueries

from articles.discussion import NoDiscussion
from articles.urls import addresses
from newsroom import errors
from tests.factories import make_article

HEADERS = ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"]
RAISED: dict[str, Exception] = {
    "400": SuspiciousOperation("x"),
    "403": PermissionDenied("x"),
    "500": RuntimeError("x"),
}


def fail(request: HttpRequest, code: str) -> HttpResponse:
    raise RAISED[code]


urlpatterns = [
    path("fail/<str:code>/", fail),
    path("accounts/", include("accounts.urls")),
    path("", include(addresses(NoDiscussion()))),
]
handler400, handler403 = errors.bad_request, errors.permission_denied
handler404, handler500 = errors.page_not_found, errors.server_error


@pytest.fixture
def stranger() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("code", ["400", "403", "404", "500"])
def test_each_is_designed_leads_on_and_has_the_security_headers(stranger: Client, code: str) -> None:
    response = stranger.get(f"/fail/{code}/" if code in RAISED else "/no/such/page/")
    html = response.content.decode()
    assert response.status_code == int(code)
    assert f'<p class="label numbers">{code}</p>' in html
    assert 'name="robots" content="noindex"' in html
    assert "Go to the front page" in html
    assert [name for name in HEADERS if name not in response.headers] == []
    assert not response.cookies


@pytest.mark.django_db
def test_a_missing_page_offers_the_newest_articles(client: Client) -> None:
    article = make_article("Still Here")
    response = client.get("/no-such-page/")
    assert article.get_absolute_url() in response.content.decode()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("code", ["400", "500"])
def test_when_the_database_is_down_there_is_still_a_page(stranger: Client, code: str) -> None:
    """Without a database mark any query fails the test."""
    response = stranger.get(f"/fail/{code}/")
    assert response.status_code == int(code)
    assert b"css/base.css" in response.content


@pytest.mark.urls(__name__)
def test_when_even_the_templates_are_broken_a_sentence_remains(
    stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> str:
        raise ValueError

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = stranger.get("/fail/500/")
    assert (response.status_code, response.content.decode()) == (
        500,
        "Something went wrong on our side. Please try again in a minute.",
    )


@pytest.mark.django_db
def test_an_unknown_host_is_refused_with_a_page(client: Client) -> None:
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert b"evil.example" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seconds", "sentence"), [(1, "wait 1 second,"), (30, "wait 30 seconds,"), (None, "wait a minute")]
)
def test_who_was_too_fast_hears_how_long_to_wait(seconds: int | None, sentence: str) -> None:
    html = render_to_string("429.html", {"retry_after": seconds, "site_name": "Courier"})
    assert sentence in html


@pytest.mark.django_db
def test_a_form_that_grew_old_says_what_to_do(rf: object) -> None:
    response = errors.csrf_failure(rf.post("/"), "no cookie")  # type: ignore[attr-defined]
    assert response.status_code == 403
    assert "copy your text first" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_the_page_for_a_missing_page_costs_four_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_article()
    with django_assert_num_queries(4):  # former addresses, those of another system, navigation, newest articles
        client.get("/no.such.page")
    assert connection.vendor
