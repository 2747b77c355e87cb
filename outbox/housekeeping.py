from datetime import timedelta

from django.utils import timezone

from outbox.jobs import Done, Outcome, recurs
from outbox.models import Job

KEEP_FINISHED = timedelta(days=7)


@recurs("outbox.forget", every=3600)
def forget_finished(job: Job) -> Outcome:
    return Done(lambda: _delete_before_now(KEEP_FINISHED))


def _delete_before_now(age: timedelta) -> None:
    Job.objects.filter(state="done", finished_at__lt=timezone.now() - age).delete()
