from pathlib import Path

import pytest
from django.core.mail import mailers
from django.db.utils import ConnectionHandler
from django.test import override_settings

from tests.newsroom.loading import settings_with

pytestmark = pytest.mark.once

LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


@pytest.mark.parametrize(
    ("variables", "hosts", "url"),
    [
        ({}, LOOPBACK, "http://127.0.0.1:8000"),
        ({"PORT": "8123"}, LOOPBACK, "http://127.0.0.1:8123"),
        ({"HOST": "::1"}, LOOPBACK, "http://[::1]:8000"),
        ({"HOST": "0.0.0.0", "SITE_URL": "http://localhost:8080"}, LOOPBACK, "http://localhost:8080"),
        ({"HOST": "10.0.0.7"}, {"10.0.0.7"}, "http://10.0.0.7:8000"),
        ({"HOST": "0.0.0.0", "SITE_URL": "http://News.Example.com/"}, {"news.example.com"}, "http://news.example.com"),
        ({"SITE_URL": "http://[2001:db8::1]:81", "HOST": "::"}, {"[2001:db8::1]"}, "http://[2001:db8::1]:81"),
    ],
)
def test_allowed_hosts_and_links_follow_from_host_and_site_url(
    variables: dict[str, str], hosts: set[str], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = settings_with(monkeypatch, **variables)
    assert (set(values["ALLOWED_HOSTS"]), values["SITE_URL"]) == (hosts, url)
    assert values["CSRF_TRUSTED_ORIGINS"] == [url]


def test_https_brings_secure_cookies_hsts_and_the_redirect(monkeypatch: pytest.MonkeyPatch) -> None:
    values = settings_with(monkeypatch, SITE_URL="https://news.example.com", TRUSTED_PROXY_COUNT="1")
    assert values["SESSION_COOKIE_SECURE"]
    assert values["CSRF_COOKIE_SECURE"]
    assert values["SECURE_SSL_REDIRECT"]
    assert values["SECURE_HSTS_SECONDS"] == 31_536_000
    assert values["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert "SECURE_HSTS_INCLUDE_SUBDOMAINS" not in values


def test_http_brings_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    values = settings_with(monkeypatch)
    assert not values["SESSION_COOKIE_SECURE"]
    assert not values["SECURE_SSL_REDIRECT"]
    assert values["SECURE_HSTS_SECONDS"] == 0


@pytest.mark.parametrize(("proxies", "header"), [("0", None), ("2", ("HTTP_X_FORWARDED_PROTO", "https"))])
def test_the_forwarded_scheme_is_believed_only_behind_a_proxy(
    proxies: str, header: tuple[str, str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings_with(monkeypatch, TRUSTED_PROXY_COUNT=proxies)["SECURE_PROXY_SSL_HEADER"] == header


def test_the_secret_key_is_read_from_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret_key").write_text("from-the-file\n")
    assert settings_with(monkeypatch, SECRET_KEY="", DATA_DIR=str(tmp_path))["SECRET_KEY"] == "from-the-file"


def test_sqlite_is_durable_and_takes_its_write_lock_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = settings_with(monkeypatch, DATA_DIR=f"{tmp_path}/with space%")["DATABASES"]["default"]
    assert database["NAME"] == f"{tmp_path}/with space%/newsroom.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        assert pragma in database["OPTIONS"]["init_command"]


def test_several_postgresql_hosts_are_passed_on_to_libpq(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgres://user:p%40ss@/news?host=a,b&port=5432,5433&target_session_attrs=read-write"
    database = settings_with(monkeypatch, DATABASE_URL=url)["DATABASES"]["default"]
    parameters = ConnectionHandler({"default": database})["default"].get_connection_params()
    assert (parameters["host"], parameters["port"]) == ("a,b", "5432,5433")
    assert (parameters["dbname"], parameters["user"], parameters["password"]) == ("news", "user", "p@ss")
    assert parameters["target_session_attrs"] == "read-write"
    assert parameters["connect_timeout"] == 10


def test_postgresql_plans_once_what_a_connection_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is bound by the server can be prepared; `prepare_threshold` alone would do nothing."""
    database = settings_with(monkeypatch, DATABASE_URL="postgres:///news")["DATABASES"]["default"]
    connection = ConnectionHandler({"default": database})["default"]
    assert connection.get_connection_params()["prepare_threshold"] == 5
    assert connection.features.uses_server_side_binding  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.com", {"port": 587, "use_tls": True, "use_ssl": False}),
        ("smtp://mail.example.com:25?starttls=off", {"port": 25, "use_tls": False, "use_ssl": False}),
        ("smtp://localhost:1025", {"port": 1025, "use_tls": False, "use_ssl": False}),
        ("smtps://u%40x:p%2Fw@mail.example.com", {"port": 465, "use_ssl": True, "username": "u@x", "password": "p/w"}),
    ],
)
def test_mail_is_encrypted_unless_it_stays_on_this_machine(
    url: str, expected: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    mailers_setting = settings_with(monkeypatch, MAIL_URL=url)["MAILERS"]
    with override_settings(MAILERS=mailers_setting):
        backend = mailers.default
    assert {name: getattr(backend, name) for name in expected} == expected
    assert mailers_setting["default"]["OPTIONS"]["timeout"] == 10


@pytest.mark.parametrize(
    ("url", "backend", "location"),
    [
        ("", "LocMemCache", None),
        ("file:///var/cache/news", "FileBasedCache", "/var/cache/news"),
        ("db://cache_table", "DatabaseCache", "cache_table"),
    ],
)
def test_the_cache_is_named_by_an_address(
    url: str, backend: str, location: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = settings_with(monkeypatch, CACHE_URL=url)["CACHES"]["default"]
    assert cache["BACKEND"].endswith(backend)
    assert cache.get("LOCATION") == location


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = settings_with(monkeypatch, PORT="", SITE_URL=" ", AKISMET_API_KEY="", DEBUG="")
    assert (empty["PORT"], empty["SITE_URL"], empty["DEBUG"]) == (8000, "http://127.0.0.1:8000", False)
