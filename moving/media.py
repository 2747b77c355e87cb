"""The media folder: which files a backup takes along, and how they are put in place."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from moving.refused import Refused, refuse_without_room
from moving.tables import Table

PIECE = 2**20
STAGING = ".restore-"
FOR_EVERYBODY = 0o644  # as Django stores uploads; nginx reads them


def folder() -> Path:
    return Path(settings.MEDIA_ROOT)


def is_harmless(name: str) -> bool:
    """A relative path of plain names: nothing that leads out of the folder, or that a terminal would obey."""
    parts = name.split("/")
    return (
        name.isprintable()  # which half a character, as in names that are no UTF-8, is not
        and "\\" not in name
        and not parts[0].startswith(STAGING)
        and all(part not in {"", ".", ".."} for part in parts)
    )


def named_files(tables: Iterable[Table], connection: BaseDatabaseWrapper) -> set[str]:
    """The files that rows name; a stored file never changes under its name."""
    found: set[str] = set()
    for table in tables:
        for field in table.file_fields:
            rows = table.model._base_manager.using(connection.alias).exclude(**{field: ""})
            found.update(rows.order_by().values_list(field, flat=True).distinct().iterator(chunk_size=500))
    return found


def all_files(named: set[str]) -> list[str]:
    """Those first, then whatever else lies in the folder: texts of articles show pictures by their addresses."""
    return [*sorted(named), *sorted(set(_walk(folder())) - named)]


def _walk(root: Path) -> Iterator[str]:
    for place, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(STAGING)]
        paths = (Path(place, name) for name in files)
        yield from (path.relative_to(root).as_posix() for path in paths if not path.is_symlink())


def pieces_of(name: str) -> Iterator[bytes]:
    with (folder() / name).open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def refuse_unless_empty(room: int) -> None:
    folder().mkdir(parents=True, exist_ok=True)
    if any(not name.startswith(STAGING) for name in os.listdir(folder())):
        raise Refused(f"The media folder {folder()} is not empty. Move it away, then restore again.")
    refuse_without_room(folder(), room)


class Staging:
    """Files written beside their place, to be moved there all together, and back if it comes to nothing."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.moved: list[str] = []

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        path = self.place.joinpath(*PurePosixPath(name).parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(FOR_EVERYBODY)

    def put_in_place(self) -> None:
        for name in os.listdir(self.place):
            os.rename(self.place / name, folder() / name)
            self.moved.append(name)

    def take_back(self) -> None:
        for name in self.moved:
            os.rename(folder() / name, self.place / name)


@contextmanager
def unpacked(files: Iterable[tuple[str, Iterable[bytes]]], kind: type[Staging] = Staging) -> Generator[Staging]:
    """Leaves nothing in the media folder unless the block ends well, and nothing of those that were killed."""
    folder().mkdir(parents=True, exist_ok=True)
    _remove_left_ones()
    staging = kind(Path(tempfile.mkdtemp(prefix=STAGING, dir=folder())))
    lock = os.open(staging.place, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        for name, pieces in files:
            staging.write(name, pieces)
        yield staging
    except BaseException:
        staging.take_back()
        raise
    finally:
        shutil.rmtree(staging.place, ignore_errors=True)
        os.close(lock)


def _remove_left_ones() -> None:
    """Staging that nobody holds: whatever ends a process frees its lock."""
    for place in folder().glob(f"{STAGING}*"):
        lock = os.open(place, os.O_RDONLY)
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(place, ignore_errors=True)
        os.close(lock)
