"""Why a comment is here: every check of every attempt, and what happened to it in dated lines."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from comments import policy
from comments.judging import Evidence
from comments.models import Check, Comment, Feedback, Status
from comments.spam import Verdict
from tests.comments.desk import QUEUE, card, shown, words
from tests.factories import make_comment, make_moderator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def on_its_page(desk: Client, comment: Comment) -> str:
    return card(shown(desk.get(f"{QUEUE}{comment.pk}/")), comment.pk)


def test_a_trace_tells_every_check_also_those_that_failed_or_did_not_run(desk: Client) -> None:
    comment = make_comment()
    Check.objects.create(
        comment=comment,
        version=1,
        verdict=Verdict.UNKNOWN,
        fault="passing",
        detail="timed out after 10 s",
        took_ms=10_004,
        trace=policy.unanswered("timed out after 10 s"),
    )
    evidence = Evidence(verdict=Verdict.HAM, links=3, seconds_to_post=42)
    trace = policy.decide(evidence).trace
    Check.objects.create(
        comment=comment, version=1, verdict="ham", guid="abc123", took_ms=143, applied=True, trace=trace
    )
    read = words(desk.get(f"{QUEUE}{comment.pk}/"))
    details = ("timed out after 10 s; not applied", "10004", "abc123", "143", "3 links")
    for said in ("no usable answer", "not spam", *details):
        assert said in read
    assert "not run waits for the spam check" in read
    assert "42 seconds" in read


def test_a_comment_that_was_never_checked_says_so(desk: Client) -> None:
    comment = make_comment(status="unchecked")
    read = words(desk.get(f"{QUEUE}{comment.pk}/"))
    assert "The spam check has not answered yet." in read
    assert "spam check not run" in read


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"fault": "passing", "detail": "timed out"}, "has not answered; attempt 1: timed out."),
        ({"verdict": "provisional"}, "has answered provisionally and will be asked again."),
        ({"fault": "passing", "version": 0}, "has not answered yet."),
        ({"fault": "passing", "created_at": timezone.now() - timedelta(days=1)}, "has not answered yet."),
    ],
)
def test_an_unchecked_card_tells_how_far_the_check_has_come(
    desk: Client, columns: dict[str, object], said: str
) -> None:
    comment = make_comment(status="unchecked")
    Check.objects.create(**{"comment": comment, "version": 1, "verdict": "unknown"} | columns)
    assert f"The spam check {said}" in words(desk.get(f"{QUEUE}?tab=unchecked"))


def test_the_history_names_people_rules_reasons_and_notes(desk: Client, moderator: User) -> None:
    comment = make_comment(status="unchecked")
    comment.settle(Status.PENDING, "links", seen=comment.seen)
    comment.reject(by=moderator, reason="off_topic", note="Belongs <elsewhere>.")
    read = words(desk.get(f"{QUEUE}{comment.pk}/"))
    assert "the policy, after the spam check: awaiting spam check → pending (it has several links)" in read
    assert "Mo Derator: pending → rejected (off topic) Belongs <elsewhere>." in read
    assert "submitted" in read


def lines(html: str) -> list[str]:
    history = re.search(r'<ol class="card-history">(.*?)</ol>', html, re.DOTALL)
    assert history
    return [re.sub(r"<time.*?</time> |<[^>]*>", "", line) for line in re.findall(r"<li>(.*?)</li>", history[1])]


def attempt(comment: Comment, after: int, **columns: object) -> None:
    at = comment.created_at + timedelta(minutes=after)
    Check.objects.create(**{"comment": comment, "version": 1, "created_at": at, "verdict": "unknown"} | columns)


def test_the_history_is_told_in_dated_lines_the_newest_first(desk: Client) -> None:
    comment = make_comment(status="unchecked", created_at=timezone.now() - timedelta(hours=1))
    attempt(comment, 1, fault="passing", detail="timed out")
    attempt(comment, 2, verdict="provisional")
    attempt(comment, 3, verdict="spam", recheck_reason="recheck", applied=True)
    comment.settle(Status.SPAM, "akismet", seen=comment.seen)
    act = comment.approve(by=make_moderator("ada", first_name="Ada", last_name="Judge"))
    told = timezone.now() + timedelta(minutes=1)
    Feedback.objects.filter(action=act.pk).update(state="sent", settled_at=told)
    assert lines(on_its_page(desk, comment)) == [
        "told the filter: not spam",
        "Ada Judge: spam → approved",
        "the policy, after the spam check: awaiting spam check → spam (the spam check takes it for spam)",
        "checked again: spam",
        "checked: not spam for now, to be asked again",
        "held: the spam check did not answer (timed out)",
        "submitted",
    ]


def test_what_the_filter_is_yet_to_be_told_stands_with_the_decision(desk: Client) -> None:
    comment = make_comment(status="spam")
    act = comment.approve(by=make_moderator("ada", first_name="Ada", last_name="Judge"))
    Feedback.objects.create(comment=comment, version=1, action=act.pk, kind="ham", verdict="spam")
    assert lines(on_its_page(desk, comment))[0] == "Ada Judge: spam → approved the filter will be told: not spam"


def test_a_comment_that_was_not_asked_about_says_why(desk: Client) -> None:
    comment = make_comment()
    attempt(comment, 1, detail="Akismet is not configured.", applied=True)
    assert "held: not checked (Akismet is not configured.)" in lines(on_its_page(desk, comment))


def test_the_trace_names_the_version_of_the_rules_where_it_is_known(desk: Client) -> None:
    comment = make_comment()
    steps = [
        {"check": "akismet", "result": "pass", "detail": ""},
        {"check": "links", "result": "hold", "detail": "3 links", "version": 12},
        {"check": "speed", "result": "pass", "detail": "42 seconds"},
    ]
    attempt(comment, 1, verdict="ham", applied=True, trace=steps)
    html = on_its_page(desk, comment)
    assert "<td>3 links</td><td>12</td>" in html
    assert "<td>42 seconds</td><td></td>" in html


def test_folds_are_open_where_there_is_room(desk: Client) -> None:
    comment = make_comment()
    assert "<details data-why open>" in on_its_page(desk, comment)
    assert "<details data-why>" in card(shown(desk.get(QUEUE)), comment.pk)


def test_its_own_page_has_every_attempt_and_a_list_the_last_few(desk: Client) -> None:
    comment = make_comment()
    Check.objects.bulk_create(
        Check(comment=comment, version=1, verdict="unknown", fault="passing") for _time in range(30)
    )
    assert on_its_page(desk, comment).count('class="card-attempt"') == 30
    assert card(shown(desk.get(QUEUE)), comment.pk).count('class="card-attempt"') == 20


def test_the_sentence_says_what_the_deciding_rule_saw_until_somebody_decides(desk: Client) -> None:
    comment = make_comment(status="unchecked")
    steps = [
        {"check": "akismet", "result": "pass", "detail": ""},
        {"check": "links", "result": "hold", "detail": "3 links"},
        {"check": "mode", "result": "hold", "detail": "every comment waits for a person"},
    ]
    attempt(comment, 1, verdict="ham", applied=True, trace=steps)
    comment.settle(Status.PENDING, "links", seen=comment.seen)
    assert "Waits: it has several links (3 links)." in on_its_page(desk, comment)
    comment.mark_spam(by=make_moderator("ada"))
    assert "Spam: marked as spam by a moderator." in on_its_page(desk, comment)
