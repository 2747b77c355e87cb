"""What was uploaded, as the engine takes it: the same for the trial and for the import that it was a trial of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_noop as _

from moving.desk import folders, unpacking
from moving.desk.watch import Watch
from moving.imports import mapping
from moving.imports.mapping import Mapping
from moving.models import Transfer
from moving.refused import Refused

EXPORT, MAPPING, PICTURES = "files", "mapping", "pictures"  # fields of the form
CHANGED = _("%(name)s is not the file that was uploaded any more. Upload it again.")
GONE = _("%(name)s is not there any more. Upload it again.")
READY = "ready"


@dataclass(frozen=True)
class Material:
    exports: list[Path]
    pictures: Path | None
    who: Mapping


def prepared(transfer: Transfer, watch: Watch) -> Material:
    """Raises Refused for what is not as it was uploaded, or can't be unpacked."""
    unpacked = transfer.path / "unpacked"
    if not (unpacked / READY).exists():
        folders.remove(unpacked)
    found: dict[str, list[Path]] = {EXPORT: [], MAPPING: [], PICTURES: []}
    for number, file in enumerate(transfer.files):
        path = transfer.path / file["at"]
        _prove(path, file["sha256"], watch)
        found[file["field"]] += _laid_out(path, file["field"], unpacked, number, watch)
    folders.written(unpacked / READY).close()
    who = mapping.read(found[MAPPING][0]) if found[MAPPING] else Mapping()
    return Material(found[EXPORT], next(iter(found[PICTURES]), None), who)


def _laid_out(path: Path, field: str, unpacked: Path, number: int, watch: Watch) -> list[Path]:
    if field == MAPPING:
        return [path]
    if field == PICTURES:
        return [_pictures(path, unpacked / "pictures", watch)]
    return list(_exports(path, unpacked / str(number), watch))


def _pictures(path: Path, folder: Path, watch: Watch) -> Path:
    return folder if (folder.parent / READY).exists() else unpacking.pictures(path, folder, watch)


def _exports(path: Path, folder: Path, watch: Watch) -> Iterator[Path]:
    if (folder.parent / READY).exists():
        yield from sorted(each for each in folder.rglob("*") if each.is_file()) if folder.is_dir() else [path]
    else:
        yield from sorted(unpacking.exports(path, folder, watch))


def _prove(path: Path, sha256: str, watch: Watch) -> None:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(unpacking.PIECE):
                digest.update(piece)
                watch.look()
    except FileNotFoundError as error:
        raise Refused(GONE, name=path.name) from error
    if digest.hexdigest() != sha256:
        raise Refused(CHANGED, name=path.name)
