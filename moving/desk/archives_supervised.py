"""What the supervisor has done while neither web nor worker runs: the archive that waits is taken in."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from moving.archives import waiting
from moving.archives.taking_in import TakenIn
from moving.archives.taking_over import take_over
from moving.archives.waiting import Request
from moving.desk import archives, folders
from moving.models import Course, Step, Transfer
from moving.refused import Refused

log = logging.getLogger("newsroom.moving")

AGAIN_AND_AGAIN = gettext_noop("It was begun three times and ended each time before its end. The log says more.")
OUR_FAULT = gettext_noop("It stopped because of an error (%(error)s), and nothing was changed. The log has it.")


def carry_out() -> None:
    """Tried three times at most: whatever kills it must not keep the site from running."""
    folder = Path(settings.DATA_DIR)
    request = waiting.asked(folder)
    transfer = _transfer_of(request) if request else None
    if request and transfer and request.tries >= waiting.MOST_TRIES:
        _failed(transfer, {"sentence": AGAIN_AND_AGAIN})
    elif request and transfer:
        waiting.ask(folder, replace(request, tries=request.tries + 1))
        _attempt(folder, transfer)
    waiting.withdraw(folder)


def _transfer_of(request: Request) -> Transfer | None:
    """None if it is in already, or somebody has asked to stop."""
    running = Transfer.objects.running().filter(step=Step.BRING, is_asked_to_stop=False)
    return running.filter(pk=request.transfer, folder=request.folder).first()


def _attempt(folder: Path, transfer: Transfer) -> None:
    try:
        taken_in = take_over(archives.prove(transfer))
    except Refused as refused:
        _failed(transfer, refused.told)
    except Exception as error:
        log.exception("archive not taken in", extra={"transfer": transfer.pk})
        _failed(transfer, {"sentence": OUR_FAULT, "named": {"error": type(error).__name__}})
    else:
        waiting.note(folder, _report(taken_in))
        folders.remove(transfer.path)
        log.info("archive taken in", extra={"made_at": taken_in.manifest.made_at})


def _failed(transfer: Transfer, fault: dict[str, Any]) -> None:
    now = timezone.now()
    ended = {"course": Course.FAILED, "ended_at": now, "moved_at": now, "fault": fault}
    Transfer.objects.running().filter(pk=transfer.pk).update(**ended)


def _report(taken_in: TakenIn) -> dict[str, Any]:
    manifest = taken_in.manifest
    return {
        "at": timezone.now().isoformat(),
        "made_at": manifest.made_at,
        "records": sum(each.rows for each in manifest.records),
        "media": manifest.media.rows,
        "unknown": taken_in.unknown,
        "differing": taken_in.differing,
    }
