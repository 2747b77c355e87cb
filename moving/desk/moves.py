"""What may be done with a transfer: each by comparing with what was seen on the page, and noted with who did it."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import User
from moving.desk import carrying, folders
from moving.models import Course, Step, Transfer
from outbox.models import Job

log = logging.getLogger("newsroom.moving")

ACTS = {
    Step.TRY: _("Asked for a trial."),
    Step.BRING: _("Asked for the import."),
    Step.TAKE_BACK: _("Asked to take the import back."),
    Step.MAKE: _("Asked for the export."),
}
QUOTED = {"quoted", "people"}
KEPT = gettext_noop("Another one was running when the files came. They are kept: try again once that has ended.")
STOPPED, FILES_DELETED, NAMED = _("Asked to stop."), _("Deleted the files."), _("Changed who is who.")
NAMED_SINCE = gettext_noop("Who is who was changed since the trial, so it is to be made again.")


class Overtaken(Exception):
    """It stands elsewhere by now."""


class Busy(Exception):
    """Something of the same lane is running."""


def note(transfer: Transfer, by: User, what: Promise) -> None:
    LogEntry.objects.log_actions(by.pk, [transfer], CHANGE, str(what), single_object=True)
    log.info("transfer", extra={"transfer": transfer.pk, "step": transfer.step, "by": by.pk})


def start(transfer: Transfer, *, by: User) -> Transfer:
    """Writes the row, whose first step begins. Raises Busy."""
    try:
        with transaction.atomic():
            transfer.save(force_insert=True)
            carrying.begin(transfer)
            note(transfer, by, ACTS[Step(transfer.step)])
    except IntegrityError as error:
        raise Busy from error
    return transfer


def keep(transfer: Transfer, *, by: User) -> Transfer:
    """What came while something else runs, which nobody should have to send again: it begins with *Try again*."""
    transfer.course, transfer.ended_at, transfer.fault = Course.STOPPED, timezone.now(), {"sentence": KEPT}
    with transaction.atomic():
        transfer.save(force_insert=True)
        note(transfer, by, ACTS[Step(transfer.step)])
    return transfer


def take_step(transfer: Transfer, step: Step, *, by: User, **columns: Any) -> None:
    """From where it stood when it was read. Raises Overtaken (also where its files are gone), Busy."""
    if transfer.forgotten_at and "forgotten_at" not in columns:
        raise Overtaken
    seen = Transfer.objects.filter(
        pk=transfer.pk,
        step=transfer.step,
        course=transfer.course,
        ended_at=transfer.ended_at,
        forgotten_at=transfer.forgotten_at,
    )
    begun = {"step": step, "course": Course.RUNNING, "fault": {}, "is_asked_to_stop": False, "ended_at": None}
    begun |= {"done": 0, "total": 0, "counts": {}, "moved_at": timezone.now()}
    try:
        with transaction.atomic():
            if not seen.exclude(course=Course.RUNNING).update(**begun, **columns):
                raise Overtaken
            transfer.step = step
            carrying.begin(transfer)
            note(transfer, by, ACTS[step])
    except IntegrityError as error:
        raise Busy from error


def name(transfer: Transfer, files: list[dict[str, Any]], *, by: User) -> None:
    """Other names for what was tried: it is not brought in before it was tried with them. Raises Overtaken."""
    seen = Transfer.objects.filter(pk=transfer.pk, step=Step.TRY, course=transfer.course, ended_at=transfer.ended_at)
    now = timezone.now()
    named = {"files": files, "course": Course.STOPPED, "fault": {"sentence": NAMED_SINCE}, "ended_at": now}
    with transaction.atomic():
        if not seen.filter(forgotten_at=None).exclude(course=Course.RUNNING).update(**named, moved_at=now):
            raise Overtaken
        note(transfer, by, NAMED)


def stop(transfer: Transfer, *, by: User) -> None:
    """After the transaction at which it is. Where no job is left, one comes to say so. Raises Overtaken."""
    with transaction.atomic():
        if not Transfer.objects.running().filter(pk=transfer.pk).update(is_asked_to_stop=True):
            raise Overtaken
        if not Job.objects.open().filter(kind=carrying.JOB, ref=transfer.pk).exists():
            carrying.begin(transfer)
        note(transfer, by, STOPPED)


def delete_files(transfer: Transfer, *, by: User) -> None:
    """Raises Overtaken while something runs."""
    with transaction.atomic():
        if not forget(transfer):
            raise Overtaken
        note(transfer, by, FILES_DELETED)
    folders.remove(transfer.path)


def forget(transfer: Transfer) -> bool:
    """The numbers of its reports stay, what they quote goes, and who has an account in an archive."""
    kept = {
        step: {name: value for name, value in said.items() if name not in QUOTED}
        for step, said in transfer.report.items()
    }
    here = Transfer.objects.filter(pk=transfer.pk, forgotten_at=None).exclude(course=Course.RUNNING)
    return bool(here.update(forgotten_at=timezone.now(), report=kept))
