"""An export as a stream of elements: those that stand side by side below its root, or below its channel.

No declaration of a file is obeyed, so there is nothing to expand and nothing to fetch; what an element, a tag or the
nesting can hold in memory is bounded. At a fault everything that was whole before it has been given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from moving.imports.values import Finding

DEEPEST = 60
LONGEST_TEXT = 16 * 2**20  # characters of one element
LONGEST_TAG = 2**20
CHANNEL = 2  # its depth
ENDED = {
    expat.errors.codes[name]
    for name in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}


@dataclass(slots=True)
class Element:
    name: str
    line: int
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def is_too_long(self) -> bool:
        return self.length > LONGEST_TEXT

    def child(self, name: str) -> str:
        return next((child.text for child in self.children if child.name == name), "").strip()

    def all(self, name: str) -> list[Element]:
        return [child for child in self.children if child.name == name]


@dataclass(slots=True)
class End:
    """Of the element that came last, where its children are given one by one."""


type Event = Element | End | Finding


class Broken(Exception):
    def __init__(self, why: str, line: int, detail: str = "") -> None:
        super().__init__(why)
        self.finding = Finding(line, "", why, detail)


class Stream:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._take
        self.parser.EntityDeclHandler = self._refuse
        self.ready: list[Event] = []
        self.open: list[Element] = []  # below the channel
        self.depth = 0
        self.fed = 0

    def events(self, pieces: Iterable[str]) -> Iterator[Event]:
        """A fault is the last of them."""
        try:
            for piece in pieces:
                self._feed(piece)
                yield from self._given()
            self.parser.Parse("", True)
        except expat.ExpatError as error:
            self._break_off(self._fault(error))
        except Broken as broken:
            self._break_off(broken.finding)
        yield from self._given()

    def _feed(self, piece: str) -> None:
        self.parser.Parse(piece)
        self.fed += len(piece.encode())
        if self.fed - self.parser.CurrentByteIndex > LONGEST_TAG:
            raise Broken("endless_tag", self.parser.CurrentLineNumber)

    def _given(self) -> list[Event]:
        given, self.ready = self.ready, []
        return given

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Broken("too_deep", self.parser.CurrentLineNumber)
        if self.depth > CHANNEL:
            self.open.append(Element(name, self.parser.CurrentLineNumber, attributes))

    def _take(self, text: str) -> None:
        if self.open:
            element = self.open[-1]
            element.length += len(text)
            if not element.is_too_long:
                element.parts.append(text)

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.open:
            self._close(self.open.pop())

    def _close(self, element: Element) -> None:
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.ready.append(element)

    def _refuse(self, *_declared: object) -> None:
        raise Broken("declares_entities", self.parser.CurrentLineNumber)

    def _fault(self, error: expat.ExpatError) -> Finding:
        if error.code in ENDED:
            return Finding(error.lineno, "", "broken_off")
        return Finding(error.lineno, "", "no_xml", f"{expat.ErrorString(error.code)}, column {error.offset + 1}")

    def _break_off(self, fault: Finding) -> None:
        self.ready.append(fault)
