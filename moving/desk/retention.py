"""Uploaded files and written ones go some days after the last step, and what an upload left that was broken off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction

from comments import retention
from moving.desk import folders, moves
from moving.models import Transfer
from outbox.retention import Keys, Kind, portions


def register() -> None:
    retention.of_apps_above += [FILES, STRAYS]


def _forget(keys: Keys, now: datetime) -> int:
    """The row first, so that nobody takes a step with files that go."""
    with transaction.atomic():
        found = list(Transfer.objects.overdue(now).filter(pk__in=keys).order_by("pk").select_for_update(no_key=True))
        for transfer in found:
            moves.forget(transfer)
    for transfer in found:
        folders.remove(transfer.path)
    return len(found)


def _strays(now: datetime) -> Iterator[Keys]:
    """By their times on disk: no row tells of them."""
    known = set(Transfer.objects.filter(forgotten_at=None).values_list("folder", flat=True))
    if found := [str(path) for path in folders.strays(known)]:
        yield found


def _remove(paths: Keys, now: datetime) -> int:
    for path in paths:
        folders.remove(Path(path))
    return len(paths)


FILES = Kind("files of transfers", lambda now: portions(Transfer.objects.overdue(now), "moved_at"), _forget)
STRAYS = Kind("folders of uploads that were broken off", _strays, _remove)
