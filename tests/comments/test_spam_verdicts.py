"""What the spam check makes of each answer inside the protocol."""

import pytest
from pytest_django import Settings

from comments import spam
from comments.spam import Verdict
from tests.akismet_server import AkismetServer
from tests.comments.submitted import make_payload

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("A quiet remark.", Verdict.HAM),
        ("verdict:spam", Verdict.SPAM),
        ("verdict:discard", Verdict.DISCARD),
        ("recheck-after:120", Verdict.PROVISIONAL),
    ],
)
def test_each_verdict_is_told_apart(akismet: AkismetServer, words: str, verdict: Verdict) -> None:
    assert spam.check(make_payload(content=words)).verdict is verdict


def test_the_documented_spammer_is_spam(akismet: AkismetServer) -> None:
    assert spam.check(make_payload(author="akismet-guaranteed-spam")).verdict is Verdict.SPAM


def test_an_administrator_is_ham_whatever_is_said(akismet: AkismetServer) -> None:
    assert spam.check(make_payload(content="verdict:spam", user_role="administrator")).verdict is Verdict.HAM


def test_a_filled_trap_reaches_the_service(akismet: AkismetServer) -> None:
    assert spam.check(make_payload(trap_value="cheap")).verdict is Verdict.SPAM


def test_the_guid_comes_from_the_header(akismet: AkismetServer) -> None:
    akismet.fail("headers", headers={"X-akismet-guid": "1f0c"})
    assert spam.check(make_payload()) == spam.Answer(Verdict.HAM, guid="1f0c", status=200)


def test_header_names_may_be_written_in_any_case(akismet: AkismetServer) -> None:
    akismet.fail("headers", headers={"x-AKISMET-alert-CODE": "10003"})
    assert spam.check(make_payload()).alert_code == "10003"


def test_a_provisional_ham_is_plain_ham_when_asked_again(akismet: AkismetServer) -> None:
    first = make_payload(content="recheck-after:120")
    assert spam.check(first).recheck_after == 120
    assert spam.check({**first, "recheck_reason": "recheck"}).verdict is Verdict.HAM
    assert spam.check({**first, "recheck_reason": "edit"}).verdict is Verdict.PROVISIONAL


@pytest.mark.parametrize("value", ["", " ", "0", "-5", "soon", "1e3", "120 s", "12.5", "٣", "9" * 30])
def test_a_time_that_is_no_positive_whole_number_leaves_plain_ham(akismet: AkismetServer, value: str) -> None:
    akismet.fail("headers", headers={"X-akismet-recheck-after": value})
    answer = spam.check(make_payload())
    assert (answer.verdict, answer.recheck_after) == (Verdict.HAM, None)


def test_a_recheck_is_at_most_a_day_away(akismet: AkismetServer) -> None:
    akismet.fail("headers", headers={"X-akismet-recheck-after": "999999999"})
    assert spam.check(make_payload()).recheck_after == 86_400


def test_spam_is_never_provisional(akismet: AkismetServer) -> None:
    akismet.fail("headers", headers={"X-akismet-recheck-after": "120"})
    answer = spam.check(make_payload(content="verdict:spam"))
    assert (answer.verdict, answer.recheck_after) == (Verdict.SPAM, None)


def test_another_tip_than_discard_changes_nothing(akismet: AkismetServer) -> None:
    akismet.fail("headers", headers={"X-akismet-pro-tip": "relax"})
    assert spam.check(make_payload(content="verdict:spam")).verdict is Verdict.SPAM


def test_an_alert_rides_on_a_verdict_that_counts(akismet: AkismetServer) -> None:
    akismet.fail("alert")
    answer = spam.check(make_payload(content="verdict:spam"))
    assert answer.verdict is Verdict.SPAM
    assert (answer.alert_code, answer.alert_text) == ("10402", "Your subscription is not paid.")


def test_empty_headers_read_like_absent_ones(akismet: AkismetServer) -> None:
    names = ["error", "alert-code", "alert-msg", "debug-help", "guid", "recheck-after", "pro-tip"]
    akismet.fail("headers", headers={f"X-akismet-{name}": "" for name in names})
    assert spam.check(make_payload()) == spam.Answer(Verdict.HAM)


@pytest.mark.parametrize("charset", ["utf-16", "rot13", "no such thing"])
def test_a_strange_charset_changes_no_verdict(akismet: AkismetServer, charset: str) -> None:
    akismet.fail("headers", headers={"Content-Type": f"text/plain; charset={charset}"})
    assert spam.check(make_payload(content="verdict:spam")).verdict is Verdict.SPAM


def test_header_texts_become_one_short_printable_line(akismet: AkismetServer) -> None:
    akismet.fail("headers", headers={"X-akismet-alert-msg": "Grüße\t\u202efrom " + "x" * 500})
    text = spam.check(make_payload()).alert_text
    assert text.startswith("Grüße from xxx")
    assert len(text) == 200


def test_an_accepted_key_answers_without_a_verdict(akismet: AkismetServer) -> None:
    akismet.fail("alert")
    answer = spam.verify_key()
    assert (answer.verdict, answer.alert_code) == (Verdict.UNKNOWN, "10402")


def test_without_a_key_nothing_is_configured(akismet: AkismetServer, settings: Settings) -> None:
    assert spam.is_configured()
    settings.AKISMET_API_KEY = ""
    assert not spam.is_configured()
