"""An archive by the pages: checked by the worker, then taken in by the supervisor while nothing else runs."""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from moving.archives import taking_over, waiting
from moving.archives.kinds import BY_NAME
from moving.archives.reading import Archive
from moving.archives.writing import newspaper
from moving.backup import fingerprint
from moving.desk import kinds
from moving.desk.kinds import Kind, Work
from moving.desk.watch import Stopped, Watch
from moving.models import Course, Step, Transfer
from moving.opened import opened_as
from moving.refused import Refused

ARCHIVE = "archive"
LANE = "in"
PART = "admin/moving/_archive.html"
NAMED_AT_MOST = 50
LONGEST_NAME = 150
WAITS = 60  # seconds, for a supervisor that looks twice a second
SETTINGS = {"name": "SITE_NAME", "address": "SITE_URL", "language": "LANGUAGE_CODE", "time_zone": "TIME_ZONE"}
MOST_ENTRIES = 200_000
CHANGED = gettext_noop("The file is not the one that was uploaded any more. Upload it again.")
NOBODY_STOPS = gettext_noop(
    "Nobody stopped the site, so nothing was taken in: web and worker do not run under Newsroom's own supervisor here."
    " Whoever runs the machine can do it by hand, as docs/moving.md says."
)


def register() -> None:
    steps: dict[str, Work] = {Step.TRY: check, Step.BRING: wait_for_supervisor}
    about = _("All of a newspaper, into an installation in which nothing has happened yet. It replaces everything.")
    title, form = _("Take an archive in"), "moving:archive"
    kinds.register(Kind(ARCHIVE, title, about, LANE, steps, form, PART, shown))


def file_of(transfer: Transfer) -> Path:
    return transfer.path / str(transfer.files[0]["at"])


def check(transfer: Transfer, watch: Watch) -> dict[str, Any]:
    """Reads every byte, as `import_archive --check` does, and writes nothing."""
    path = file_of(transfer)
    try:
        with opened_as(Archive, path, MOST_ENTRIES) as archive:
            watch.total = archive.rows + len(archive.media)
            archive.verify(watch)
            return _told(archive)
    except Refused as refused:
        named = {name: value.replace(str(path), path.name) for name, value in refused.named.items()}
        raise Refused(refused.sentence, **named) from refused


def _told(archive: Archive) -> dict[str, Any]:
    manifest, here = archive.manifest, newspaper()
    there = manifest.newspaper
    return {
        "made_at": manifest.made_at[:40],
        "release": manifest.release,
        "newspaper": there,
        "records": [[each.name, each.rows] for each in manifest.records if each.rows],
        "media": len(archive.media),
        "missing": manifest.missing[:NAMED_AT_MOST],
        "missing_besides": len(manifest.missing[NAMED_AT_MOST:]),
        "differs": [
            [name, here[what], there.get(what, "")] for what, name in SETTINGS.items() if _differs(what, there)
        ],
        "has_key": manifest.secret_key == fingerprint(),
    } | _people(archive)


def _differs(what: str, there: dict[str, str]) -> bool:
    return newspaper()[what] != there.get(what, "")


def _people(archive: Archive) -> dict[str, Any]:
    """Who can see to everything afterwards, to be known before it comes: somebody may have made it to be among them.
    `people` sign in by a password, which is all that is asked of everybody; of others there is a number."""
    people: list[str] = []
    superusers = staff = 0
    for record in archive.records(BY_NAME["users"]):
        is_superuser = bool(record["is_superuser"] and record["is_active"])
        superusers += is_superuser
        staff += bool(record["is_staff"] and record["is_active"] and not is_superuser)
        if is_superuser and len(people) < NAMED_AT_MOST and not str(record["password"]).startswith("!"):
            people.append(str(record["username"])[:LONGEST_NAME])
    return {"people": people, "people_besides": superusers - len(people), "staff": staff}


def wait_for_supervisor(transfer: Transfer, watch: Watch) -> dict[str, Any]:
    """It ends this worker before it takes the archive in (moving/archives/waiting.py), so nobody comes back from here
    but where there is none."""
    folder = Path(settings.DATA_DIR)
    waiting.ask(folder, waiting.Request(transfer.pk, transfer.folder))
    try:
        _wait(watch)
    except (Stopped, Refused):
        waiting.withdraw(folder)
        raise
    waiting.withdraw(folder)
    raise Refused(NOBODY_STOPS)


def _wait(watch: Watch) -> None:
    end = time.monotonic() + WAITS
    while time.monotonic() < end:
        watch.look()
        time.sleep(0.2)


def prove(transfer: Transfer) -> Path:
    """It has been checked; between then and now somebody may have laid another file there."""
    path = file_of(transfer)
    if digest_of(path) != transfer.files[0]["sha256"]:
        raise Refused(CHANGED)
    return path


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def shown(transfer: Transfer) -> dict[str, Any]:
    report = transfer.report.get(Step.TRY, {})
    told = {"report": report, "is_checked": transfer.is_at(Step.TRY, Course.DONE)}
    told["made_at"] = _moment(report.get("made_at", ""))
    return told | {"obstacle": obstacle() if told["is_checked"] and not transfer.forgotten_at else None}


def _moment(written: str) -> datetime | None:
    with suppress(ValueError):  # an archive may have been written by anybody
        return parse_datetime(written)
    return None


def obstacle() -> dict[str, Any] | None:
    """Why it can't be taken in here: a sentence and its values."""
    try:
        taking_over.refuse_what_would_be_lost()
    except Refused as refused:
        return refused.told
    return None
