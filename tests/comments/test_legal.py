"""Whoever holds a comment to be illegal gets a receipt at once, a decision by a person, and its reasons."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from comments.legal import deciding
from comments.legal.deciding import Decision
from comments.legal.filing import RECEIPT_JOB
from comments.links import status_url
from comments.models import Comment, Commenter, DecisionRefused, LegalContact, LegalOutcome, LegalReport, Restriction
from comments.retention import run
from outbox.models import Job
from outbox.worker import Worker
from tests.comments.posting import reader, words
from tests.comments.reporting import hidden, notified
from tests.factories import make_comment, make_moderator, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mails(settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = True


@pytest.fixture
def comment() -> Comment:
    return make_comment(status="approved", name="Kim", text="Nora steals.", html="<p>Nora steals.</p>")


def decide(outcome: str, *, basis: str = "section 187", explanation: str = "It states a false fact.") -> LegalReport:
    report = LegalReport.objects.get()
    deciding.decide(report, Decision(LegalOutcome(outcome), basis, explanation), by=make_moderator())
    return LegalReport.objects.get()


def letters(clock: time_machine.Traveller) -> list[tuple[str, str]]:
    """To whom, and about what, after a while."""
    clock.shift(timedelta(minutes=2))
    Worker().drain()
    return [(message.to[0], str(message.subject).partition(": ")[2]) for message in mail.outbox]


def test_a_notice_has_what_the_law_asks_for_and_its_receipt_at_once(comment: Comment) -> None:
    answer = notified(comment)
    assert answer.status_code == 303
    report = LegalReport.objects.get()
    assert (report.ground, report.passage, report.law) == ("defamation", "a remark", "section 187")
    assert (report.contact.name, report.contact.email) == ("Nora Notice", "nora@example.org")
    assert report.contact.confirmed_at is None
    receipt = Client().get(answer.headers["Location"])
    shown = words(receipt)
    assert "We have your notice" in shown
    assert "It says that I steal, and I don't." in shown
    assert f"{comment.article.get_absolute_url()}?comment={comment.pk}#comment-{comment.pk}" in shown
    assert "nora@example.org" not in shown
    assert receipt.headers["Cache-Control"] == "private, no-store"


def test_it_hides_nothing_and_is_no_report_to_the_desk(comment: Comment) -> None:
    notified(comment)
    found = Comment.objects.get(pk=comment.pk)
    assert (found.status, found.shelf, found.reports.count()) == ("approved", "", 0)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ground": None}, "Choose what is against the law."),
        ({"why": " "}, "Say why it is against the law"),
        ({"why": "\u200b\u00ad"}, "Say why it is against the law"),
        ({"name": ""}, "Enter your name: the law asks for it here."),
        ({"email": ""}, "Enter your e-mail address: the law asks for it here."),
        ({"email": "nora"}, "Enter a whole e-mail address"),
        ({"good_faith": None}, "Tick that you believe what you say."),
        ({"law": "x" * 301}, "shorten it to 300"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(comment: Comment, fields: dict[str, Any], said: str) -> None:
    answer = notified(comment, **fields)
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'value="a remark"' in words(answer)
    assert not LegalReport.objects.exists()


def test_where_children_are_abused_nobody_has_to_give_a_name(comment: Comment) -> None:
    assert notified(comment, ground="children", name="", email="").status_code == 303
    assert LegalReport.objects.get().ground == "children"
    assert not LegalContact.objects.exists()


def test_the_same_form_sent_twice_is_one_notice(comment: Comment) -> None:
    form = hidden(reader().get(f"/comments/{comment.pk}/illegal/").content.decode())
    told = form | {"ground": "children", "why": "It does.", "good_faith": "on"}
    first, again = (reader().post(f"/comments/{comment.pk}/illegal/", told) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert LegalReport.objects.count() == 1


@pytest.mark.parametrize("status", ["pending", "rejected", "withdrawn"])
def test_what_is_not_public_is_not_shown(status: str) -> None:
    assert reader().get(f"/comments/{make_comment(status=status).pk}/illegal/").status_code == 404


def test_another_site_cannot_send_one_and_whoever_is_banned_can(comment: Comment) -> None:
    assert notified(comment, reader(Origin="https://evil.example")).status_code == 403
    assert not LegalReport.objects.exists()
    user = make_user("banned")
    person = Commenter.objects.create(user=user)
    Restriction.objects.create(kind="banned", scope="account", subject=f"account {user.pk}", person=person, by=user)
    client = reader()
    client.force_login(user)
    assert notified(comment, client).status_code == 303


def test_an_address_that_somebody_typed_gets_one_letter_and_no_word_of_theirs(
    comment: Comment, clock: time_machine.Traveller
) -> None:
    for number in range(4):
        assert notified(comment, reader(f"203.0.113.{number}"), why="Buy at spam.example").status_code == 303
    assert letters(clock) == [("nora@example.org", "we have your notice")]
    [letter] = mail.outbox
    assert "spam.example" not in letter.body
    assert "Nora Notice" not in letter.body
    clock.shift(timedelta(days=1))
    notified(comment)
    assert len(letters(clock)) == 2


def test_the_decision_is_mailed_once_the_letters_link_has_proven_the_address(
    comment: Comment, clock: time_machine.Traveller
) -> None:
    page = notified(comment).headers["Location"]
    letters(clock)
    mailed = next(line for line in mail.outbox[0].body.splitlines() if "?mail=" in line).removeprefix("http://")
    path = f"/{mailed.partition('/')[2]}"
    assert path.startswith(page)
    before = LegalContact.objects.get()
    asked = Client().get(path)
    assert "Shall we write the decision to it?" in words(asked)
    assert LegalContact.objects.get().confirmed_at == before.confirmed_at is None
    assert Client().post(page, {"mail": "A" * 22}).status_code == 303
    assert LegalContact.objects.get().confirmed_at is None
    assert Client().post(page, hidden(asked.content.decode())).status_code == 303
    assert LegalContact.objects.get().confirmed_at
    decide("kept")
    assert letters(clock)[1:] == [("nora@example.org", "your notice is decided")]
    assert "It states a false fact." in mail.outbox[1].body


def test_an_unproven_address_is_told_no_decision(comment: Comment, clock: time_machine.Traveller) -> None:
    notified(comment)
    decide("kept")
    assert letters(clock) == [("nora@example.org", "we have your notice")]


def test_a_removal_takes_the_comment_off_and_gives_its_author_the_reasons(
    comment: Comment, clock: time_machine.Traveller
) -> None:
    kim = make_user("kim", email="kim@example.org")
    EmailAddress.objects.create(user=kim, email=kim.email, verified=True, primary=True)
    Comment.objects.update(commenter=Commenter.objects.create(user=kim))
    page = notified(comment, email=None, name=None, ground="children").headers["Location"]
    decide("removed")
    assert Comment.objects.get().status == "rejected"
    assert "Nora steals." not in words(reader().get(comment.article.get_absolute_url()))
    shown = words(reader().get(page))
    assert "The comment was removed" in shown
    assert "It states a false fact." in shown
    assert "section 187" in shown
    assert letters(clock) == [("kim@example.org", "why your comment was removed")]
    assert "It states a false fact." in mail.outbox[0].body
    assert "Nora Notice" not in mail.outbox[0].body


def test_a_notice_is_decided_once(comment: Comment) -> None:
    notified(comment)
    report = LegalReport.objects.get()
    decide("kept")
    with pytest.raises(DecisionRefused) as refused:
        deciding.decide(report, Decision(LegalOutcome.REMOVED, "x", "y"), by=make_moderator())
    assert refused.value.code == "decided"
    assert Comment.objects.get().status == "approved"


def test_who_sent_it_and_all_words_go_in_time_and_the_decision_stays(
    comment: Comment, clock: time_machine.Traveller
) -> None:
    page = notified(comment).headers["Location"]
    decide("kept")
    clock.shift(timedelta(days=89))
    run()
    assert LegalContact.objects.exists()
    assert reader().get(page).status_code == 200
    clock.shift(timedelta(days=2))
    run()
    assert not LegalContact.objects.exists()
    report = LegalReport.objects.get()
    assert (report.outcome, report.ground) == ("kept", "defamation")
    assert not any([report.passage, report.why, report.law, report.basis, report.explanation])
    assert reader().get(page).status_code == 404


def test_whoever_sent_one_that_nobody_decides_is_forgotten_after_a_year_and_so_are_their_words(
    comment: Comment, clock: time_machine.Traveller
) -> None:
    page = notified(comment).headers["Location"]
    clock.shift(timedelta(days=364))
    run()
    assert LegalReport.objects.get().why
    assert LegalContact.objects.exists()
    clock.shift(timedelta(days=2))
    run()
    assert not LegalContact.objects.exists()
    report = LegalReport.objects.get()
    assert not any([report.passage, report.why, report.law])
    assert (report.outcome, report.ground) == ("open", "defamation")
    assert reader().get(page).status_code == 404


def test_without_a_mail_server_the_receipt_promises_no_letter_and_none_waits(
    comment: Comment, settings: Settings
) -> None:
    settings.MAIL_IS_CONFIGURED = False
    shown = words(reader().get(notified(comment).headers["Location"]))
    assert "The decision is told on this page." in shown
    assert "letter" not in shown
    assert not Job.objects.filter(kind=RECEIPT_JOB).exists()


def test_a_receipt_says_that_a_letter_comes_where_letters_are_sent(comment: Comment) -> None:
    page = notified(comment).headers["Location"]
    assert "A letter to your e-mail address has the same link" in words(reader().get(page))
    LegalContact.objects.update(confirmed_at=timezone.now())
    assert "It is also written to your e-mail address." in words(reader().get(page))
    assert Job.objects.filter(kind=RECEIPT_JOB).count() == 1


def test_the_commenter_reads_the_reasons_on_the_page_of_their_comment_as_long_as_it_is_removed(
    comment: Comment,
) -> None:
    notified(comment)
    status = status_url(comment)
    assert "Why it was removed" not in words(reader().get(status))
    decide("removed")
    shown = words(reader().get(status))
    assert "Your comment was removed after a notice that it is against the law." in shown
    assert "It states a false fact." in shown
    assert "section 187" in shown
    assert "Nora" not in shown.replace("Nora steals.", "")
    Comment.objects.get().approve(by=make_moderator())
    assert "Why it was removed" not in words(reader().get(status))


@pytest.mark.parametrize("outcome", ["kept", "not_ours"])
def test_a_decision_for_the_comment_is_told_to_nobody_but_who_asked(
    comment: Comment, clock: time_machine.Traveller, outcome: str
) -> None:
    page = notified(comment, email=None, name=None, ground="children").headers["Location"]
    decide(outcome)
    assert "It states a false fact." in words(reader().get(page))
    assert "It states a false fact." not in words(reader().get(status_url(comment)))
    assert letters(clock) == []


def test_a_letter_link_of_another_notice_proves_nothing(comment: Comment) -> None:
    page = notified(comment).headers["Location"]
    notified(comment, email="other@example.org")
    contact = LegalContact.objects.get(email="other@example.org")
    reader().post(page, {"mail": contact.token})
    assert reader(Origin="https://evil.example").post(page, {"mail": contact.token}).status_code == 403
    assert not LegalContact.objects.exclude(confirmed_at=None).exists()
