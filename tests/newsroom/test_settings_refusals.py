import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.newsroom.loading import settings_with

pytestmark = pytest.mark.once

REFUSED = [
    ("DEBUG", "maybe", "on or off"),
    ("AKISMET_TEST", "2", "on or off"),
    ("PORT", "eighty", "a whole number from 1 to 65535"),
    ("PORT", "0", "a whole number from 1 to 65535"),
    ("PORT", "65536", "a whole number from 1 to 65535"),
    ("PORT", "80.5", "a whole number from 1 to 65535"),
    ("WEB_WORKERS", "0", "a whole number from 1 to 64"),
    ("TRUSTED_PROXY_COUNT", "-1", "a whole number from 0 to 10"),
    ("AKISMET_TIMEOUT", "soon", "a number from 0.1 to 60"),
    ("AKISMET_TIMEOUT", "nan", "a number from 0.1 to 60"),
    ("FEEDBACK_DELAY", "-1", "a number from 0 to 86400"),
    ("FEEDBACK_DELAY", "inf", "a number from 0 to 86400"),
    ("COMMENT_LIMITS", "none", "one of on, off"),
    ("LOG_FORMAT", "xml", "one of text, json"),
    ("DEMO", "yes please", "one of auto, on, off"),
    ("TIME_ZONE", "Mars/Olympus", "a time zone such as Europe/Paris"),
    ("LANGUAGE_CODE", "xx-yy", "a language code such as en-us or de"),
    ("SITE_NAME", "x" * 81, "a name of at most 80 characters"),
    ("SITE_NAME", "two\nlines", "one line without control characters"),
    ("HOST", "http://here", "a host name or an IP address"),
    ("HOST", "127.0.0.1/x", "a host name or an IP address"),
    ("SITE_URL", "news.example.com", "an address such as https://news.example.com"),
    ("SITE_URL", "ftp://news.example.com", "an address such as https://news.example.com"),
    ("SITE_URL", "http://news.example.com/paper", "an address such as https://news.example.com"),
    ("SITE_URL", "http://user@news.example.com", "an address such as https://news.example.com"),
    ("SITE_URL", "http://news.example.com:port", "an address such as https://news.example.com"),
    ("SITE_URL", "http://news.example.com?x=1", "an address such as https://news.example.com"),
    ("SITE_URL", "http://[::1", "an address such as https://news.example.com"),
    ("SITE_URL", "http://", "an address such as https://news.example.com"),
    ("DATABASE_URL", "mysql://localhost/news", "sqlite:///path/to/file or postgres://"),
    ("DATABASE_URL", "sqlite://:memory:", "sqlite:///path/to/file or postgres://"),
    ("DATABASE_URL", "sqlite:///", "sqlite:///path/to/file or postgres://"),
    ("DATABASE_URL", "postgres://user:secret@host", "sqlite:///path/to/file or postgres://"),
    ("DATABASE_URL", "postgres://user:secret@host:port/news", "sqlite:///path/to/file or postgres://"),
    ("CACHE_URL", "memcached://localhost", "memory:, file:///path, db://table or redis://"),
    ("CACHE_URL", "file:", "memory:, file:///path, db://table or redis://"),
    ("CACHE_URL", "db://drop table", "memory:, file:///path, db://table or redis://"),
    ("CACHE_URL", "redis:", "memory:, file:///path, db://table or redis://"),
    ("MAIL_URL", "mailto:me@example.com", "smtp://user:password@host:port"),
    ("MAIL_URL", "smtp://", "smtp://user:password@host:port"),
    ("MAIL_URL", "smtp://mail.example.com:25?starttls=perhaps", "starttls is on or off"),
    ("MAIL_FROM", "The Newsroom", "an address such as News <news@example.com>"),
    ("MAIL_FROM", "a@b.com\nBcc: c@d.com", "one line without control characters"),
    ("STORAGE_URL", "s3://bucket", "file:///path/to/folder"),
    ("STORAGE_URL", "file://relative", "file:///path/to/folder"),
    ("AKISMET_API_KEY", "two words", "the key alone, without spaces"),
    ("AKISMET_API_URL", "rest.akismet.com", "a base address such as https://rest.akismet.com"),
    ("AKISMET_API_URL", "file:///etc", "a base address such as https://rest.akismet.com"),
    ("AKISMET_API_URL", "http://", "a base address such as https://rest.akismet.com"),
    ("AKISMET_API_URL", "http://proxy/?key=1", "a base address such as https://rest.akismet.com"),
]


@pytest.mark.parametrize(("name", "value", "accepted"), REFUSED)
def test_a_wrong_value_is_refused_with_its_name_and_the_accepted_form(
    name: str, value: str, accepted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(monkeypatch, **{name: value})
    assert str(refusal.value).startswith(f"{name} must be ")
    assert accepted in str(refusal.value)


def test_a_refusal_does_not_repeat_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(monkeypatch, DATABASE_URL="postgres://user:hunter2@host:port/news")
    assert "hunter2" not in str(refusal.value)


def test_https_without_a_proxy_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXY_COUNT must be at least 1"):
        settings_with(monkeypatch, SITE_URL="https://news.example.com")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "*"])
def test_listening_on_every_address_needs_a_site_url(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="SITE_URL must be"):
        settings_with(monkeypatch, HOST=host)


def test_without_a_secret_key_nothing_starts(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        settings_with(monkeypatch, SECRET_KEY="", DATA_DIR=str(tmp_path))


def test_redis_without_its_client_is_refused_and_the_client_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match="while the Python package redis is not installed"):
        settings_with(monkeypatch, CACHE_URL="redis://localhost:6379/0")
