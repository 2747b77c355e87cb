"""Writes the archive: a zip file, as it can be written to a pipe and says at its end that it is whole.

tables/<app>.<model>.jsonl   a line per row, deflated
media/<name>                 as they are
media.jsonl                  a line per media file: name, bytes, SHA-256
manifest.json                what the others must be, see moving/manifest.py
"""

import fcntl
import hashlib
import os
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path
from typing import Any, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from moving.refused import Refused

LEVEL = 3
PIECE = 2**18
FOR_US_ALONE = 0o600
MANIFEST = "manifest.json"
MEDIA_LIST = "media.jsonl"
COLUMNS_OF_MEDIA = ["name", "bytes", "sha256"]


def table_entry(name: str) -> str:
    return f"tables/{name}.jsonl"


def media_entry(name: str) -> str:
    return f"media/{name}"


@dataclass(frozen=True)
class Written:
    pieces: int
    bytes: int
    sha256: str


class ArchiveWriter:
    def __init__(self, stream: BinaryIO) -> None:
        self.zip = ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=LEVEL)

    def add(self, name: str, pieces: Iterable[bytes]) -> Written:
        return self._add(name, pieces)

    def add_as_it_is(self, name: str, pieces: Iterable[bytes]) -> Written:
        return self._add(ZipInfo(name), pieces)

    def _add(self, target: str | ZipInfo, pieces: Iterable[bytes]) -> Written:
        digest, count, size = hashlib.sha256(), 0, 0
        with self.zip.open(target, "w", force_zip64=True) as entry, BufferedWriter(cast(Any, entry), PIECE) as buffer:
            for piece in pieces:
                digest.update(piece)
                buffer.write(piece)
                count, size = count + 1, size + len(piece)
        return Written(count, size, digest.hexdigest())

    def close(self) -> None:
        self.zip.close()


@contextmanager
def destination(name: str, force: bool) -> Generator[BinaryIO]:
    """FILE.partial until all of it is on disk, then FILE; "-" is standard output."""
    if name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    else:
        with _file(Path(name), force) as file:
            yield file


@contextmanager
def _file(path: Path, force: bool) -> Generator[BinaryIO]:
    if path.exists() and not force:
        raise Refused(f"{path} exists. Choose another name, or overwrite it with --force.")
    partial = path.with_name(f"{path.name}.partial")
    with _locked(partial) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            partial.rename(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    _note_on_disk(path.parent)


@contextmanager
def _locked(path: Path) -> Generator[BinaryIO]:
    """What a killed backup has left is written over; what another one is writing is not."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, FOR_US_ALONE)
    with cast(BinaryIO, os.fdopen(descriptor, "wb")) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"Another command is writing {path}.") from None
        os.fchmod(descriptor, FOR_US_ALONE)
        file.truncate()
        yield file


def _note_on_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
