"""Files of a form, written straight to where they stay: in the folder of their transfer, each under its own name."""

from __future__ import annotations

import errno
import hashlib
import os
from typing import Any, BinaryIO

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from moving.desk import folders
from moving.models import Transfer

LONGEST_NAME = 150


class Keeping(FileUploadHandler):
    """`kept` is what becomes `Transfer.files`; it is nothing until the row is written."""

    def __init__(self, transfer: Transfer, fields: tuple[str, ...]) -> None:
        super().__init__()
        self.transfer, self.fields = transfer, fields
        self.kept: list[dict[str, Any]] = []
        self.opened: BinaryIO | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.field_name not in self.fields:
            raise SkipFile
        name = _harmless(self.file_name or "")
        self.place = f"files/{len(self.kept)}/{name}"
        self.digest = hashlib.sha256()
        self.opened = folders.written(self.transfer.path / self.place)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Raises OSError also where others need the room."""
        assert self.opened
        if not folders.room():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.opened.write(raw_data)
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> None:
        """It is nothing that Django would have to keep."""
        if self.opened:
            self.opened.close()
            told = {"size": file_size, "sha256": self.digest.hexdigest(), "at": self.place}
            self.kept.append({"field": self.field_name, "name": self.place.rpartition("/")[2], **told})
        self.opened = None

    def upload_interrupted(self) -> None:
        if self.opened:
            self.opened.close()


def _harmless(name: str) -> str:
    """As somebody knows it, without what a name of a file can't have here."""
    clean = "".join(sign for sign in name if sign.isprintable() and sign not in "/\\").lstrip(".")
    stem, dot, suffix = clean.rpartition(".")
    short = f"{stem[: LONGEST_NAME - 10]}{dot}{suffix[:9]}"
    return short.encode("utf-8", "replace")[:LONGEST_NAME].decode("utf-8", "ignore") or "file"
