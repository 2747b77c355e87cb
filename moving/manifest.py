"""What a backup says about itself, in its entry manifest.json."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from moving.refused import Refused

FORMAT = 1


@dataclass(frozen=True)
class Listed:
    """One list of the archive: of a table's rows, or of the media files."""

    name: str
    rows: int
    bytes: int
    sha256: str
    columns: list[str]
    last_number: int = 0

    def is_sound(self) -> bool:
        return (
            all(type(value) is int and value >= 0 for value in (self.rows, self.bytes, self.last_number))
            and all(isinstance(value, str) for value in (self.name, self.sha256, *self.columns))
            and isinstance(self.columns, list)
        )


@dataclass(frozen=True)
class Manifest:
    format: int
    made_at: str
    release: str
    engine: str
    secret_key: str  # a fingerprint; the key itself is not in a backup
    migrations: list[list[str]]
    tables: list[Listed]
    media: Listed
    left_out: list[str]  # files that rows name and that were not there, or that can't be put back by their names

    def written(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def read(cls, written: bytes) -> Self:
        try:
            plain = json.loads(written)
            _refuse_another_format(plain)
            tables = [Listed(**table) for table in plain.pop("tables")]
            read = cls(tables=tables, media=Listed(**plain.pop("media")), **plain)
            sound = read._is_sound()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            sound = False
        if not sound:
            raise Refused("Its manifest.json is not one that a backup has.")
        return read

    def _is_sound(self) -> bool:
        return (
            all(isinstance(getattr(self, name), str) for name in ("made_at", "release", "engine", "secret_key"))
            and all(isinstance(app, str) and isinstance(name, str) for app, name in self.migrations)
            and all(isinstance(name, str) for name in self.left_out)
            and all(each.is_sound() for each in (*self.tables, self.media))
        )


def _refuse_another_format(plain: dict[str, Any]) -> None:
    """Before anything else, since nothing else of another format can be known."""
    if {"format"} <= plain.keys() and plain["format"] != FORMAT:
        raise Refused(f"It has the format {plain['format']!r:.20}; this release reads format {FORMAT}.")
    if plain.keys() != {field.name for field in fields(Manifest)}:
        raise KeyError
