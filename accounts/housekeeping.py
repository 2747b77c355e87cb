"""What must not be known for ever: whom a pseudonym stood for, and how often somebody tried."""

from accounts import limits
from accounts.models import PseudonymKey
from outbox.jobs import Done, Outcome, recurs
from outbox.models import Job

DAY = 86_400


@recurs("accounts.forget", every=DAY)
def forget(job: Job) -> Outcome:
    limits.forget_old()
    PseudonymKey.objects.destroy_old()
    return Done()
