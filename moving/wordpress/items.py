"""The items of a channel, each with its comments a handful at a time, whatever their number."""

import re
from collections.abc import Collection

from moving.imports.values import Finding
from moving.xml.latest import Mark
from moving.xml.stream import Broken, Element, End, Stream

HELD = 1_000  # comments of an item that are kept until its end
ITEM, COMMENT = "item", "wp:comment"
NEEDED = ("wp:post_id", "wp:post_type", "wp:status", COMMENT)  # of an item that the file breaks off in


class Items(Stream):
    again = Mark(re.compile(rb"<item>\s*<[a-z]"), b"<rss><channel>")

    def __init__(self, passes: Collection[str] = ()) -> None:
        super().__init__(passes)
        self.comments = 0
        self.is_told = False  # the open item, by its first comments

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == ITEM and self.open and self.open[0].name == ITEM:
            raise Broken("no_xml", self.line, "an item begins within an item")
        super()._begin(name, attributes)

    def _close(self, element: Element) -> None:
        if not self.open:
            self._give(element)
        elif self.is_told and element.name == COMMENT and len(self.open) == 1:
            self.ready.append(element)
        else:
            self.open[-1].children.append(element)
            self._count(element)

    def _count(self, element: Element) -> None:
        """An item with more comments than are held is told at once, and the others one by one."""
        self.comments += element.name == COMMENT
        if self.comments == HELD:
            self._tell(self.open[0])
            self.comments, self.is_told = 0, True

    def _give(self, element: Element) -> None:
        if element.name != ITEM:
            self.ready.append(element)
            return
        if not self.is_told:
            self._tell(element)
        self.ready.append(End())
        self.comments, self.is_told = 0, False

    def _tell(self, item: Element) -> None:
        comments = item.all(COMMENT)
        item.children = [child for child in item.children if child.name != COMMENT]
        self.ready += [item, *comments]

    def _break_off(self) -> None:
        """What is whole of an item whose comments had begun is given as if it ended here."""
        item = self.open[0] if self.open and self.open[0].name == ITEM else None
        if item is None:
            return
        about = f"post {item.child('wp:post_id') or '?'}"
        if self.is_told or all(any(child.name == name for child in item.children) for name in NEEDED):
            self.ready.append(Finding(item.line, about, "comments_broken_off"))
            self._give(item)
        else:
            self.ready.append(Finding(item.line, about, "item_broken_off"))
        self.comments, self.is_told = 0, False
