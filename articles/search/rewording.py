"""The worker makes entries anew of which it has been told that a name in them has changed."""

from articles.changes import WORDS_CHANGED
from articles.models import SearchEntry
from outbox.jobs import Done, Outcome, handles
from outbox.models import Job


@handles(WORDS_CHANGED)
def renew(job: Job) -> Outcome:
    def effect() -> None:
        SearchEntry.objects.keep([job.ref])

    return Done(effect)
