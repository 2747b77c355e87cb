"""What goes when its time is over, what goes with it, and what stays."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from comments import forgetting, retention
from comments.forgetting import REQUESTS, SPAM_TEXTS
from comments.models import Check, Comment, Feedback, ModerationNote, Submission
from comments.models.feedback import FEEDBACK_JOB
from comments.recount import differences
from outbox.models import Job
from outbox.worker import Worker
from tests.comments.posting import reader, words
from tests.factories import make_comment, make_moderator, make_submission

pytestmark = pytest.mark.django_db


def ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def make_spam(days: float = 31, **columns: Any) -> Comment:
    told: dict[str, Any] = {"status": "spam", "reason": "akismet", "website": "https://spam.example"}
    return make_comment(**told | {"created_at": ago(days), "asked_at": ago(days), "decided_at": ago(days)} | columns)


def columns_of(comment: Comment) -> dict[str, Any]:
    return dict(Comment.objects.filter(pk=comment.pk).values().get())


@pytest.mark.parametrize(
    ("status", "posted_days_ago", "decided_days_ago", "kept"),
    [
        ("pending", 89, None, True),
        ("pending", 91, None, False),
        ("approved", 40, 29, True),
        ("approved", 40, 31, False),
        ("rejected", 91, 1, False),
        ("unchecked", 40, 35, True),
        ("withdrawn", 40, 31, False),
    ],
)
def test_a_request_goes_thirty_days_after_the_decision_and_ninety_after_posting(
    status: str, posted_days_ago: int, decided_days_ago: int | None, kept: bool
) -> None:
    comment = make_comment(status=status, decided_at=ago(decided_days_ago) if decided_days_ago else None)
    make_submission(comment, created_at=ago(posted_days_ago))
    assert retention.dry_run()[REQUESTS.name] == (not kept)
    assert retention.run()[REQUESTS.name] == (not kept)
    assert Submission.objects.exists() == kept
    assert Comment.objects.filter(pk=comment.pk, text="A remark.", name=comment.name).exists()


@pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
def test_of_spam_its_number_times_and_verdict_stay(days: int, kept: bool) -> None:
    spam = make_spam(days)
    Check.objects.create(comment=spam, version=1, verdict="spam", applied=True, trace=[{"check": "akismet"}])
    before = columns_of(spam)
    assert retention.dry_run()[SPAM_TEXTS.name] == (not kept)
    assert retention.run()[SPAM_TEXTS.name] == (not kept)
    after = columns_of(spam)
    changed = {name for name, value in after.items() if value != before[name]}
    assert changed == (set() if kept else {"text", "html", "name", "website", "emptied_at"})
    assert Check.objects.get().verdict == "spam"


def test_spam_that_was_imported_without_a_time_of_decision_counts_from_when_it_was_asked_about() -> None:
    old, young = make_spam(decided_at=None), make_spam(decided_at=None, asked_at=ago(2))
    retention.run()
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.text, young.text) == ("", "A remark.")


def test_the_request_of_spam_holds_the_text_and_goes_with_it() -> None:
    make_submission(make_spam(decided_at=None), created_at=ago(31))
    assert retention.run()[SPAM_TEXTS.name] == 1
    assert not Submission.objects.exists()


def test_other_texts_stay_however_old() -> None:
    for status in ("unchecked", "pending", "approved", "rejected", "withdrawn"):
        make_comment(status=status, decided_at=ago(4_000), created_at=ago(4_000), asked_at=ago(4_000))
    assert retention.run()[SPAM_TEXTS.name] == 0
    assert set(Comment.objects.values_list("text", flat=True)) == {"A remark."}


def test_replies_below_spam_and_all_counts_stay() -> None:
    parent = make_comment(status="approved")
    reply = make_comment(parent=parent, status="approved")
    parent.mark_spam(by=make_moderator())
    Comment.objects.filter(pk=parent.pk).update(decided_at=ago(31))
    retention.run()
    parent.refresh_from_db()
    assert (parent.text, parent.on_page) == ("", True)
    assert Comment.objects.get(pk=reply.pk).text == "A remark."
    assert list(differences(repair=False)) == []
    page = words(reader().get(reply.article.get_absolute_url()))
    assert "Removed as spam." in page
    assert reply.name in page


def test_a_second_run_finds_nothing_left() -> None:
    make_submission(make_spam())
    make_submission(make_comment(), created_at=ago(91))
    assert sum(retention.run().values()) == 3
    assert sum(retention.run().values()) == sum(retention.dry_run().values()) == 0


def test_a_dry_run_changes_nothing() -> None:
    make_submission(make_spam())
    before = [list(model.objects.values()) for model in (Comment, Submission)]
    assert retention.dry_run()[REQUESTS.name] == retention.dry_run()[SPAM_TEXTS.name] == 1
    assert [list(model.objects.values()) for model in (Comment, Submission)] == before


def test_what_was_overdue_when_it_was_found_and_is_not_any_more_stays() -> None:
    """Somebody marks it as not spam, or decides anew, between looking and deleting."""
    spam, decided = make_spam(), make_comment(status="rejected", decided_at=ago(31))
    make_submission(decided)
    texts, requests = (list(kind.overdue(timezone.now())) for kind in (SPAM_TEXTS, REQUESTS))
    spam.mark_not_spam(by=make_moderator())
    decided.approve(by=make_moderator())
    assert [forgetting.forget_texts(keys, timezone.now()) for keys in texts] == [0]
    assert [forgetting.forget_requests(keys, timezone.now()) for keys in requests] == [0]
    assert Submission.objects.count() == 1
    assert Comment.objects.get(pk=spam.pk).text == "A remark."


def test_a_report_that_waits_ends_when_its_request_goes_and_the_history_says_why() -> None:
    comment = make_comment(created_at=ago(91))
    make_submission(comment, created_at=ago(91))
    Check.objects.create(comment=comment, version=1, verdict="ham", applied=True)
    comment.mark_spam(by=make_moderator())
    assert Job.objects.open().filter(kind=FEEDBACK_JOB).count() == 1
    retention.run()
    report = Feedback.objects.get()
    assert (report.state, report.detail) == ("given_up", "The request it came with is no longer kept.")
    assert report.settled_at
    assert not Job.objects.open().filter(kind=FEEDBACK_JOB).exists()


def test_a_decision_after_the_request_has_gone_tells_nobody_and_the_history_says_so() -> None:
    comment = make_comment(created_at=ago(91))
    make_submission(comment, created_at=ago(91))
    Check.objects.create(comment=comment, version=1, verdict="ham", applied=True)
    retention.run()
    comment.mark_spam(by=make_moderator())
    report = Feedback.objects.get()
    assert (report.state, report.detail) == ("given_up", "The request it came with is no longer kept.")
    assert not Job.objects.open().filter(kind=FEEDBACK_JOB).exists()


def test_a_report_about_a_text_whose_request_stays_still_leaves() -> None:
    comment = make_comment(version=2)
    make_submission(comment, version=1, created_at=ago(91))
    make_submission(comment, version=2)
    comment.mark_spam(by=make_moderator())
    retention.run()
    assert Submission.objects.get().version == 2
    assert Job.objects.open().filter(kind=FEEDBACK_JOB).count() == Feedback.objects.waiting().count()


def test_a_moderators_note_stays_without_the_address_in_it() -> None:
    comment = make_comment()
    make_submission(comment, ip="203.0.113.77", email="Guest@example.org", created_at=ago(91))
    comment.reject(by=make_moderator(), reason="other", note="guest@EXAMPLE.org, from 203.0.113.77, is Bob again")
    retention.run()
    assert ModerationNote.objects.get().text == "[e-mail], from [address], is Bob again"


def test_with_the_last_request_go_the_words_of_what_answered_to_it() -> None:
    comment = make_comment(created_at=ago(91))
    make_submission(comment, created_at=ago(91))
    told = {"comment": comment, "version": 1, "guid": "f00d"}
    Check.objects.create(**told, verdict="unknown", fault="passing", detail="it said “guest@…”", trace=[{"check": "x"}])
    Check.objects.create(**told, verdict="ham", trace=[{"check": "akismet"}], applied=True)
    retention.run()
    fault, ham = Check.objects.order_by("pk")
    assert (fault.fault, fault.detail, fault.guid, fault.trace) == ("passing", "", "", [])
    assert (ham.verdict, ham.guid, ham.trace, ham.applied) == ("ham", "", [{"check": "akismet"}], True)


def test_it_is_done_every_day_by_the_worker() -> None:
    make_submission(make_comment(), created_at=ago(91))
    Job.objects.create(kind="comments.retention")
    Worker().drain()
    assert not Submission.objects.exists()
    due_in = Job.objects.get(kind="comments.retention").due_at - timezone.now()
    assert timedelta(hours=23) < due_in <= timedelta(days=1)
