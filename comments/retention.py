"""Once a day, and by `manage.py retention`: everything goes whose time is over, wherever it is kept."""

from datetime import timedelta
from typing import Any

from django.db.models import Min
from django.utils import timezone

import accounts.housekeeping
import outbox.housekeeping
from articles import mistakes
from articles.models.desk import unsaved_for_long
from comments import complaint_retention, consents, forgetting
from comments.identity import forgetting as of_identity
from comments.legal import retention as of_notices
from comments.letters import forgetting as of_letters
from comments.models import claim
from comments.models.retention import RetentionRun
from comments.restrictions import forgetting as of_people
from outbox import rewriting
from outbox.jobs import Done, Outcome, recurs
from outbox.models import Job
from outbox.reports import age, reported
from outbox.retention import Counts, Kind, count_overdue, forget_overdue, portions, whole_rows

RETENTION_JOB = "comments.retention"
LATE_AFTER = timedelta(days=3)
UNSAVED = whole_rows("unsaved texts of articles", unsaved_for_long, "at")
CONSENTS = Kind(
    "requests to print a comment as a question",
    lambda now: portions(consents.overdue(now), "since"),
    consents.forget,
)
CLAIMS = whole_rows("claims that have lapsed", claim.lapsed, "until")
KINDS = (
    *forgetting.KINDS,
    *of_people.KINDS,
    *complaint_retention.KINDS,
    *of_notices.KINDS,
    *of_identity.KINDS,
    *of_letters.KINDS,
    CLAIMS,
    CONSENTS,
    UNSAVED,
    mistakes.EMAILS,
    *accounts.housekeeping.KINDS,
    *outbox.housekeeping.KINDS,
)
of_apps_above: list[Kind] = []
"""What they keep; each adds its own in `ready()`."""


@recurs(RETENTION_JOB, every=86_400, lease=3_600)
def forget_daily(job: Job) -> Outcome:
    run()
    return Done()


def run(*, rewrite: bool = False) -> Counts:
    """How much of each kind went. `rewrite`: a large file of SQLite is written anew as well (outbox/rewriting.py)."""
    removed = forget_overdue((*KINDS, *of_apps_above), timezone.now())
    RetentionRun.note(removed)
    if rewrite or any(removed[kind.name] for kind in forgetting.KINDS):
        rewriting.clean_files(whatever_the_size=rewrite)
    return removed


def dry_run() -> Counts:
    return count_overdue((*KINDS, *of_apps_above), timezone.now())


def fault() -> str | None:
    """For /readyz. Before the first run, the time counts from when a worker first saw to it."""
    since = (
        RetentionRun.last_end() or Job.objects.open().filter(kind=RETENTION_JOB).aggregate(at=Min("created_at"))["at"]
    )
    now = timezone.now()
    if since is None or now - since <= LATE_AFTER:
        return None
    return f"what is overdue was last deleted {age(since, now)} ago; see manage outbox"


@reported("retention")
def _report() -> dict[str, Any]:
    last = RetentionRun.last()
    return {"last run": last.ended_at, **last.removed} if last else {"last run": "never"}
