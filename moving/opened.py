"""Opens an archive that may be cut off, damaged or made by somebody who means ill, and believes none of it unproven.

The directory is checked before anything is unpacked, every byte before anything is written. What is unpacked is read in
pieces: however much an entry says that it holds, it costs time, not memory.
"""

import hashlib
import stat
import struct
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext_noop as _

from moving import media, zips
from moving.archive import MANIFEST, MEDIA_LIST, media_entry, table_entry
from moving.manifest import Listed, Manifest
from moving.progress import Counting
from moving.refused import Refused
from moving.rows import LONGEST_LINE, parse
from moving.tables import Table

LONGEST_MANIFEST = 16 * 2**20
ENCRYPTED = 1
DAMAGED = _("%(entry)s in it is damaged.")
TOO_MANY = _("%(file)s has more than %(most)s entries, too many for this page: the command import_archive takes it.")
PIECE = 2**20


class Opened(ABC):
    """An open zip file that has in its directory what its manifest says, and nothing else."""

    no_such_file = "%(file)s is no backup, or was cut off."
    known = frozenset({MANIFEST})  # entries that no list names

    def __init__(self, zipped: ZipFile) -> None:
        self.zip = zipped
        self.entries = _harmless_entries(zipped)
        self.lists = self.read(self._whole(MANIFEST, LONGEST_MANIFEST))
        self._check_directory()

    @abstractmethod
    def read(self, manifest: bytes) -> dict[str, Listed]:
        """The lists that it names, by their entries."""

    @abstractmethod
    def media_of(self, line: bytes) -> list[Any]:
        """Name, bytes and SHA-256 of one media file."""

    def files(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        for name in self.media:
            yield name, self._pieces(media_entry(name))

    def verify_media(self, tell: Counting | None = None) -> None:
        """Reads every byte; refuses what is not as the list says."""
        for name in tell.count(self.media) if tell else self.media:
            self._verify_file(name, *self.media[name])

    def _verify_file(self, name: str, size: int, sha256: str) -> None:
        digest = hashlib.sha256()
        for piece in self._pieces(media_entry(name)):
            digest.update(piece)
        if (self.entries[media_entry(name)].file_size, digest.hexdigest()) != (size, sha256):
            raise Refused(_("The file %(name)s in it is not the one that was put in."), name=name)

    def verify_list(self, entry: str, check: Callable[[bytes], Any] = bool, tell: Counting | None = None) -> None:
        """Reads every byte, and has every line checked."""
        digest, count = hashlib.sha256(), 0
        lines = self.lines_of(entry)
        for line in tell.count(lines) if tell else lines:
            digest.update(line)
            count += 1
            check(line)
        if (count, digest.hexdigest()) != (self.lists[entry].rows, self.lists[entry].sha256):
            raise Refused(_("%(entry)s in it is not what was written: its checksum differs."), entry=entry)

    def _check_directory(self) -> None:
        for name, listed in self.lists.items():
            if name not in self.entries or self.entries[name].file_size != listed.bytes:
                raise Refused(_("%(entry)s in it is missing, or not as long as its manifest says."), entry=name)
        self.verify_list(MEDIA_LIST)
        self.media = dict(self._media())
        expected = {*self.known, *self.lists, *map(media_entry, self.media)}
        if unexpected := sorted(self.entries.keys() ^ expected):
            raise Refused(_("%(entry)s in it is missing, or does not belong there."), entry=f"{unexpected[0]!r:.200}")

    def _media(self) -> Iterator[tuple[str, tuple[int, str]]]:
        seen: set[str] = set()
        for line in self.lines_of(MEDIA_LIST):
            name, size, sha256 = self.media_of(line)
            if not isinstance(name, str) or not media.is_harmless(name) or name in seen:
                raise Refused(_("It has a media file with the name %(name)s."), name=f"{name!r:.200}")
            seen.add(name)
            yield name, (size, sha256)

    def _whole(self, name: str, at_most: int) -> bytes:
        if name not in self.entries or self.entries[name].file_size > at_most:
            raise Refused(_("%(entry)s in it is missing, or larger than it can be."), entry=name)
        return b"".join(self._pieces(name))

    def _pieces(self, name: str) -> Iterator[bytes]:
        with self._reader(name) as reader:
            while piece := reader.read(PIECE):
                yield piece

    def lines_of(self, name: str) -> Iterator[bytes]:
        with self._reader(name) as reader:
            while line := reader.readline(LONGEST_LINE + 1):
                if len(line) > LONGEST_LINE:
                    raise Refused(_("%(entry)s in it has a line that is too long for a row."), entry=name)
                yield line

    @contextmanager
    def _reader(self, name: str) -> Generator[IO[bytes]]:
        """Whatever unpacking finds wrong says which entry is damaged."""
        with self._entry(name) as entry:
            try:
                yield BufferedReader(cast("BufferedReader", entry), PIECE)
            except (BadZipFile, zlib.error, EOFError) as error:
                raise Refused(DAMAGED, entry=name) from error

    def _entry(self, name: str) -> IO[bytes]:
        """A changed header may name a place before the file's begin, an unknown way of packing or a password."""
        try:
            return self.zip.open(self.entries[name])
        except (BadZipFile, OSError, RuntimeError, ValueError, struct.error) as error:
            raise Refused(DAMAGED, entry=name) from error


class Backup(Opened):
    def read(self, manifest: bytes) -> dict[str, Listed]:
        self.manifest = Manifest.read(manifest)
        self.tables = {listed.name: listed for listed in self.manifest.tables}
        if len(self.tables) != len(self.manifest.tables):
            raise Refused("Its manifest lists a table twice.")
        lists = {table_entry(name): listed for name, listed in self.tables.items()}
        return lists | {MEDIA_LIST: self.manifest.media}

    def media_of(self, line: bytes) -> list[Any]:
        return parse("media", 3, line)

    def lines(self, table: str) -> Iterator[bytes]:
        return self.lines_of(table_entry(table))

    def verify(self, tables: list[Table]) -> None:
        """Reads every byte; refuses what is not as the manifest and the lists say."""
        _check_names(self.tables, tables)
        for table in tables:
            self.verify_list(table_entry(table.name), partial(parse, table.name, len(table.columns)))
        self.verify_media()


@contextmanager
def opened(path: Path) -> Generator[Backup]:
    with opened_as(Backup, path) as backup:
        yield backup


@contextmanager
def opened_as[Kind: Opened](kind: type[Kind], path: Path, most: int | None = None) -> Generator[Kind]:
    """`most`: entries, of a file that somebody has sent."""
    with _zipped(kind, path, most) as zipped:
        yield kind(zipped)


@contextmanager
def _zipped(kind: type[Opened], path: Path, most: int | None) -> Generator[ZipFile]:
    with ExitStack() as stack:
        try:
            zipped = stack.enter_context(zips.opened(path, most) if most else ZipFile(path))
        except FileNotFoundError:
            raise Refused(_("There is no file %(file)s."), file=path) from None
        except zips.TooMany:
            raise Refused(TOO_MANY, file=path, most=most) from None
        except (BadZipFile, ValueError, NotImplementedError) as error:  # the last: a version that zipfile does not know
            raise Refused(kind.no_such_file, file=path) from error
        if MANIFEST not in zipped.NameToInfo:
            raise Refused(kind.no_such_file, file=path)
        yield zipped


def _harmless_entries(zipped: ZipFile) -> dict[str, ZipInfo]:
    entries = {info.filename: info for info in zipped.infolist()}
    if len(entries) != len(zipped.infolist()):
        raise Refused(_("It has two entries of one name."))
    for name, info in entries.items():
        if not _is_plain(info):
            raise Refused(_("%(entry)s in it is no plain file."), entry=f"{name!r:.200}")
    return entries


def _is_plain(info: ZipInfo) -> bool:
    """No folder, link or device, not encrypted, packed in no other way than ours; pictures are not packed at all."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    is_packed = info.compress_type == ZIP_DEFLATED and not info.filename.startswith("media/")
    is_as_it_is = info.compress_type == ZIP_STORED and info.compress_size == info.file_size
    return kind in {0, stat.S_IFREG} and not info.flag_bits & ENCRYPTED and (is_packed or is_as_it_is)


def _check_names(listed: dict[str, Listed], tables: list[Table]) -> None:
    if odd := sorted(listed.keys() ^ {table.name for table in tables}):
        raise Refused(f"Its tables are not those of its migrations: {odd[0]!r:.200}.")
    for table in tables:
        if listed[table.name].columns != table.columns:
            raise Refused(f"Its table {table.name} has other columns than its migrations make.")
