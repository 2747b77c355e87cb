"""How many of the account's calls the month has used: asked once a day, by the worker."""

import logging

from django.utils import timezone

from comments import breaker, spam
from comments.models import Account, Breaker
from comments.spam import RateLimited, SpamCheckError, Usage
from outbox import jobs
from outbox.jobs import Done, Later, Outcome
from outbox.models import Job

log = logging.getLogger("comments.usage")

USAGE_JOB = "comments.usage"
DAY = 86_400
WITHOUT_KEY = 600
AFTER_FAULT = 3_600


@jobs.recurs(USAGE_JOB, every=DAY, lease=breaker.LEASE)
def read_usage(job: Job) -> Outcome:
    """Not while the breaker holds back the comments' own calls, which matter more."""
    if not spam.is_configured() or Breaker.current().is_open:
        return Later(WITHOUT_KEY)
    try:
        usage = spam.usage_limit()
    except SpamCheckError as fault:
        return _without_answer(fault)
    return Done(lambda: _keep(usage))


def ask_again() -> None:
    """Now, as somebody wants to know."""
    jobs.enqueue(USAGE_JOB, 0)


def _without_answer(fault: SpamCheckError) -> Outcome:
    log.warning("usage not read", extra={"fault": fault.detail})
    seconds = fault.retry_after if isinstance(fault, RateLimited) else 0
    told = {"asked_at": timezone.now(), "fault": fault.detail}
    return Later(max(seconds, AFTER_FAULT), lambda: _store(told), error=fault.detail)


def _keep(usage: Usage) -> None:
    now = timezone.now()
    figures = {"limit": usage.limit, "used": usage.used, "is_throttled": usage.is_throttled}
    _store({"asked_at": now, "answered_at": now, "fault": "", **figures})


def _store(columns: dict[str, object]) -> None:
    Account.objects.update_or_create(pk=1, defaults=columns)
