"""Whoever shows an account's name, or what follows from its rights, is told of a change by a job."""

from collections.abc import Iterable

from accounts.models import User
from outbox import jobs

ACCOUNT_CHANGED = "accounts.changed"  # its ref is the account's number


def announce(accounts: Iterable[User]) -> None:
    """In the transaction of the change."""
    for account in accounts:
        jobs.enqueue(ACCOUNT_CHANGED, account.pk)
