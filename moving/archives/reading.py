"""Opens an archive that may be cut off, damaged or made by somebody who means ill; see moving/opened.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext_noop as _

from moving.archive import COLUMNS_OF_MEDIA, MANIFEST, MEDIA_LIST
from moving.archives import records
from moving.archives.describing import README
from moving.archives.kind import Kind
from moving.archives.kinds import BY_NAME
from moving.archives.manifest import Manifest
from moving.archives.records import Record
from moving.archives.writing import entry_of
from moving.manifest import Listed
from moving.opened import Opened
from moving.progress import Counting
from moving.refused import Refused


class Archive(Opened):
    no_such_file = _("%(file)s is no archive, or was cut off.")
    known = frozenset({MANIFEST, README})

    def read(self, manifest: bytes) -> dict[str, Listed]:
        self.manifest = Manifest.read(manifest)
        self.listed = {each.name: each for each in self.manifest.records}
        return {entry_of(name): each for name, each in self.listed.items()} | {MEDIA_LIST: self.manifest.media}

    def media_of(self, line: bytes) -> list[Any]:
        try:
            plain = json.loads(line)
            return [plain[name] for name in COLUMNS_OF_MEDIA]
        except (ValueError, RecursionError, TypeError, KeyError) as error:
            raise Refused(_("Its list of media files is garbled.")) from error

    @property
    def size(self) -> int:
        return sum(each.bytes for each in self.manifest.records)

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.manifest.records)

    def verify(self, tell: Counting | None = None) -> None:
        """Reads every byte; refuses what is not as the manifest and the lists say."""
        for name in self.listed:
            self.verify_list(entry_of(name), partial(records.parse, BY_NAME[name], self._fields(name)), tell)
        self.verify_media(tell)

    def records(self, kind: Kind) -> Iterator[Record]:
        """None of what was not there yet when the archive was made."""
        if kind.name in self.listed:
            yield from map(partial(records.parse, kind, self._fields(kind.name)), self.lines_of(entry_of(kind.name)))

    def _fields(self, name: str) -> set[str]:
        return set(self.listed[name].columns)
