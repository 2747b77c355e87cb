"""What was done about somebody's second factor, in the history of their account and in the log of the process."""

from __future__ import annotations

import logging

from django.contrib.admin.models import CHANGE, LogEntry
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

log = logging.getLogger("newsroom.accounts")

SET_UP = _("Set up a second factor.")
NEW_CODES = _("Made new recovery codes.")
REMOVED = _("Removed the second factor.")
RESET = _("Reset the second factor: the device was lost.")
PASSKEY_ADDED = _("Added a passkey.")
PASSKEY_REMOVED = _("Removed a passkey.")


def note(by: User, about: User, what: Promise) -> None:
    """That history is of the staff: what readers do with their own accounts stands in the log alone, by number."""
    if about.is_staff or by.pk != about.pk:
        LogEntry.objects.log_actions(by.pk, [about], CHANGE, str(what), single_object=True)
    log.info("second factor changed", extra={"user": about.pk, "by": by.pk})
