"""Where uploaded files and reports lie: in folders that the site's own user alone can open, for some days."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

FOR_US_ALONE, FOLDER_FOR_US = 0o600, 0o700
STRAY_AFTER = 86_400  # seconds
SPARE = 256 * 2**20  # bytes that the disk keeps free: the database may lie on it


def root() -> Path:
    """Of several machines it must be one folder that all of them share, as the media folder is."""
    return made(Path(settings.DATA_DIR) / "transfers")


def room() -> int:
    """Bytes that may still be written. Several write at once, so it is asked before each piece."""
    return max(0, shutil.disk_usage(Path(settings.DATA_DIR)).free - SPARE)


def made(path: Path) -> Path:
    """With all above it, up to the root of them, closed to others."""
    above = Path(settings.DATA_DIR)
    if path.is_dir():
        return path
    above.mkdir(parents=True, exist_ok=True)
    for name in path.relative_to(above).parts:
        above /= name
        above.mkdir(mode=FOLDER_FOR_US, exist_ok=True)
    return path


def written(path: Path) -> BinaryIO:
    """A new file, or an empty one in its place, that nobody else can read."""
    made(path.parent)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    return cast("BinaryIO", os.fdopen(os.open(path, flags, FOR_US_ALONE), "wb"))


def remove(path: Path) -> None:
    """A folder, or a file that somebody has left among them."""
    with suppress(FileNotFoundError):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def strays(known: set[str]) -> Iterator[Path]:
    """What an upload left that was broken off, or a transfer whose row is gone."""
    for path in root().iterdir():
        if path.name not in known and _is_old(path):
            yield path


def _is_old(path: Path) -> bool:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime < time.time() - STRAY_AFTER
    return False
