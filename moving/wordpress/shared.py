"""What posts of an export have from elsewhere in it: pictures that were uploaded to them, and blocks that many use."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from moving.xml.stream import Element

BLOCK = "wp_block"
LONGEST_BLOCKS = 2**24  # characters of all that are held; where another one is used, it is left out and told
PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"}


class Shared:
    def __init__(self) -> None:
        self._pictures: dict[str, list[tuple[int, int, str]]] = {}
        self._blocks: dict[str, str] = {}
        self._room = LONGEST_BLOCKS

    def note_block(self, item: Element) -> None:
        source = item.child("content:encoded")
        self._room -= len(source)
        if self._room >= 0:
            self._blocks[item.child("wp:post_id")] = source

    def note_attachment(self, item: Element, address: str) -> None:
        parent, key = item.child("wp:post_parent"), item.child("wp:post_id")
        if parent not in ("", "0") and PurePosixPath(address).suffix.lower() in PICTURES:
            place = (_number(item.child("wp:menu_order")), _number(key), key)
            self._pictures.setdefault(parent, []).append(place)

    def gallery(self, post: str) -> Iterator[str]:
        """Keys of attachments, in the order that WordPress shows them in."""
        return (key for _order, _number, key in sorted(self._pictures.get(post, ())))

    def block(self, number: str) -> str | None:
        return self._blocks.get(number)


class Site(NamedTuple):
    address: str
    shared: Shared
    is_own: bool = False
    """One of ours wrote the file."""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
