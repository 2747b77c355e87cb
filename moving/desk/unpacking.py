"""Uploaded files as the readers take them: exports that came packed are unpacked, pictures laid out in a folder.

Whoever uploads may be trusted, what somebody has sent them may not: nothing is written but plain files under names of
their own, below the folder, and never more than a limit, whatever the zip file says of itself.
"""

from __future__ import annotations

import errno
import gzip
import logging
import stat
import zlib
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from io import BufferedReader, FileIO
from pathlib import Path
from pathlib import PurePosixPath as Place
from typing import IO, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext_noop as _

from moving import zips
from moving.desk import folders
from moving.desk.watch import Watch
from moving.refused import Refused

log = logging.getLogger("newsroom.moving")

PIECE = 2**18
LARGEST = 8 * 2**30  # bytes, unpacked
MOST_ENTRIES = 200_000
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp")
ENCRYPTED = 1
PACKED = {ZIP_STORED, ZIP_DEFLATED}  # what is rarer may want gigabytes of memory
NO_NAMES = {errno.ENAMETOOLONG, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.EILSEQ}
NOT_WHOLE = _("%(name)s can't be unpacked: it is damaged, or was cut off.")
NOT_KNOWN = _("%(name)s is packed in a way that is not known here. Pack it anew, as an ordinary zip file.")
LOCKED = _("%(name)s is locked with a password. Pack it anew without one.")
TWICE = _("%(name)s has two entries of the name %(entry)s.")
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
    return _exports_in(path, folder, watch) if begins == ZIP else [path]


def _exports_in(path: Path, folder: Path, watch: Watch) -> list[Path]:
    found = _unzipped(path, folder, (".xml",), watch) or _none(NO_EXPORT, path)
    if twice := [place for place, count in Counter(found).items() if count > 1]:
        raise Refused(TWICE, name=path.name, entry=twice[0].relative_to(folder))
    return found


def pictures(path: Path, folder: Path, watch: Watch) -> Path:
    """Below what is called uploads, if something is: addresses name files from there."""
    if not _unzipped(path, folder, PICTURES, watch, _below):
        _none(NO_PICTURES, path, known=", ".join(PICTURES))
    return folder


def _none(sentence: str, path: Path, **named: str) -> list[Path]:
    raise Refused(sentence, name=path.name, **named)


def _gunzipped(path: Path, to: Path, watch: Watch) -> Path:
    try:
        with _Looking(path, watch) as file, gzip.GzipFile(fileobj=file) as packed:
            _write(cast("BinaryIO", packed), to, _Room(path), watch)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise _damaged(path, error) from error
    return to


class _Looking(BufferedReader):
    """Millions of members may have nothing in them, and nothing comes out between two looks then."""

    def __init__(self, path: Path, watch: Watch) -> None:
        super().__init__(FileIO(path))
        self.watch = watch

    def read(self, size: int | None = -1, /) -> bytes:
        self.watch.look()
        return super().read(size)


def _damaged(path: Path, error: Exception) -> Refused:
    log.warning("file is damaged", extra={"error": str(error)})
    return Refused(NOT_WHOLE, name=path.name)


def _unzipped(
    path: Path, folder: Path, suffixes: tuple[str, ...], watch: Watch, laid: Callable[[Place], Place] = Place
) -> list[Path]:
    try:
        with zips.opened(path, MOST_ENTRIES) as zipped:
            entries = [(info, folder / laid(place)) for info, place in _entries(zipped, path, suffixes)]
            return list(_written(zipped, entries, _Room(path), watch))
    except zips.TooMany:
        raise _too_large(path) from None
    except NotImplementedError as error:  # a version that zipfile does not know
        raise Refused(NOT_KNOWN, name=path.name) from error
    except (BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise _damaged(path, error) from error


def _too_large(path: Path) -> Refused:
    return Refused(TOO_LARGE, name=path.name, limit=LARGEST >> 30, entries=MOST_ENTRIES)


def _entries(zipped: ZipFile, path: Path, suffixes: tuple[str, ...]) -> Iterator[tuple[ZipInfo, Place]]:
    infos = zipped.infolist()
    if sum(info.file_size for info in infos) > LARGEST:
        raise _too_large(path)
    for info in infos:
        place = Place(info.filename)
        if info.flag_bits & ENCRYPTED:
            raise Refused(LOCKED, name=path.name)
        if not _is_plain(info, place):
            raise Refused(NOT_PLAIN, name=path.name, entry=info.filename[:200])
        if not info.is_dir() and place.suffix.lower() in suffixes and "__MACOSX" not in place.parts:
            if info.compress_type not in PACKED:
                raise Refused(NOT_KNOWN, name=path.name)
            yield info, place


def _is_plain(info: ZipInfo, place: Place) -> bool:
    """No link or device, nothing that leads out of the folder."""
    is_within = not place.is_absolute() and ".." not in place.parts and "\\" not in info.filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    return is_within and "\0" not in info.filename and kind in {0, stat.S_IFREG, stat.S_IFDIR}


def _below(place: Place) -> Place:
    parts = place.parts
    found = next((at + 1 for at, part in enumerate(parts[:-1]) if part in ("uploads", "files")), 0)
    return Place(*parts[found:])


def _written(zipped: ZipFile, entries: list[tuple[ZipInfo, Path]], room: _Room, watch: Watch) -> Iterator[Path]:
    for entry, place in entries:
        with _opened(zipped, entry) as packed, _named(room.path, entry):
            yield _write(cast("BinaryIO", packed), place, room, watch)


def _opened(zipped: ZipFile, entry: ZipInfo) -> IO[bytes]:
    """The directory may send us to before the file's begin."""
    try:
        return zipped.open(entry)
    except OSError as error:
        raise BadZipFile(str(error)) from error


@contextmanager
def _named(path: Path, entry: ZipInfo) -> Generator[None]:
    """What can be no name on this disk, beside the others."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_NAMES:
            raise
        raise Refused(NOT_PLAIN, name=path.name, entry=entry.filename[:200]) from error


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
