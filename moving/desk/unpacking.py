"""Uploaded files as the readers take them: exports that came packed are unpacked, pictures laid out in a folder.

Whoever uploads may be trusted, what somebody has sent them may not: nothing is written but plain files under names of
their own, below the folder, and never more than a limit, whatever the zip file says of itself.
"""

from __future__ import annotations

import gzip
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext_noop as _

from moving.desk import folders
from moving.desk.watch import Watch
from moving.refused import Refused

PIECE = 2**18
LARGEST = 8 * 2**30  # bytes, unpacked
MOST_ENTRIES = 200_000
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp")
ENCRYPTED = 1
NOT_WHOLE = _("%(name)s can't be unpacked, or was cut off: %(error)s")
NOT_PLAIN = _("%(name)s has an entry that is no plain file below its folder: %(entry)s")
TOO_LARGE = _("%(name)s is larger than %(limit)s GB once it is unpacked, or has more than %(entries)s entries.")
NO_ROOM = _("There is not enough room on the server's disk to unpack %(name)s.")
NO_EXPORT = _("There is no XML file in %(name)s.")
NO_PICTURES = _("There is no picture in %(name)s: %(known)s are known.")


def exports(path: Path, folder: Path, watch: Watch) -> list[Path]:
    """The file itself, or what was packed in it."""
    with path.open("rb") as file:
        begins = file.read(4)
    if begins.startswith(GZIP):
        return [_gunzipped(path, folder / (path.name.removesuffix(".gz") or "export.xml"), watch)]
    return _unzipped(path, folder, (".xml",), watch) or _none(NO_EXPORT, path) if begins == ZIP else [path]


def pictures(path: Path, folder: Path, watch: Watch) -> Path:
    """Below what is called uploads, if something is: addresses name files from there."""
    if not _unzipped(path, folder, PICTURES, watch):
        _none(NO_PICTURES, path, known=", ".join(PICTURES))
    return folder


def _none(sentence: str, path: Path, **named: str) -> list[Path]:
    raise Refused(sentence, name=path.name, **named)


def _gunzipped(path: Path, to: Path, watch: Watch) -> Path:
    try:
        with gzip.open(path) as packed:
            _write(cast("BinaryIO", packed), to, _Room(path), watch)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Refused(NOT_WHOLE, name=path.name, error=error) from error
    return to


def _unzipped(path: Path, folder: Path, suffixes: tuple[str, ...], watch: Watch) -> list[Path]:
    try:
        with ZipFile(path) as zipped:
            entries = list(_entries(zipped, path, suffixes))
            return list(_written(zipped, entries, folder, _Room(path), watch))
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Refused(NOT_WHOLE, name=path.name, error=error) from error


def _entries(zipped: ZipFile, path: Path, suffixes: tuple[str, ...]) -> Iterator[tuple[ZipInfo, PurePosixPath]]:
    infos = zipped.infolist()
    if len(infos) > MOST_ENTRIES or sum(info.file_size for info in infos) > LARGEST:
        raise Refused(TOO_LARGE, name=path.name, limit=LARGEST >> 30, entries=MOST_ENTRIES)
    for info in infos:
        place = PurePosixPath(info.filename)
        if not _is_plain(info, place):
            raise Refused(NOT_PLAIN, name=path.name, entry=info.filename[:200])
        if not info.is_dir() and place.suffix.lower() in suffixes and "__MACOSX" not in place.parts:
            yield info, _below(place)


def _is_plain(info: ZipInfo, place: PurePosixPath) -> bool:
    """No link or device, not locked, nothing that leads out of the folder."""
    is_within = not place.is_absolute() and ".." not in place.parts and "\\" not in info.filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    return is_within and "\0" not in info.filename and kind in {0, stat.S_IFREG, stat.S_IFDIR} and not _is_locked(info)


def _is_locked(info: ZipInfo) -> bool:
    return bool(info.flag_bits & ENCRYPTED)


def _below(place: PurePosixPath) -> PurePosixPath:
    parts = place.parts
    found = next((at + 1 for at, part in enumerate(parts[:-1]) if part in ("uploads", "files")), 0)
    return PurePosixPath(*parts[found:])


def _written(
    zipped: ZipFile, entries: list[tuple[ZipInfo, PurePosixPath]], folder: Path, room: _Room, watch: Watch
) -> Iterator[Path]:
    for entry, place in entries:
        with zipped.open(entry) as packed:
            yield _write(cast("BinaryIO", packed), folder / place, room, watch)


class _Room:
    """What may still be written of one uploaded file: sizes that it tells of itself are not believed."""

    def __init__(self, path: Path) -> None:
        self.path, self.left = path, LARGEST

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise Refused(TOO_LARGE, name=self.path.name, limit=LARGEST >> 30, entries=MOST_ENTRIES)
        if not folders.room():
            raise Refused(NO_ROOM, name=self.path.name)


def _write(packed: BinaryIO, to: Path, room: _Room, watch: Watch) -> Path:
    with folders.written(to) as file:
        while piece := packed.read(PIECE):
            room.take(len(piece))
            file.write(piece)
            watch.look()
    return to
