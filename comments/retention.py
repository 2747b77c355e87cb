"""How long what is kept: the figures, which the page for readers shows, and the job that keeps to them."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from comments.models import Comment, Status, Submission
from outbox.jobs import Done, Outcome, recurs
from outbox.models import Job

SUBMISSION_AFTER_POSTING = timedelta(days=90)
SUBMISSION_AFTER_DECISION = timedelta(days=30)
STATUS_LINK_AFTER_DECISION = timedelta(days=90)
BATCH = 500

UNDECIDED = (Status.UNCHECKED, Status.PENDING)


@recurs("comments.retention", every=86_400)
def forget_requests(job: Job) -> Outcome:
    """Deletes a portion at a time, so that no transaction is long; the last portion ends with the job."""
    while len(_overdue()) == BATCH:
        _forget()
    return Done(_forget)


def _forget() -> None:
    Submission.objects.filter(pk__in=_overdue()).delete()


def _overdue() -> list[int]:
    now = timezone.now()
    decided = Comment.objects.exclude(status__in=UNDECIDED).filter(decided_at__lt=now - SUBMISSION_AFTER_DECISION)
    old = Q(created_at__lt=now - SUBMISSION_AFTER_POSTING) | Q(comment__in=decided)
    return list(Submission.objects.filter(old).order_by("pk").values_list("pk", flat=True)[:BATCH])
