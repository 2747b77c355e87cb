"""Attachments of an export by their keys, kept aside: a site may have half a million, of which articles show some."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from moving.imports import aside
from moving.imports.values import Attachment

NAMES = [field.name for field in fields(Attachment) if field.name != "focus"]
MADE = f"CREATE TABLE attachment ({', '.join(NAMES)}, x, y, PRIMARY KEY (key)) WITHOUT ROWID"
ADD = f"INSERT OR IGNORE INTO attachment VALUES ({', '.join('?' * (len(NAMES) + 2))})"  # noqa: S608 (names of fields)
FIND = "SELECT * FROM attachment WHERE key = ?"


class Attachments(Mapping[str, Attachment]):
    def __init__(self) -> None:
        self.database = aside.opened(MADE)

    def setdefault(self, key: str, attachment: Attachment) -> None:
        """The first of those with one key is kept."""
        columns = {name: getattr(attachment, name) for name in NAMES} | {"key": key}
        self.database.execute(ADD, [*columns.values(), *attachment.focus])

    def __getitem__(self, key: str) -> Attachment:
        row = self.database.execute(FIND, [key]).fetchone()
        if row is None:
            raise KeyError(key)
        *columns, x, y = row
        return Attachment(**dict(zip(NAMES, columns, strict=True)), focus=(x, y))

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self.database.execute("SELECT key FROM attachment"))

    def __len__(self) -> int:
        return int(self.database.execute("SELECT COUNT(*) FROM attachment").fetchone()[0])
