"""What leaves by the mail server: its parts, its headers, and what a refusal is told as."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPResponseException,
    SMTPSenderRefused,
)

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from pytest_django import Settings

from outbox import mail
from outbox.jobs import Done, Later, nothing
from outbox.mail import Letter, MailError
from outbox.models import Job
from tests import mail_server
from tests.mail_server import MailServer, html_of, text_of

pytestmark = pytest.mark.once

STOP = "https://news.example.com/comments/letters/1-a/"


@pytest.fixture(scope="module")
def smtp() -> Iterator[MailServer]:
    with mail_server.running() as server:
        yield server


@pytest.fixture
def server(smtp: MailServer, settings: Settings) -> MailServer:
    settings.SITE_NAME = "The <Courier> & Co"
    return mail_server.use(smtp, settings)


def letter(**parts: str) -> Letter:
    return mail.written("base", "Hello", "ada@example.org", "test 1", **parts)


def test_a_letter_has_a_text_and_the_same_as_html(server: MailServer) -> None:
    mail.send(letter())
    [taken] = server.taken
    assert taken.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in taken.iter_parts()] == ["text/plain", "text/html"]
    assert "The <Courier> & Co" in text_of(taken)
    assert "The &lt;Courier&gt; &amp; Co" in html_of(taken)


def test_a_letter_asks_for_nothing_from_anywhere(server: MailServer) -> None:
    mail.send(letter())
    page = html_of(server.taken[0])
    assert not any(word in page for word in ("<img", "<script", "<link", "@import", "url(", "src="))
    assert "prefers-color-scheme: dark" in page


def test_one_click_ends_letters_that_can_be_ended(server: MailServer) -> None:
    mail.send(letter(unsubscribe=STOP))
    [taken] = server.taken
    assert taken["List-Unsubscribe"] == f"<{STOP}>"
    assert taken["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert STOP in text_of(taken)
    assert f'href="{STOP}"' in html_of(taken)


def test_what_cannot_be_ended_says_nothing_of_it(server: MailServer) -> None:
    mail.send(letter())
    assert server.taken[0]["List-Unsubscribe"] is server.taken[0]["List-Unsubscribe-Post"] is None


def test_a_text_alone_is_one_part(server: MailServer) -> None:
    mail.send(Letter("ada@example.org", "Hello", "Words.", "test 2"))
    assert server.taken[0].get_content_type() == "text/plain"


def test_the_same_occasion_has_the_same_number_and_another_has_another(server: MailServer) -> None:
    for occasion in ("one", "one", "two"):
        mail.send(letter()._replace(occasion=occasion))
    first, again, other = (taken["Message-ID"] for taken in server.taken)
    assert first == again != other
    assert first.endswith("@news.example.com>")


@pytest.mark.parametrize(
    ("answer", "is_final", "is_gone"),
    [
        ("550 no such mailbox", True, True),
        ("541 looks like spam to us", True, False),
        ("451 later", False, False),
        ("421 going down", False, False),
    ],
)
def test_a_refusal_says_whether_it_is_final(server: MailServer, answer: str, is_final: bool, is_gone: bool) -> None:
    server.answer = answer
    with pytest.raises(MailError) as caught:
        mail.send(letter())
    assert (caught.value.is_final, caught.value.is_gone) == (is_final, is_gone)
    assert server.taken == []


@pytest.mark.parametrize(
    "fault",
    [
        SMTPAuthenticationError(535, b"5.7.8 no"),
        SMTPSenderRefused(550, b"5.7.1 not yours", "news@example.com"),
        SMTPConnectError(554, b"5.7.1 you are listed"),
    ],
)
def test_what_is_wrong_with_our_own_settings_costs_no_mail(
    monkeypatch: pytest.MonkeyPatch, fault: SMTPResponseException
) -> None:
    def refused(self: EmailMultiAlternatives) -> int:
        raise fault

    monkeypatch.setattr(EmailMultiAlternatives, "send", refused)
    with pytest.raises(MailError) as caught:
        mail.send(letter())
    assert not caught.value.is_final


def test_a_mail_that_is_refused_for_good_ends_its_job_with_a_line_for_operators(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outcome = mail.after(MailError("554 no", is_final=True), Job(kind="some.mail", ref=7), nothing)
    assert outcome == Done(nothing, error="554 no")
    [line] = caplog.records
    assert (line.levelname, line.__dict__["kind"], line.__dict__["ref"]) == ("WARNING", "some.mail", 7)
    assert line.__dict__["answer"] == "554 no"


@pytest.mark.parametrize(
    ("age", "least", "most"), [(0, 7, 13), (60, 22, 38), (3_600, 1_350, 2_250), (86_400, 2_700, 4_500)]
)
def test_a_mail_that_waits_is_tried_ever_later_and_never_given_up(age: int, least: int, most: int) -> None:
    job = Job(created_at=timezone.now() - timedelta(seconds=age))
    outcome = mail.after(MailError("421 later"), job)
    assert isinstance(outcome, Later)
    assert least <= outcome.seconds <= most
    assert outcome.error == "421 later"


def test_what_the_server_says_is_kept_without_whom_it_was_about(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: EmailMultiAlternatives) -> int:
        raise SMTPDataError(554, b"5.7.1 <ada@example.org>: not now, Ada@example.org; ask postmaster@news.example")

    monkeypatch.setattr(EmailMultiAlternatives, "send", refused)
    with pytest.raises(MailError) as caught:
        mail.send(letter())
    assert str(caught.value) == "554 5.7.1 <…>: not now, … ask …"


@pytest.mark.parametrize("address", ["ädä@example.org", "ada\nBcc: eve@example.org"])
def test_an_address_that_cannot_be_written_to_is_a_final_refusal(server: MailServer, address: str) -> None:
    with pytest.raises(MailError) as caught:
        mail.send(letter()._replace(to=address))
    assert caught.value.is_final
    assert server.recipients == []
