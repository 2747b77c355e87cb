"""Tries a backup: everything that a restore does, in a database that is gone afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connections, transaction

from moving import target
from moving.manifest import Manifest
from moving.opened import opened
from moving.restore import Compared, catch_up, loaded, migrations_of, proven, size_of
from moving.scratch import ALIAS, scratch


@dataclass(frozen=True)
class Report:
    manifest: Manifest
    place: str
    compared: list[Compared]

    @property
    def is_same(self) -> bool:
        return all(each.is_same for each in self.compared)

    def table(self) -> Iterator[str]:
        yield f"{'table':<34}{'backed up':>12}{'read back':>12}  checksum"
        for each in self.compared:
            same = "same" if each.is_same else "DIFFERS"
            yield f"{each.listed.name:<34}{each.listed.rows:>12}{each.rows:>12}  {same}"
        media = self.manifest.media
        yield f"{'media files':<34}{media.rows:>12}{media.rows:>12}  same"
        yield f"Made at {self.manifest.made_at} by release {self.manifest.release} on {self.manifest.engine}."
        yield f"Read back from {self.place}, which is gone again."


def check(path: Path) -> Report:
    with opened(path) as backup:
        tables = proven(backup)
        with scratch() as place:
            target.prepare(connections[ALIAS], migrations_of(backup), size_of(backup))
            with transaction.atomic(using=ALIAS):
                compared = list(loaded(backup, tables, connections[ALIAS]))
            catch_up(ALIAS)
        return Report(backup.manifest, place, compared)
