"""How much of the account is used up: the question, and every way in which its answer can be none."""

import json
from typing import Any

import pytest

from comments import spam
from comments.spam import Usage
from tests.akismet_server import AkismetServer


def figures(**changes: Any) -> str:
    return json.dumps({"limit": 350_000, "usage": 7_463, "percentage": "2.13", "throttled": False} | changes)


def test_it_is_asked_by_post_with_the_key_in_the_body_alone(akismet: AkismetServer) -> None:
    assert spam.usage_limit() == Usage(limit=None, used=7, is_throttled=False)
    (call,) = akismet.calls()
    assert (call.method, call.target, call.fields) == ("POST", "/1.2/usage-limit", {"api_key": akismet.key})


@pytest.mark.parametrize(
    ("changes", "usage"),
    [
        ({}, Usage(350_000, 7_463, False)),
        ({"limit": "none", "throttled": True}, Usage(None, 7_463, True)),
        ({"limit": "1000", "usage": "12"}, Usage(1_000, 12, False)),
        ({"limit": 0, "usage": 0, "notice_level": None}, Usage(0, 0, False)),
    ],
)
def test_the_figures_are_read(akismet: AkismetServer, changes: dict[str, Any], usage: Usage) -> None:
    akismet.fail("body", body=figures(**changes))
    assert spam.usage_limit() == usage


@pytest.mark.parametrize(
    "body",
    [
        "",
        "maybe",
        "[]",
        "null",
        "{}",
        "[" * 4_000,
        '"limit"',
        figures(limit=-1),
        figures(limit=None),
        figures(usage=1.5),
        figures(usage=10**20),
        figures(usage=["1"]),
        figures(usage="１２"),
    ],
)
def test_what_is_outside_the_protocol_is_a_passing_fault(akismet: AkismetServer, body: str) -> None:
    akismet.fail("body", body=body)
    with pytest.raises(spam.PassingFault):
        spam.usage_limit()


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("invalid", spam.ConfigurationFault),
        ("missing-field", spam.ConfigurationFault),
        ("error-header", spam.ConfigurationFault),
        ("redirect", spam.ConfigurationFault),
        ("rate-limited", spam.RateLimited),
        ("status", spam.PassingFault),
        ("undecodable", spam.PassingFault),
        ("reset", spam.PassingFault),
        ("gzip", spam.PassingFault),
    ],
)
def test_a_fault_is_told_apart_as_with_a_check(akismet: AkismetServer, kind: str, fault: type[Exception]) -> None:
    akismet.fail(kind)
    with pytest.raises(spam.SpamCheckError) as raised:
        spam.usage_limit()
    assert type(raised.value) is fault
