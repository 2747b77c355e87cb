"""Comments that Akismet has judged, and what it has been told of them since."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from comments.models import Check, Comment, Feedback
from outbox.models import Job
from tests.akismet_server import AkismetServer
from tests.comments.submitted import make_payload
from tests.factories import make_comment, make_submission

MACHINE = {"ham": ("pending", "every_comment"), "spam": ("spam", "akismet"), "unknown": ("pending", "not_checked")}


def make_judged(verdict: str = "ham", **columns: Any) -> Comment:
    """As the policy leaves it after that verdict; "unknown": a check that brought none."""
    status, reason = MACHINE[verdict]
    comment = make_comment(**{"status": status, "reason": reason} | columns)
    make_submission(comment, payload=make_payload(content=comment.text))
    before = timezone.now() - timedelta(seconds=60)
    Check.objects.create(comment=comment, version=comment.version, verdict=verdict, applied=True, created_at=before)
    return comment


def reports(comment: Comment) -> list[tuple[str, str]]:
    rows = Feedback.objects.filter(comment=comment).order_by("pk")
    return [(row.kind, row.state) for row in rows]


def report(comment: Comment) -> Feedback:
    return Feedback.objects.get(comment=comment)


def told(akismet: AkismetServer) -> list[str]:
    """In the order in which it arrived."""
    return [call.endpoint.removeprefix("submit-") for call in akismet.calls() if call.endpoint.startswith("submit-")]


def jobs_left() -> int:
    return Job.objects.open().filter(kind="comments.feedback").count()
