"""The key is in the body of requests to Akismet, and nowhere else."""

import logging
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from comments import spam
from comments.spam.answers import clean
from tests.akismet_server import AkismetServer
from tests.akismet_server.faults import DELIVERIES, REPLIES
from tests.akismet_server.server import KEY
from tests.comments.submitted import make_payload

pytestmark = pytest.mark.once

TELLTALE = {f"X-akismet-{name}": f"the key {KEY.upper()} of {KEY}" for name in ("guid", "alert-msg", "debug-help")}


def everything_said_by(error: BaseException) -> str:
    """The text, the attributes, and the traceback below the test as a curious page prints it: with all locals."""
    assert error.__traceback__
    below = error.with_traceback(error.__traceback__.tb_next)
    lines = traceback.TracebackException.from_exception(below, capture_locals=True).format(chain=True)
    return "".join([*lines, repr(error), str(error), repr(vars(error)), repr(error.__context__)])


@pytest.mark.parametrize("kind", sorted(REPLIES.keys() | DELIVERIES.keys()))
def test_no_fault_gives_the_key_away(
    akismet: AkismetServer, settings: Settings, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.AKISMET_TIMEOUT = 0.3
    akismet.fail(kind, body=f"We do not like {KEY}.", debug_help=f"{KEY} is wrong", error=f"{KEY}!", headers=TELLTALE)
    calls = (spam.check, spam.report_spam, spam.report_ham, lambda payload: spam.usage_limit())
    for call in calls:
        try:
            said = repr(call(make_payload()))
        except spam.SpamCheckError as error:
            said = everything_said_by(error)
        assert KEY not in said.lower()
    assert KEY not in caplog.text.lower()


def test_no_refusal_of_the_key_gives_it_away(
    akismet: AkismetServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.AKISMET_API_KEY = "5ecret5ecret"
    akismet.fail("invalid", debug_help="5ecret5ecret is not known to us")
    with pytest.raises(spam.ConfigurationFault, match=r"\[key\] is not known to us") as raised:
        spam.verify_key()
    assert "5ecret5ecret" not in everything_said_by(raised.value) + caplog.text


def test_an_answer_that_repeats_the_key_is_blotted_out(akismet: AkismetServer) -> None:
    akismet.fail("headers", headers=TELLTALE)
    answer = spam.check(make_payload())
    assert answer.alert_text == answer.debug_help == answer.guid == "the key [key] of [key]"


@pytest.mark.parametrize("kind", sorted(REPLIES))
def test_no_answer_repeats_the_readers_addresses(akismet: AkismetServer, kind: str) -> None:
    """A proxy that returns what it was sent must not put it into rows that stay, or before those who may not see it."""
    sent = "user_ip=203.0.113.77&comment_author_email=Zoe%40Example.com; zoe@example.com"
    headers = {f"X-akismet-{name}": sent for name in ("guid", "alert-msg", "debug-help")}
    akismet.fail(kind, body=sent, debug_help=sent, error=sent, headers=headers)
    for call in (spam.check, spam.report_spam, spam.report_ham):
        try:
            said = repr(call(make_payload(user_ip="203.0.113.77", author_email="zoe@example.com")))
        except spam.SpamCheckError as error:
            said = f"{error} {vars(error)}"
        assert not {word for word in ("203.0.113.77", "zoe@", "zoe%40", "example.com") if word in said.lower()}


def test_what_was_blotted_out_is_said_in_its_place(akismet: AkismetServer) -> None:
    akismet.fail("body", body="user_ip=203.0.113.77 of zoe%40example.com")
    with pytest.raises(spam.PassingFault, match=r"“user_ip=\[address\] of \[e-mail\]”"):
        spam.check(make_payload(user_ip="203.0.113.77"))


@pytest.mark.parametrize("key", ["quo'te\"d0000", "back\\slash00", "(reg.ex)*000", "[key][key]00"])
def test_a_key_of_strange_signs_is_blotted_out_too(settings: Settings, key: str) -> None:
    with AkismetServer(key=key) as server:
        settings.AKISMET_API_KEY, settings.AKISMET_API_URL = key, server.url
        server.fail("body", body=f"No, {key}!\n", headers={})
        with pytest.raises(spam.PassingFault, match=r"No, \[key\]!\\n") as raised:
            spam.check(make_payload())
    said = everything_said_by(raised.value)
    assert key not in said
    assert repr(key)[1:-1] not in said


def test_no_comment_that_cannot_be_sent_gives_the_key_away(akismet: AkismetServer) -> None:
    with pytest.raises(spam.CommentFault) as raised:
        spam.check(make_payload(content="\ud800"))
    assert akismet.key not in everything_said_by(raised.value)


def test_the_key_is_in_no_address_and_no_header(akismet: AkismetServer) -> None:
    spam.check(make_payload())
    spam.report_spam(make_payload())
    spam.verify_key()
    spam.usage_limit()
    calls = akismet.calls()
    assert len(calls) == 4
    for call in calls:
        assert akismet.key not in call.target + repr(call.headers)
        assert akismet.key in call.fields.values()


@given(before=st.text(), after=st.text(), limit=st.integers(0, 60))
def test_no_part_of_a_line_is_cut_so_that_the_key_stays(before: str, after: str, limit: int) -> None:
    secrets = {KEY: "[key]"}
    cleaned = clean(f"{before}{KEY}{after}", secrets, limit)
    assert KEY not in cleaned
    assert KEY[:8] not in cleaned or KEY[:8] in clean(before + "|" + after, secrets, 10**6)
    assert len(cleaned) <= limit
