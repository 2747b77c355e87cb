"""Puts the media files into a zip file, and beside them a list of what they must be."""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from moving import archive, media
from moving.archive import COLUMNS_OF_MEDIA, MEDIA_LIST, ArchiveWriter, Written
from moving.manifest import Listed
from moving.rows import encode


def write_media(
    writer: ArchiveWriter, names: Iterable[str], as_line: Callable[[list[Any]], Any] = list
) -> tuple[Listed, list[str]]:
    """A file that is not there, or that was taken away meanwhile, is no reason to have nothing: those are told."""
    lines, left_out = [], []
    for name in names:
        written = _write_file(writer, name) if media.is_harmless(name) else None
        if written:
            lines.append(encode(as_line([name, written.bytes, written.sha256])).encode() + b"\n")
        else:
            left_out.append(name.encode(errors="backslashreplace").decode())
    return listed("media", writer.add(MEDIA_LIST, lines), COLUMNS_OF_MEDIA), left_out


def _write_file(writer: ArchiveWriter, name: str) -> Written | None:
    pieces = media.pieces_of(name)
    try:
        first = next(pieces, b"")
    except OSError:
        return None
    return writer.add_as_it_is(archive.media_entry(name), chain([first], pieces))


def listed(name: str, written: Written, columns: list[str], number: int = 0) -> Listed:
    return Listed(name, written.pieces, written.bytes, written.sha256, columns, number)
