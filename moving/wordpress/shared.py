"""What posts of an export have from elsewhere in it: what was uploaded to them, and blocks that many use."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from moving.imports import aside
from moving.wordpress.addresses import parted
from moving.wordpress.bylines import Bylines
from moving.wordpress.kinds import Kinds
from moving.xml.stream import Element

LONGEST_BLOCKS = 2**24  # characters of all that are held; where another one is used, it is left out and told
PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"}
MADE = """
CREATE TABLE uploaded (post INTEGER, position INTEGER, number INTEGER, key TEXT, is_picture INTEGER, path TEXT,
    PRIMARY KEY (post, position, number, key)) WITHOUT ROWID
"""
ADD = "INSERT OR IGNORE INTO uploaded VALUES (?, ?, ?, ?, ?, ?)"
GALLERY = "SELECT key FROM uploaded WHERE post = ? AND is_picture ORDER BY position, number, key"
PATHS = "SELECT path FROM uploaded WHERE post = ? AND path > '' ORDER BY position, number, key"


class Shared:
    def __init__(self) -> None:
        self._uploaded = aside.opened(MADE)
        self._blocks: dict[str, str] = {}
        self._room = LONGEST_BLOCKS

    def note_block(self, item: Element) -> None:
        source = item.child("content:encoded")
        self._room -= len(source)
        if self._room >= 0:
            self._blocks[item.child("wp:post_id")] = source

    def note_attachment(self, item: Element, address: str) -> None:
        post, key = _number(item.child("wp:post_parent")), item.child("wp:post_id")
        if post:
            place = _number(item.child("wp:menu_order")), _number(key), key
            self._uploaded.execute(ADD, [post, *place, is_picture(address), _path_apart(item.child("link"))])

    def gallery(self, post: str) -> Iterator[str]:
        """Keys of attachments, in the order that WordPress shows them in."""
        return (key for (key,) in self._uploaded.execute(GALLERY, [_number(post)]))

    def paths(self, post: str) -> Iterator[str]:
        """Of pages that the site had for what was uploaded, but for those below the post's own."""
        return (path for (path,) in self._uploaded.execute(PATHS, [_number(post)]))

    def block(self, number: str) -> str | None:
        return self._blocks.get(number)


@dataclass
class Site:
    """What the survey has found of the former site."""

    address: str = ""
    shared: Shared = field(default_factory=Shared)
    is_own: bool = False
    """One of ours wrote the file."""
    kinds: Kinds = field(default_factory=Kinds)
    bylines: Bylines = field(default_factory=Bylines)
    numbers: dict[str, str] = field(default_factory=dict)
    """Of sections, by which plugins name them."""


def is_picture(address: str) -> bool:
    return PurePosixPath(address).suffix.lower() in PICTURES


def _path_apart(link: str) -> str:
    """ "/?attachment_id=5", or "/picture/" at the top; what stands below its post is found by that."""
    address = parted(link)
    if address.query.startswith("attachment_id=") and address.query[14:].isdecimal():
        return f"/?{address.query}"[:40]
    path = unquote(address.path).strip("/")
    return f"/{path}/" if path and "/" not in path and not address.query else ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
