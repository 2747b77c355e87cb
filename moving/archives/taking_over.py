"""Takes an archive into an installation in which superusers have accounts, and nothing else has happened yet.

For those without a shell: the accounts, sessions and transfers that were needed to get the archive here go in the same
transaction in which it comes. Whatever else is there stands against it, as with `import_archive`.
"""

from __future__ import annotations

import time
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext_noop

from accounts.models import User
from moving import target
from moving.archives import taking_in
from moving.archives.taking_in import TakenIn
from moving.progress import Counting
from moving.refused import Refused
from moving.tables import MADE_BY_MIGRATE

GIVEN_UP = frozenset(
    {
        *("accounts.user", "accounts.user_groups", "accounts.user_user_permissions", "accounts.asksforsecondfactor"),
        *("account.emailaddress", "mfa.authenticator", "admin.logentry", "outbox.job", "comments.letterclock"),
    }
)
"""Of the tables that an archive has records for."""
BESIDE = (
    *("sessions.session", "moving.transfer", "articles.presence", "account.emailconfirmation"),
    *("socialaccount.socialtoken", "comments.logcheck", "comments.retentionrun"),
)
"""Of the others: those that refer to them, or tell what this installation did with what it had."""
PATIENCE = target.SILENT_AFTER.total_seconds() + 10
OTHERS = gettext_noop(
    "There are accounts here besides those of superusers: they would be lost, so nothing is replaced."
)
NOT_EMPTY = gettext_noop(
    "Something has happened here already (%(table)s). An archive replaces everything, so it is taken only into an"
    " installation in which there is nothing yet; one that was started with DEMO=off, if it is the demo newspaper that"
    " is in the way."
)


def refuse_what_would_be_lost() -> None:
    if User.objects.filter(is_superuser=False).exists():
        raise Refused(OTHERS)
    for table in taking_in.all_tables():
        if table.name not in GIVEN_UP | MADE_BY_MIGRATE and table.model._base_manager.exists():
            raise Refused(NOT_EMPTY, table=table.name)


def take_over(path: Path, tell: Counting | None = None) -> TakenIn:
    """All of it or nothing: killed at any moment it leaves the installation as it was. Raises Refused."""
    _wait_for_silence()
    return taking_in.take_in(path, tell, _give_up)


def _give_up() -> frozenset[str]:
    refuse_what_would_be_lost()
    for label in BESIDE:
        apps.get_model(label)._base_manager.all()._raw_delete(connection.alias)
    return GIVEN_UP


def _wait_for_silence() -> None:
    """A worker that was killed is taken for one that works until it has been silent for a while."""
    end = time.monotonic() + PATIENCE
    while target.is_worked_on(connection) and time.monotonic() < end:
        time.sleep(0.5)
