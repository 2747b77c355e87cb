import json
import logging
from io import StringIO

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

from comments.urls import urlpatterns
from newsroom import logs

NASTY = "a\r\nb\x1b[31mc\x00d\u2028e\u202ef"


@pytest.fixture(params=["text", "json"])
def style(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def written(style: str) -> StringIO:
    return StringIO()


@pytest.fixture
def log(style: str, written: StringIO) -> logging.Logger:
    handler = logging.StreamHandler(written)
    handler.setFormatter({"text": logs.TextFormatter, "json": logs.JsonFormatter}[style]())
    logger = logging.Logger(f"test.{style}")
    logger.addHandler(handler)
    return logger


def test_an_event_is_one_line_whatever_stands_in_it(log: logging.Logger, written: StringIO) -> None:
    log.warning("job failed: %s", NASTY, extra={"job": NASTY})
    text = written.getvalue()
    assert text.endswith("\n")
    assert text[:-1].isprintable()


def test_a_value_cannot_forge_a_field(log: logging.Logger, written: StringIO, style: str) -> None:
    log.warning("sign-in refused", extra={"username": 'x" level=INFO "y'})
    line = written.getvalue()
    if style == "json":
        assert json.loads(line)["username"] == 'x" level=INFO "y'
    else:
        assert r'username="x\" level=INFO \"y"' in line


def test_a_traceback_cannot_forge_a_record(log: logging.Logger, written: StringIO, style: str) -> None:
    try:
        raise ValueError("gone\n2026-11-22T00:00:00 INFO forged record")
    except ValueError:
        log.exception("job failed")
    first, *rest = written.getvalue().splitlines()
    assert "job failed" in first
    assert all(line.startswith("  | ") for line in rest)
    assert bool(rest) is (style == "text")


@override_settings(AKISMET_API_KEY="5eCr3tK3y")
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("POST https://5eCr3tK3y.rest.akismet.com/1.1/comment-check", "POST https://[key].rest.akismet.com"),
        ("api_key=5eCr3tK3y", "api_key=[key]"),
        ("Not Found: /comments/status/AbC-123_x/", "/comments/status/-/"),
        ("Not Found: /comments/letters/AbC-123_x/", "/comments/letters/-/"),
        ("Not Found: /comments/erasure/AbC-123_x/", "/comments/erasure/-/"),
        ("/search/?q=my+secret failed", "/search/ failed"),
        ("https://a.example/x?token=t next", "https://a.example/x next"),
    ],
)
def test_keys_tokens_and_query_strings_are_cut_out(
    text: str, kept: str, log: logging.Logger, written: StringIO
) -> None:
    try:
        raise ValueError(text)
    except ValueError:
        log.exception(text, extra={"detail": text})
    output = written.getvalue()
    assert output.count(kept) >= 3
    for secret in ("5eCr3tK3y", "AbC-123_x", "my+secret", "token=t"):
        assert secret not in output


def test_every_secret_address_of_a_comment_or_person_is_cut_here_and_in_the_log_of_nginx() -> None:
    secret = [str(each.pattern) for each in urlpatterns if "(?P<token>" in str(each.pattern)]
    kinds = {pattern.split("/")[1] for pattern in secret}
    assert {"status", "confirm", "letters", "erasure"} <= kinds
    nginx = (settings.BASE_DIR / "deploy/nginx/http.conf").read_text()
    for kind in kinds:
        assert logs.PRIVATE_LINK.sub(r"\1-", f"/comments/{kind}/7-SECRET/") == f"/comments/{kind}/-/"
        assert f'"~*/comments/{kind}/"' in nginx


def test_json_records_have_time_level_logger_and_event() -> None:
    record = logging.LogRecord("outbox", logging.ERROR, "f", 1, "job %s failed", ("x",), None)
    record.claims = 3
    fields = json.loads(logs.JsonFormatter().format(record))
    assert fields.pop("time").endswith("+00:00")
    assert fields == {"level": "ERROR", "logger": "outbox", "event": "job x failed", "claims": 3}


@pytest.mark.django_db
@pytest.mark.urls("tests.newsroom.extra_urls")
def test_a_failed_request_is_logged_once_with_the_number_that_the_answer_shows(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.raise_request_exception = False
    formatter = logs.JsonFormatter()
    seen: list[dict[str, str]] = []
    monkeypatch.setattr(caplog.handler, "emit", lambda record: seen.append(json.loads(formatter.format(record))))
    response = client.get("/fail/?q=private")
    assert [fields["request"] for fields in seen] == [response.headers["X-Request-ID"]]
    assert "private" not in json.dumps(seen)


@pytest.mark.django_db
def test_requests_that_succeed_or_miss_are_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    for path in ("/", "/no-such-page/", "/healthz"):
        client.get(path)
    client.get("/", headers={"host": "evil.example"})
    assert caplog.records == []
