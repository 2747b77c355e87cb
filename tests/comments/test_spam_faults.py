"""Each way in which a check can go wrong, and the class of fault that it is."""

import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from pytest_django import Settings

from comments import spam
from comments.spam import ConfigurationFault, PassingFault, RateLimited
from tests.akismet_server import AkismetServer
from tests.comments.submitted import make_payload

pytestmark = pytest.mark.once

PASSING: list[tuple[str, dict[str, Any]]] = [
    ("status", {"status": 500}),
    ("status", {"status": 503, "body": "false"}),
    ("status", {"status": 400}),
    ("status", {"status": 413}),
    ("body", {"body": "maybe"}),
    ("body", {"body": "false false"}),
    ("html", {}),
    ("empty", {}),
    ("undecodable", {}),
    ("uppercase", {}),
    ("whitespace", {}),
    ("byte-order-mark", {}),
    ("reset", {}),
    ("reset-midway", {}),
    ("close", {}),
    ("truncated", {}),
    ("not-http", {}),
    ("gzip", {}),
    ("headers", {"headers": {"Content-Encoding": "gzip"}}),
    ("headers", {"headers": {"X-padding": "x" * 200_000}}),
]
CONFIGURATION: list[tuple[str, dict[str, Any]]] = [
    ("invalid", {}),
    ("invalid-key", {}),
    ("missing-field", {}),
    ("error-header", {}),
    ("redirect", {}),
    ("status", {"status": 308}),
    ("status", {"status": 401}),
    ("status", {"status": 403}),
    ("status", {"status": 404}),
]


def fault_of_check(**changes: Any) -> spam.SpamCheckError:
    with pytest.raises(spam.SpamCheckError) as raised:
        spam.check(make_payload(**changes))
    return raised.value


@pytest.mark.parametrize(("kind", "options"), PASSING)
def test_trouble_of_the_service_is_a_passing_fault(akismet: AkismetServer, kind: str, options: dict[str, Any]) -> None:
    akismet.fail(kind, **options)
    fault = fault_of_check()
    assert type(fault) is PassingFault
    assert fault.detail
    akismet.recover()
    assert spam.check(make_payload()).verdict is spam.Verdict.HAM


@pytest.mark.parametrize(("kind", "options"), CONFIGURATION)
def test_a_refusal_is_a_configuration_fault(akismet: AkismetServer, kind: str, options: dict[str, Any]) -> None:
    akismet.fail(kind, **options)
    assert type(fault_of_check()) is ConfigurationFault
    assert len(akismet.calls()) == 1


@pytest.mark.parametrize("words", ["A quiet remark.", "verdict:spam", "verdict:discard"])
def test_an_announced_error_wins_over_every_verdict(akismet: AkismetServer, words: str) -> None:
    akismet.fail("headers", headers={"X-akismet-error": "suspended"})
    fault = fault_of_check(content=words)
    assert type(fault) is ConfigurationFault
    assert "suspended" in fault.detail


def test_an_announced_error_makes_an_odd_body_a_configuration_fault(akismet: AkismetServer) -> None:
    akismet.fail("headers", headers={"X-akismet-error": "suspended"})
    assert type(fault_of_check(content="fault:empty")) is ConfigurationFault


def test_a_fault_says_what_the_service_said(akismet: AkismetServer, settings: Settings) -> None:
    settings.SITE_URL = "https://elsewhere.example.com"
    fault = fault_of_check()
    assert (fault.status, fault.alert_code) == (200, "10404")
    assert fault.alert_text == "This site is not on the key's list."
    settings.AKISMET_API_KEY = "another-key0"
    assert "unable to verify" in fault_of_check().detail


def test_a_long_odd_answer_is_quoted_in_part_and_in_one_line(akismet: AkismetServer) -> None:
    akismet.fail("body", body="tr\nue\u202e" + "x" * 5000)
    detail = fault_of_check().detail
    assert detail.isprintable()
    assert len(detail) <= 200


@pytest.mark.parametrize("value", [None, "", "later", "-3", "12.5", "9" * 40, "Thu, 99 Foo 2026 99:99:99 GMT"])
def test_without_a_readable_time_a_limit_holds_five_minutes(akismet: AkismetServer, value: str | None) -> None:
    akismet.fail("rate-limited", retry_after=value)
    fault = fault_of_check()
    assert isinstance(fault, RateLimited)
    assert (fault.retry_after, fault.status) == (300, 429)


@pytest.mark.parametrize(("value", "seconds"), [("60", 60), ("0", 1), ("3600", 3600), ("86400", 3600)])
def test_a_limit_holds_as_long_as_asked_but_at_most_an_hour(akismet: AkismetServer, value: str, seconds: int) -> None:
    akismet.fail("rate-limited", retry_after=value)
    fault = fault_of_check()
    assert isinstance(fault, RateLimited)
    assert fault.retry_after == seconds


@pytest.mark.parametrize(("ahead", "least", "most"), [(120, 60, 120), (-500, 1, 1), (90_000, 3600, 3600)])
def test_a_limit_may_end_at_a_date(akismet: AkismetServer, ahead: int, least: int, most: int) -> None:
    moment = datetime.now(UTC) + timedelta(seconds=ahead)
    akismet.fail("rate-limited", retry_after=format_datetime(moment, usegmt=True))
    fault = fault_of_check()
    assert isinstance(fault, RateLimited)
    assert least <= fault.retry_after <= most


def test_a_date_without_a_zone_is_read_as_utc(akismet: AkismetServer) -> None:
    akismet.fail("rate-limited", retry_after="Thu, 01 Jan 2099 00:00:00 -0000")
    fault = fault_of_check()
    assert isinstance(fault, RateLimited)
    assert fault.retry_after == 3600


def test_a_redirect_is_not_followed_and_takes_nothing_along(akismet: AkismetServer) -> None:
    with AkismetServer() as elsewhere:
        akismet.fail("redirect", location=f"{elsewhere.url}/1.1/comment-check")
        assert type(fault_of_check()) is ConfigurationFault
        assert elsewhere.calls() == []


def test_a_port_where_nobody_listens_is_a_passing_fault(akismet: AkismetServer, settings: Settings) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        settings.AKISMET_API_URL = f"http://127.0.0.1:{bound.getsockname()[1]}"
        fault = fault_of_check()
    assert type(fault) is PassingFault
    assert "no connection" in fault.detail


def test_a_name_that_does_not_resolve_is_a_passing_fault(akismet: AkismetServer, settings: Settings) -> None:
    settings.AKISMET_API_URL = "http://akismet.invalid"
    assert type(fault_of_check()) is PassingFault


@pytest.mark.parametrize("address", ["ftp://127.0.0.1", "127.0.0.1:80", "nonsense", "http://[::1", "http://host:port"])
def test_an_unusable_address_is_a_configuration_fault(akismet: AkismetServer, settings: Settings, address: str) -> None:
    settings.AKISMET_API_URL = address
    fault = fault_of_check()
    assert type(fault) is ConfigurationFault
    assert "AKISMET_API_URL" in fault.detail


def test_without_a_key_nothing_is_sent(akismet: AkismetServer, settings: Settings) -> None:
    settings.AKISMET_API_KEY = ""
    assert type(fault_of_check()) is ConfigurationFault
    assert akismet.calls() == []


@pytest.mark.parametrize("name", ["content", "author", "trap_value"])
def test_what_cannot_be_encoded_is_the_comments_own_fault(akismet: AkismetServer, name: str) -> None:
    assert type(fault_of_check(**{name: "half a \ud83d face"})) is spam.CommentFault
    assert akismet.calls() == []


def test_a_comment_without_an_address_stops_no_other(akismet: AkismetServer) -> None:
    assert type(fault_of_check(user_ip="")) is spam.CommentFault
    assert akismet.calls() == []


@pytest.mark.parametrize(("kind", "fault"), [("invalid", ConfigurationFault), ("missing-field", ConfigurationFault)])
def test_a_refused_key_is_raised_with_the_reason(akismet: AkismetServer, kind: str, fault: type[Exception]) -> None:
    akismet.fail(kind)
    with pytest.raises(fault, match=r"unable to verify|Missing required field"):
        spam.verify_key()


@pytest.mark.parametrize(
    ("kind", "fault"), [("status", PassingFault), ("rate-limited", RateLimited), ("error-header", ConfigurationFault)]
)
def test_trouble_while_the_key_is_verified_is_told_apart(
    akismet: AkismetServer, kind: str, fault: type[Exception]
) -> None:
    akismet.fail(kind)
    with pytest.raises(spam.SpamCheckError) as raised:
        spam.verify_key()
    assert type(raised.value) is fault
