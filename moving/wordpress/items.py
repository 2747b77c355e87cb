"""The items of a channel, each with its comments a handful at a time, whatever their number."""

import re
from collections.abc import Collection

from moving.imports.values import Finding
from moving.xml.latest import Mark
from moving.xml.stream import LONGEST_TEXT, Broken, Element, End, Stream

HELD = 1_000  # comments of an item that are kept until its end
HEAVIEST = 64 * 2**20  # bytes about, of what is kept of an item
OF_ELEMENT = 300  # bytes, beside its text
ITEM, COMMENT = "item", "wp:comment"
NEEDED = ("wp:post_id", "wp:post_type", "wp:status", COMMENT)  # of an item that the file breaks off in


class Items(Stream):
    again = Mark(re.compile(rb"<item>\s*<[a-z]"), b"<rss><channel>")

    def __init__(self, passes: Collection[str] = ()) -> None:
        super().__init__(passes)
        self._forget()

    def _forget(self) -> None:
        """What was counted of an item."""
        self.comments = self.weight = 0
        self.is_told = False  # the open item, by its first comments
        self.is_too_heavy = False

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == ITEM and self.open and self.open[0].name == ITEM:
            raise Broken("no_xml", self.line, "an item begins within an item")
        if name == COMMENT and self._is_to_be_told():
            self._tell(self.open[0])
            self.weight, self.is_told = 0, True
        super()._begin(name, attributes)
        if not self.passing:
            self.weight += OF_ELEMENT + sum(map(len, attributes.values())) if attributes else OF_ELEMENT

    def _is_to_be_told(self) -> bool:
        """An item with more than is held is told before its next comment, and the others one by one."""
        is_much = self.comments >= HELD or self.weight > HEAVIEST // 2
        return is_much and len(self.open) == 1 and not self.is_told and COMMENT not in self.passes

    def _take(self, text: str) -> None:
        super()._take(text)
        if self.open and not self.passing and not self.open[-1].is_too_long:
            self.weight += len(text)
            if self.weight > HEAVIEST:
                self.open[-1].length += LONGEST_TEXT

    def _about(self) -> str:
        is_item = self.open and self.open[0].name == ITEM
        return f"post {self.open[0].child('wp:post_id') or '?'}" if is_item else ""

    def _close(self, element: Element) -> None:
        if not self.open:
            self._give(element)
        elif self.is_told and len(self.open) == 1:
            self._give_next(element)
        elif self.weight <= HEAVIEST:
            self.open[-1].children.append(element)
            self.comments += element.name == COMMENT
        else:
            self._leave_out(element)

    def _give_next(self, element: Element) -> None:
        """Of an item that was told nothing is looked at any more but its comments."""
        self.ready += [element] if element.name == COMMENT else []
        self.weight = 0

    def _leave_out(self, element: Element) -> None:
        """Told once of each item."""
        if not self.is_too_heavy:
            self.ready.append(Finding(element.line, self._about(), "text_too_long"))
        self.is_too_heavy = True

    def _give(self, element: Element) -> None:
        if element.name != ITEM:
            self.ready.append(element)
        else:
            if not self.is_told:
                self._tell(element)
            self.ready.append(End())
        self._forget()

    def _tell(self, item: Element) -> None:
        comments = item.all(COMMENT)
        item.children = [child for child in item.children if child.name != COMMENT]
        self.ready += [item, *comments]

    def _break_off(self) -> None:
        """What is whole of an item whose comments had begun is given as if it ended here."""
        item = self.open[0] if self.open and self.open[0].name == ITEM else None
        if item is None:
            return
        about = self._about()
        if self.is_told or all(any(child.name == name for child in item.children) for name in NEEDED):
            self.ready.append(Finding(item.line, about, "comments_broken_off"))
            self._give(item)
        else:
            self.ready.append(Finding(item.line, about, "item_broken_off"))
        self._forget()
