"""What a card tells of reports and appeals, in one query; and how long their words are kept."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from comments import complaints, retention
from comments.desk import reports_part
from comments.models import Appeal, Comment, Commenter, Report, ReportReceipt
from tests.comments.desk import QUEUE, card, shown, words
from tests.factories import make_appeal, make_comment, make_moderator, make_report, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
RIGHTS = ("comments.moderate_comment", "comments.decide_appeals")


@pytest.fixture
def mo() -> User:
    return make_user("mo", staff=True, permissions=RIGHTS)


@pytest.fixture
def desk(client: Client, mo: User) -> Client:
    client.force_login(mo)
    return client


def test_the_card_counts_reports_by_reason_and_says_what_readers_wrote(desk: Client) -> None:
    comment = make_comment(status="approved")
    for number in range(7):
        make_report(comment, words=f"Words {number}.")
    make_report(comment, reason="promotion", words="")
    text = words(desk.get(f"{QUEUE}?tab=reported"))
    assert "Reported by 8 readers: insult (7), promotion (1)" in text
    assert "Words 6." in text
    assert "Words 1." not in text  # the latest five
    assert "no report by this person was decided before" in text


def test_the_card_says_how_far_a_reader_was_right_before(desk: Client, mo: User) -> None:
    person = Commenter.objects.create(email_key="k")
    for number in range(23):
        make_report(earlier := make_comment(status="approved"), person)
        if number % 2:
            complaints.keep(earlier, by=mo)
        else:
            Comment.objects.get(pk=earlier.pk).reject(by=mo, reason="insult")
    make_report(make_comment(status="approved"), person)
    assert "10 of this person's last 20 reports were upheld" in words(desk.get(f"{QUEUE}?tab=reported"))


def test_a_pseudonym_of_a_network_has_a_record_of_its_own(mo: User) -> None:
    make_report(earlier := make_comment(status="approved"), network="n")
    complaints.keep(earlier, by=mo)
    comment = make_comment(status="approved")
    make_report(comment, network="n")
    make_report(comment, network="other")
    records = {(report.judged, report.upheld) for report in reports_part.read([comment.pk])[comment.pk].reports}
    assert records == {(1, 0), (0, 0)}


def test_what_became_of_earlier_reports_is_said(desk: Client, mo: User) -> None:
    comment = make_comment(status="approved")
    make_report(comment)
    make_report(comment, reason="promotion")
    complaints.keep(comment, by=mo)
    make_report(comment)
    text = words(desk.get(f"{QUEUE}?tab=reported"))
    assert "Reported by 1 reader: insult (1)" in text
    assert "Earlier reports: 2 dismissed." in text


def test_an_appeal_stands_on_the_card_and_says_whom_it_is_not_for(desk: Client, mo: User) -> None:
    comment = make_comment()
    comment.reject(by=mo, reason="insult")
    make_appeal(comment, "I insulted nobody.")
    text = words(desk.get(f"{QUEUE}?tab=appeals"))
    assert "Its author asks for another look:" in text
    assert "I insulted nobody." in text
    assert "You decided this first" in text
    complaints.deny(Comment.objects.get(pk=comment.pk), by=mo, sentence="No.")
    text = words(desk.get(f"{QUEUE}{comment.pk}/"))
    assert "Appeal denied:" in text
    assert "Decided by the same person as before." in text


def test_what_readers_write_stays_text(desk: Client) -> None:
    comment = make_comment(status="approved")
    make_report(comment, words='<img src=x onerror="alert(1)">', reason="<b>")
    html = card(shown(desk.get(f"{QUEUE}?tab=reported")), comment.pk)
    assert "<img" not in html
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;" in html


def test_a_page_of_cards_is_one_query(django_assert_num_queries: Any) -> None:
    comments = [make_comment(status="approved") for _number in range(3)]
    for comment in comments[:2]:
        make_report(comment)
    with django_assert_num_queries(1):
        found = reports_part.read([comment.pk for comment in comments])
    assert found.keys() == {comment.pk for comment in comments[:2]}
    with django_assert_num_queries(0):
        assert reports_part.read([]) == {}


def test_words_and_pseudonyms_go_after_their_time_and_what_was_decided_stays(
    mo: User, clock: time_machine.Traveller
) -> None:
    decided, undecided = make_comment(status="approved"), make_comment(status="approved")
    for comment in (decided, undecided):
        make_report(comment, network=f"n{comment.pk}")
    Comment.objects.get(pk=decided.pk).reject(by=mo, reason="insult")
    make_appeal(decided)
    complaints.deny(Comment.objects.get(pk=decided.pk), by=mo, sentence="No.")
    clock.shift(timedelta(days=31))
    retention.run()
    kept = dict(Report.objects.values_list("comment", "words"))
    assert kept == {decided.pk: "", undecided.pk: "Rude."}
    assert list(Report.objects.filter(comment=decided).values_list("network_key", "outcome")) == [("", "upheld")]
    assert list(Appeal.objects.values_list("words", "outcome")) == [("", "denied")]
    clock.shift(timedelta(days=60))
    retention.run()
    assert set(Report.objects.values_list("words", "network_key")) == {("", "")}
    assert Comment.objects.get(pk=undecided.pk).shelf == "reported"


def test_moderators_without_the_right_read_appeals_too(client: Client, mo: User) -> None:
    comment = make_comment()
    comment.reject(by=mo, reason="insult")
    make_appeal(comment)
    client.force_login(make_moderator())
    assert "Please look again." in words(client.get(f"{QUEUE}?tab=appeals"))


def test_the_card_says_whose_report_asks_for_an_answer(desk: Client) -> None:
    comment, person = make_comment(status="approved"), Commenter.objects.create(email_key="k")
    ReportReceipt.objects.create(report=make_report(comment, words="Quietly."), nonce="a")
    assert "asks to be told" not in words(desk.get(f"{QUEUE}?tab=reported"))
    ReportReceipt.objects.create(report=make_report(comment, person, words="Aloud."), nonce="b", tell=person)
    assert words(desk.get(f"{QUEUE}?tab=reported")).count("asks to be told the outcome") == 1
