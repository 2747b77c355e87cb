"""Zip files by somebody else: zipfile reads the whole directory, at many times its size, before anybody can count."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from io import BufferedReader, FileIO
from pathlib import Path
from typing import IO
from zipfile import ZipFile, ZipInfo

OF_ENTRY = 256  # bytes of the directory, name included, on average


class TooMany(Exception):
    """Entries, or what stands about them in the directory."""


@contextmanager
def opened(path: Path, most: int) -> Generator[ZipFile]:
    """Of at most so many entries, whatever its end says of them. Raises TooMany."""
    with _Source(path, most * OF_ENTRY) as source, _Counted(source, most) as zipped:
        yield zipped


class _Source(BufferedReader):
    """The directory is read at once; pieces of entries are always smaller."""

    def __init__(self, path: Path, most: int) -> None:
        super().__init__(FileIO(path))
        self.most = most

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self.most:
            raise TooMany
        return super().read(size)


class _Counted(ZipFile):
    def __init__(self, source: IO[bytes], most: int) -> None:
        self.most = most
        super().__init__(source)

    @property
    def filelist(self) -> list[ZipInfo]:
        return self._listed

    @filelist.setter
    def filelist(self, _empty: list[ZipInfo]) -> None:
        """As ZipFile makes it, just before it reads the directory."""
        self._listed = _AtMost(self.most)


class _AtMost(list[ZipInfo]):
    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def append(self, info: ZipInfo, /) -> None:
        if len(self) >= self.most:
            raise TooMany
        super().append(info)
