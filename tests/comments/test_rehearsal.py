"""What a rehearsal counts is what the rule does to the same comments, and it writes nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import policy, weighing
from comments.models import Check, Comment, Commenter, ModerationAction, RuleVersion, Status
from comments.questions import Question
from comments.rules import changing, rehearsal
from comments.rules.kinds import NO_WORDS
from comments.rules.rehearsal import rehearse
from comments.spam import Verdict
from tests.factories import make_article, make_comment, make_moderator, make_section, make_submission, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TEXTS = ["bad", "b4d, really", "badly", "french;fries", "class analysis", "<b>b</b>ad", "pharmacy", "b a d"]


def make_decided(status: str, text: str, *, by_person: bool = True, **columns: Any) -> Comment:
    comment = make_comment(status="pending", text=text, html=f"<p>{text}</p>", **columns)
    make_submission(comment, seconds_to_post=len(text))
    if by_person:
        moderator = make_moderator()
        verbs = {"approved": comment.approve, "spam": comment.mark_spam}
        verbs[status](by=moderator) if status in verbs else comment.reject(by=moderator, reason="insult")
    else:
        Comment.objects.filter(pk=comment.pk).update(status=Status.UNCHECKED, asked_at=timezone.now())
        comment.refresh_from_db()
        comment.settle(Status(status), "akismet", seen=comment.seen)
    return comment


@pytest.fixture
def decided() -> list[Comment]:
    """All texts, decided in all ways, of people of all sorts."""
    article = make_article()
    account = Commenter.objects.create(user=make_user())
    guest = Commenter.objects.create(email_key="guest")
    found = []
    for number, text in enumerate(TEXTS * 2):
        person = [account, guest, None][number % 3]
        status, by_person = ["approved", "rejected", "spam"][number % 3], number % 4 != 0
        found.append(make_decided(status, text, by_person=by_person, article=article, commenter=person))
    found.append(make_decided("approved", "see https://a.example https://b.example", article=article))
    Comment.objects.filter(pk=found[-1].pk).update(html='<p><a href="https://a.example">x</a> <a href="y">y</a></p>')
    for comment in found:
        comment.refresh_from_db()
    return found


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("words_reject", {**NO_WORDS, "words": ["bad", "french fries"], "parts": ["pharm"]}),
    ("words_hold", {**NO_WORDS, "words": ["bad"], "fields": ["name"]}),
    ("words_flag", {**NO_WORDS, "parts": ["bad"]}),
    ("links", {"least": 1}),
    ("links", {"least": 0}),
    ("speed", {"seconds": 9}),
    ("trap", {"on": False}),
    ("first", {"comments": 4}),
    ("rejections", {"percent": 40, "days": 30, "least": 2}),
]


@pytest.mark.parametrize(("kind", "values"), CHANGES)
def test_a_rehearsal_counts_what_the_rule_then_does_to_the_same_comments(
    decided: list[Comment], kind: str, values: dict[str, Any]
) -> None:
    before = caught_by_checks(kind, decided)
    rehearsed = rehearse(kind, values)
    changing.change(kind, values, by=make_moderator(), seen=0)
    after = caught_by_checks(kind, decided)
    assert rehearsed.looked_at == len(decided)
    assert rehearsed.caught.total() == len(after)
    assert rehearsed.new.total() == len(after - before)
    assert rehearsed.gone.total() == len(before - after)
    assert {sample.pk for sample in rehearsed.samples} <= after - before
    assert {sample.pk for sample in rehearsed.samples_gone} <= before - after


def caught_by_checks(kind: str, comments: list[Comment]) -> set[int]:
    """As the check would have it now, after a ham: by the same evidence and the whole policy."""
    return {comment.pk for comment in comments if trace_of(comment)[kind] in rehearsal.CAUGHT}


def trace_of(comment: Comment) -> dict[str, str]:
    with transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(status=Status.UNCHECKED)
        question = Question.about(comment.pk)
        assert question
        Comment.objects.filter(pk=comment.pk).update(status=comment.status)
        attempt = Check(comment=comment, version=1, verdict=Verdict.HAM)
        return {step["check"]: step["result"] for step in policy.decide(weighing.evidence(question, attempt, "")).trace}


def test_it_tells_what_people_had_decided_apart_from_what_was_decided_by_itself(decided: list[Comment]) -> None:
    found = rehearse("words_hold", {**NO_WORDS, "words": ["bad"]})
    log = ModerationAction.objects.filter(to_status__in=["approved", "rejected", "spam"])
    by_person = set(log.exclude(actor=None).values_list("comment", flat=True))
    expected: dict[tuple[str, bool], int] = {}
    for comment in Comment.objects.filter(text__in=["bad", "b4d, really", "<b>b</b>ad", "b a d"]):
        key = comment.status, comment.pk in by_person
        expected[key] = expected.get(key, 0) + 1
    assert dict(found.caught) == expected
    assert {by_person for _, by_person in expected} == {True, False}


def test_nothing_is_written_and_the_queries_do_not_grow_with_the_comments(decided: list[Comment]) -> None:
    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            rehearse("words_hold", {**NO_WORDS, "words": ["bad"]})
        return [query["sql"] for query in captured]

    few = queries()
    for number in range(20):
        make_decided("rejected", f"bad {number}", article=decided[0].article)
    many = queries()
    assert len(many) == len(few) <= 5
    assert all(sql.lstrip().startswith("SELECT") for sql in many)
    assert not RuleVersion.objects.exists()


def test_what_has_no_text_any_more_is_counted_apart(decided: list[Comment]) -> None:
    gone = Comment.objects.filter(status="spam")
    gone.update(text="", html="", name="", website="", emptied_at=timezone.now())
    found = rehearse("words_hold", {**NO_WORDS, "words": ["bad"]})
    assert (found.looked_at, found.unread) == (len(decided) - gone.count(), gone.count())


def test_the_newest_are_looked_at_and_no_more_than_the_bound(
    decided: list[Comment], monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = make_decided("rejected", "bad again", article=decided[0].article, created_at=timezone.now())
    Comment.objects.exclude(pk=newest.pk).update(created_at=timezone.now() - timedelta(days=3))
    monkeypatch.setattr(rehearsal, "PORTION", 1)
    monkeypatch.setattr(rehearsal, "CHARACTERS", 1)
    found = rehearse("words_hold", {**NO_WORDS, "words": ["bad"]})
    assert (found.looked_at, [sample.pk for sample in found.samples]) == (1, [newest.pk])


def test_samples_are_of_sections_that_the_viewer_reaches(decided: list[Comment]) -> None:
    assert rehearse("words_hold", {**NO_WORDS, "words": ["bad"]}, frozenset({make_section().pk})).samples == []


def test_the_form_shows_a_rehearsal_and_keeps_what_was_typed(decided: list[Comment]) -> None:
    client = Client()
    client.force_login(make_user(staff=True, permissions=("comments.keep_rules",)))
    given = {"words": "bad\nfrench fries", "parts": "", "fields": ["text"], "seen": "0", "rehearse": "1"}
    answer = client.post("/admin/comments/rules/words_hold/", given)
    assert answer.status_code == 200
    assert f"the {len(decided)} newest decided comments" in answer.text
    assert "The rule would catch 10 of them: 10 that it doesn&#x27;t catch now, while 0" in answer.text
    assert "a person had approved it" in answer.text
    assert "&lt;b&gt;b&lt;/b&gt;ad" in answer.text or "<q" in answer.text
    assert answer.context["form"]["words"].value() == "bad\nfrench fries"
    assert not RuleVersion.objects.exists()


def test_a_form_that_can_not_be_saved_is_not_rehearsed_either(decided: list[Comment]) -> None:
    client = Client()
    client.force_login(make_user(staff=True, permissions=("comments.keep_rules",)))
    answer = client.post("/admin/comments/rules/links/", {"least": "-1", "seen": "0", "rehearse": "1"})
    assert answer.status_code == 422
    assert "rehearsal" not in answer.context
