"""What is left of an account that its owner has closed: sessions of browsers that have not come back since."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from accounts.sessions import SessionStore
from outbox.jobs import Done, Outcome, enqueue, handles
from outbox.models import Job

SESSIONS_JOB = "accounts.forget_sessions"
LEASE = 300  # seconds


def forget_sessions_later(user: int) -> None:
    """They open nothing any more, yet tell how somebody signed in. In the transaction that closes the account."""
    enqueue(SESSIONS_JOB, user)


@handles(SESSIONS_JOB, lease=LEASE)
def forget_sessions(job: Job) -> Outcome:
    """Whose a session is stands inside: each is read, outside of transactions."""
    keys = list(_sessions_of(job.ref))
    return Done(partial(_forget, keys))


def _sessions_of(user: int) -> Iterator[str]:
    store = SessionStore()
    for key, data in Session.objects.values_list("session_key", "session_data").iterator():
        if store.decode(data).get(SESSION_KEY) == str(user):
            yield key


def _forget(keys: list[str]) -> None:
    Session.objects.filter(session_key__in=keys).delete()
