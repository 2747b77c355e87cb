from datetime import datetime, timedelta

from outbox.models import Job, JobQuerySet, State
from outbox.retention import whole_rows

KEEP_FINISHED = timedelta(days=7)


def _finished(now: datetime) -> JobQuerySet:
    """Not those that were given up: they wait for a person."""
    return Job.objects.filter(state=State.DONE, finished_at__lt=now - KEEP_FINISHED)


FINISHED_JOBS = whole_rows("finished jobs", _finished, "finished_at")
KINDS = (FINISHED_JOBS,)
