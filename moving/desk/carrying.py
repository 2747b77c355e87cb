"""The job that takes the present step of a transfer, however long that takes; killed, it begins the step again."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from moving.desk import kinds
from moving.desk.watch import Stopped, Watch
from moving.models import Course, Transfer
from moving.refused import Refused
from outbox import jobs
from outbox.claims import LeaseLost
from outbox.jobs import Done, Later, Outcome
from outbox.leases import Prolonged
from outbox.models import Job

log = logging.getLogger("newsroom.moving")

JOB = "moving.transfer"
LEASE = 60  # seconds, prolonged while the worker lives
ELSEWHERE = 5  # seconds until another worker may look whether the files are on its machine
NOWHERE = timedelta(minutes=10)  # after which none of them has them
TOO_OFTEN = 3
AGAIN_AND_AGAIN = gettext_noop("The worker ended over it several times. Its log says more.")
NO_FILE = gettext_noop("A file could not be read or written: %(error)s.")
NOT_HERE = gettext_noop(
    "No worker found its folder. Web and workers on several machines need one DATA_DIR/transfers that they share."
)
OUR_FAULT = gettext_noop(
    "It stopped because of an error that is not in the files (%(error)s). The worker's log has it."
)


def begin(transfer: Transfer) -> None:
    """Asks for the job of a step that has just been written, in the same transaction."""
    jobs.enqueue(JOB, transfer.pk)


@jobs.handles(JOB, lease=LEASE)
def carry_on(job: Job) -> Outcome:
    transfer = Transfer.objects.running().filter(pk=job.ref).first()
    if transfer is None:
        return Done()
    if transfer.is_asked_to_stop:
        return _ended(transfer, Course.STOPPED)
    if job.failures >= TOO_OFTEN:
        return _ended(transfer, Course.FAILED, fault={"sentence": AGAIN_AND_AGAIN})
    if not transfer.path.is_dir():
        return _left_to_others(transfer)
    watch = Watch(transfer)
    with Prolonged(job, LEASE, watch.write) as watch.lease:
        return _outcome(transfer, watch)


def _left_to_others(transfer: Transfer) -> Outcome:
    """It must not wait for ever: nothing else of its lane could begin."""
    if timezone.now() - transfer.moved_at > NOWHERE:
        return _ended(transfer, Course.FAILED, fault={"sentence": NOT_HERE})
    return Later(ELSEWHERE, error="its files are on another machine")


def _outcome(transfer: Transfer, watch: Watch) -> Outcome:
    """An error of ours is not tried twelve times: who waits is told, and may go on or take back."""
    try:
        report = kinds.of(transfer).steps[transfer.step](transfer, watch)
    except (LeaseLost, OperationalError):
        raise
    except Stopped:
        return _ended(transfer, Course.STOPPED)
    except Refused as refused:
        return _ended(transfer, Course.FAILED, fault=refused.told)
    except OSError as error:
        return _ended(transfer, Course.FAILED, fault={"sentence": NO_FILE, "named": {"error": error.strerror or ""}})
    except Exception as error:
        log.exception("transfer failed", extra={"transfer": transfer.pk, "step": transfer.step})
        return _ended(transfer, Course.FAILED, fault=_our_fault(error))
    return _ended(transfer, Course.DONE, report=transfer.report | {transfer.step: report})


def _our_fault(error: Exception) -> dict[str, Any]:
    return {"sentence": OUR_FAULT, "named": {"error": type(error).__name__}}


def _ended(transfer: Transfer, course: Course, **columns: Any) -> Outcome:
    return Done(partial(_end, transfer.pk, course, columns))


def _end(number: int, course: Course, columns: dict[str, Any]) -> None:
    now = timezone.now()
    ending = {"course": course, "moved_at": now, "ended_at": now, "is_asked_to_stop": False}
    with transaction.atomic():
        Transfer.objects.running().filter(pk=number).update(**ending, **columns)
