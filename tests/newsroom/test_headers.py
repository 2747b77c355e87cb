import re

import pytest
from django.test import Client
from django.test.utils import override_settings

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_SSL_HOST": "news.example.com",
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "ALLOWED_HOSTS": ["news.example.com"],
}
ANSWERS = [
    ("/", 200),
    ("/healthz", 200),
    ("/readyz", 200),
    ("/static/css/base.css", 200),
    ("/static/nothing.css", 404),
    ("/no-such-section/", 404),
    ("/admin/", 302),
    ("/admin/login/", 200),
]
pytestmark = pytest.mark.django_db


def policy_of(header: str) -> dict[str, str]:
    return {name: sources for name, _, sources in (part.strip().partition(" ") for part in header.split(";"))}


@pytest.mark.parametrize(("path", "status"), ANSWERS)
def test_every_answer_has_the_security_headers(path: str, status: int, client: Client) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert "camera=()" in response.headers["Permissions-Policy"]
    policy = policy_of(response.headers["Content-Security-Policy"])
    for name in ("default-src", "object-src", "base-uri", "frame-ancestors"):
        assert policy[name] == "'none'"
    assert policy["form-action"] == "'self'"


@pytest.mark.urls("tests.newsroom.extra_urls")
def test_a_page_that_fails_has_them_too(client: Client) -> None:
    client.raise_request_exception = False
    response = client.get("/fail/")
    assert response.status_code == 500
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert "Content-Security-Policy" in response.headers
    assert re.fullmatch("[0-9a-f]{12}", response.headers["X-Request-ID"])


def test_an_unknown_host_is_refused_with_the_headers(client: Client) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


def test_public_pages_take_scripts_and_styles_from_here_only_and_have_no_nonce(client: Client) -> None:
    response = client.get("/")
    policy = policy_of(response.headers["Content-Security-Policy"])
    assert policy["script-src"] == policy["style-src"] == "'self'"
    html = response.text.replace('<script type="application/ld+json">', "")  # data, which no policy runs
    assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|<style|\son\w+=", html)


@pytest.mark.urls("tests.newsroom.extra_urls")
def test_a_nonce_opens_scripts_and_styles_of_the_admin(client: Client) -> None:
    response = client.get("/admin/nonce/")
    policy = policy_of(response.headers["Content-Security-Policy"])
    assert policy["script-src"] == policy["style-src"] == f"'self' 'nonce-{response.text}'"


@pytest.mark.urls("tests.newsroom.extra_urls")
def test_a_nonce_opens_nothing_on_a_public_page(client: Client) -> None:
    response = client.get("/nonce/")
    assert response.text
    assert "nonce" not in response.headers["Content-Security-Policy"]


@override_settings(**HTTPS)
def test_http_is_sent_to_the_site_by_https_whatever_its_path(client: Client) -> None:
    response = client.get("/some/page/?q=1", headers={"host": "news.example.com"})
    assert (response.status_code, response.headers["Location"]) == (301, "https://news.example.com/some/page/?q=1")
    assert "Strict-Transport-Security" not in response.headers


@override_settings(**HTTPS)
def test_https_answers_promise_to_stay_https_for_a_year_without_subdomains(client: Client) -> None:
    response = client.get("/", headers={"host": "news.example.com", "x-forwarded-proto": "https"})
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


@override_settings(**HTTPS | {"SECURE_PROXY_SSL_HEADER": None})
def test_without_a_trusted_proxy_a_forwarded_scheme_proves_nothing(client: Client) -> None:
    response = client.get("/", headers={"host": "news.example.com", "x-forwarded-proto": "https"})
    assert response.status_code == 301
