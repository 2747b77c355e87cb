"""What readers are told about their data, and that it is so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import retention
from comments.models import Comment, Submission
from comments.spam import SENT_FIELDS
from outbox.jobs import Done, registry
from outbox.models import Job
from tests.comments.posting import reader, words
from tests.factories import make_comment, make_submission

pytestmark = pytest.mark.django_db


def forget() -> None:
    outcome = registry.handlers["comments.retention"].work(Job(kind="comments.retention"))
    assert isinstance(outcome, Done)
    outcome.effect()


def test_the_page_lists_exactly_the_fields_that_are_sent_and_what_they_are() -> None:
    page = words(reader().get("/comment-data/"))
    listed = [name.split("</code>")[0] for name in page.split("<dt><code>")[1:]]
    assert sorted(listed) == sorted(field.name for field in SENT_FIELDS)
    assert all(str(field.description) in page for field in SENT_FIELDS)


def test_the_page_names_who_gets_the_data_and_how_long_it_is_kept() -> None:
    page = words(reader().get("/comment-data/"))
    assert 'href="https://akismet.com/" rel="nofollow noopener"' in page
    assert "Automattic" in page
    assert f"Until {retention.SUBMISSION_AFTER_DECISION.days} days after the last decision" in page
    assert f"never longer than {retention.SUBMISSION_AFTER_POSTING.days} days after you sent it" in page
    assert f"until {retention.STATUS_LINK_AFTER_DECISION.days} days after the decision" in page


def test_the_page_needs_no_cookie_and_sets_none() -> None:
    response = reader().get("/comment-data/")
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    ("status", "posted_days_ago", "decided_days_ago", "kept"),
    [
        ("pending", 89, None, True),
        ("pending", 91, None, False),
        ("approved", 40, 29, True),
        ("approved", 40, 31, False),
        ("rejected", 91, 1, False),
        ("unchecked", 40, 35, True),
        ("spam", 40, None, True),
    ],
)
def test_a_request_goes_thirty_days_after_the_decision_and_ninety_after_posting(
    status: str, posted_days_ago: int, decided_days_ago: int | None, kept: bool
) -> None:
    now = timezone.now()
    decided_at = now - timedelta(days=decided_days_ago) if decided_days_ago is not None else None
    comment = make_comment(status=status, decided_at=decided_at)
    make_submission(comment, created_at=now - timedelta(days=posted_days_ago))
    forget()
    assert Submission.objects.exists() == kept
    assert Comment.objects.filter(pk=comment.pk, text="A remark.").exists()


def test_many_requests_go_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        make_submission(make_comment(), created_at=timezone.now() - timedelta(days=100))
    forget()
    assert not Submission.objects.exists()


def test_it_is_done_every_day() -> None:
    assert registry.handlers["comments.retention"].every == timedelta(days=1)
