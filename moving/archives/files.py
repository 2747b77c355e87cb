"""The archive's files in the media folder. What lies there already is left, if it is the same."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.utils.translation import gettext_noop as _

from moving import media
from moving.refused import Refused, refuse_without_room


class Beside(media.Staging):
    """Puts each file in its place by itself: an import that was killed has left some of them there."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.names: list[str] = []

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        super().write(name, pieces)
        self.names.append(name)

    def put_in_place(self) -> None:
        for name in self.names:
            place = media.folder() / name
            if not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                os.rename(self.place / name, place)
                self.moved.append(name)

    def take_back(self) -> None:
        for name in self.moved:
            (media.folder() / name).unlink(missing_ok=True)


def refuse_others(files: Mapping[str, tuple[int, str]]) -> None:
    """What lies under the name of a file of the archive must be that file."""
    media.folder().mkdir(parents=True, exist_ok=True)
    for name, (size, sha256) in files.items():
        place = media.folder() / name
        if place.exists() and not _is_same(place, size, sha256):
            raise Refused(
                _("Another file lies at %(place)s. Move the media folder away, then import again."), place=place
            )
    refuse_without_room(media.folder(), sum(size for size, _sha256 in files.values()))


def _is_same(place: Path, size: int, sha256: str) -> bool:
    if not place.is_file() or place.is_symlink() or place.stat().st_size != size:
        return False
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256
