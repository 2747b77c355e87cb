"""What is told to Akismet: the table, the payload that is stored, and the fields on the wire."""

from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

import akismet as package
import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from comments import spam
from comments.spam.fields import can_be_a_trap
from tests.akismet_server import AkismetServer
from tests.comments.submitted import make_payload

pytestmark = pytest.mark.once

TABLE = {field.name for field in spam.SENT_FIELDS}
WRITABLE = st.text(st.characters(exclude_categories=["Cs"]))


def test_a_payload_has_exactly_what_was_submitted() -> None:
    assert make_payload(trap_value="cheap", recheck_reason="edit") == {
        "user_ip": "198.51.100.7",
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
        "referrer": "https://search.example.com/?q=bridge",
        "permalink": "https://news.example.com/city/bridge/",
        "comment_type": "comment",
        "comment_author": "Zoë Lindqvist",
        "comment_author_email": "zoe@example.com",
        "comment_author_url": "https://zoe.example.com/",
        "comment_content": "The bridge was closed on Tuesday already.",
        "comment_date_gmt": "2026-03-01T11:22:33Z",
        "comment_post_modified_gmt": "2026-02-28T06:00:00Z",
        "user_role": "reader",
        "recheck_reason": "edit",
        "honeypot_field_name": "subject",
        "subject": "cheap",
    }


def test_what_was_not_given_is_left_out() -> None:
    payload = make_payload(author_url="", author_email="", referrer="", user_role="", article_modified_at=None)
    absent = {"comment_author_url", "comment_author_email", "referrer", "user_role", "comment_post_modified_gmt"}
    assert not absent & payload.keys()


def test_times_are_told_in_utc() -> None:
    moment = datetime(2026, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert make_payload(created_at=moment)["comment_date_gmt"] == "2025-12-31T23:30:00Z"


def test_content_is_cut_at_thirty_two_thousand_characters() -> None:
    assert make_payload(content="ß" * 40_000)["comment_content"] == "ß" * 32_000


def test_other_fields_are_cut_too() -> None:
    payload = make_payload(user_agent="x" * 60_000, referrer="y" * 60_000, trap_value="z" * 60_000)
    assert {len(payload[name]) for name in ("user_agent", "referrer", "subject")} == {2_000}


def test_the_table_lists_exactly_what_goes_over_the_wire(akismet: AkismetServer, settings: Settings) -> None:
    settings.AKISMET_TEST = True
    spam.check(make_payload(recheck_reason="edit"))
    spam.report_spam(make_payload(), spam.Verdict.HAM)
    assert {name for call in akismet.calls() for name in call.fields} == TABLE


def test_every_field_is_described_once_and_in_words() -> None:
    assert len(TABLE) == len(spam.SENT_FIELDS)
    with override("en"):
        descriptions = [str(field.description) for field in spam.SENT_FIELDS]
    assert len(set(descriptions)) == len(descriptions)
    assert all(words.endswith(".") and words[0].isupper() for words in descriptions)
    assert {field.about for field in spam.SENT_FIELDS} == set(spam.About)


def test_the_sites_own_fields_are_added_when_it_is_sent(akismet: AkismetServer, settings: Settings) -> None:
    settings.LANGUAGE_CODE = "fr-ca"
    payload = make_payload()
    spam.check(payload)
    (call,) = akismet.calls()
    ours = {"api_key": akismet.key, "blog": f"{settings.SITE_URL}/", "blog_lang": "fr_ca", "blog_charset": "UTF-8"}
    assert call.fields == payload | ours
    assert call.repeated == ()


def test_the_request_has_the_form_that_akismet_asks_for(akismet: AkismetServer) -> None:
    spam.check(make_payload())
    (call,) = akismet.calls()
    assert (call.method, call.target) == ("POST", "/1.1/comment-check")
    assert call.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert call.headers["User-Agent"].split("/")[:2] == ["Newsroom", "0.1.0 | akismet.py"]
    assert call.headers["Accept-Encoding"] == "identity"
    assert call.headers["Host"] == urlsplit(akismet.url).netloc
    assert not {"Cookie", "Authorization", "Referer"} & call.headers.keys()


def test_only_a_trial_says_that_it_is_one(akismet: AkismetServer, settings: Settings) -> None:
    spam.check(make_payload())
    settings.AKISMET_TEST = True
    spam.check(make_payload())
    spam.report_ham(make_payload())
    assert [call.fields.get("is_test") for call in akismet.calls()] == [None, "true", "true"]


def test_an_untouched_trap_is_sent_empty_and_none_at_all_is_not_named(akismet: AkismetServer) -> None:
    spam.check(make_payload())
    spam.check(make_payload(trap_name=""))
    with_trap, without = akismet.calls()
    assert (with_trap.fields["honeypot_field_name"], with_trap.fields["subject"]) == ("subject", "")
    assert not {"honeypot_field_name", "subject"} & without.fields.keys()


MEANINGFUL = sorted((TABLE | package.AkismetArguments.__optional_keys__) - {spam.TRAP_FIELD})
SERVER_VARIABLES = [
    "HTTP_COOKIE",
    "http_cookie",
    "post_x",
    "remote_addr",
    "request_uri",
    "REMOTE_ADDR",
    "key",
    "callback",
]


@pytest.mark.parametrize(
    "name", [*MEANINGFUL, *SERVER_VARIABLES, "comment_context[]", "comment_parent", "a&b", "ä", " ", "x" * 41]
)
def test_a_trap_with_a_name_that_means_something_is_not_sent(akismet: AkismetServer, name: str) -> None:
    payload = make_payload(trap_name=name, trap_value="forged")
    assert payload == make_payload(trap_name="")
    spam.check({**payload, "honeypot_field_name": name})
    assert "forged" not in akismet.calls()[0].fields.values()
    assert akismet.calls()[0].repeated == ()


def test_what_the_table_does_not_know_stays_here(akismet: AkismetServer, settings: Settings) -> None:
    forged = {
        "api_key": "stolen",
        "blog": "https://evil.example.com",
        "is_test": "1",
        "cookie": "s=1",
        "reporter": "me",
    }
    spam.check(make_payload() | forged)
    (call,) = akismet.calls()
    assert (call.fields["api_key"], call.fields["blog"]) == (akismet.key, f"{settings.SITE_URL}/")
    assert not {"cookie", "reporter", "is_test"} & call.fields.keys()


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(author=WRITABLE, content=WRITABLE, trap_value=WRITABLE)
def test_any_text_arrives_as_it_was_stored(akismet: AkismetServer, author: str, content: str, trap_value: str) -> None:
    payload = make_payload(author=author, content=f"fine {content}", trap_value=trap_value)
    spam.check(payload | {"user_role": "administrator"})
    arrived = akismet.calls()[-1].fields
    assert {name: arrived[name] for name in payload} == payload | {"user_role": "administrator"}


@given(st.text())
def test_no_trap_name_can_break_out_of_the_form(name: str) -> None:
    assert not can_be_a_trap(name) or (name.isascii() and name.replace("-", "_").isidentifier())
