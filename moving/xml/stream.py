"""An export as a stream of elements: those that stand side by side below its root, or below its channel.

No declaration of a file is obeyed, so there is nothing to expand and nothing to fetch; what an element, a tag or the
nesting can hold in memory is bounded. At a fault everything that was whole before it has been given, and reading goes
on where the next of the elements begins that the format repeats.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar
from xml.parsers import expat

from moving.imports.values import Finding
from moving.xml.latest import Latest, Mark

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
FINAL = "declares_entities"


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
        """Nothing of one that is too long."""
        return "" if self.is_too_long else "".join(self.parts)

    @property
    def is_too_long(self) -> bool:
        return self.length > LONGEST_TEXT

    def child(self, name: str) -> str:
        for child in self.children:
            if child.name == name:
                return child.text.strip()
        return ""

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
    """Elements whose names it `passes` are not given, wherever they stand."""

    again: ClassVar[Mark | None] = None
    """Where reading goes on after a fault, with what stands above it."""

    def __init__(self, passes: Collection[str] = ()) -> None:
        self.passes = frozenset(passes)
        self.is_over = False
        self.ready: list[Event] = []
        self.latest = Latest()
        self._start()

    def _start(self) -> None:
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._take
        self.parser.EntityDeclHandler = self._refuse
        self.open: list[Element] = []  # below the channel
        self.depth = self.passing = 0

    @property
    def line(self) -> int:
        return self.latest.lines_before + self.parser.CurrentLineNumber

    def events(self, pieces: Iterable[str]) -> Iterator[Event]:
        """Faults are among them; one after which nothing was found again is the last."""
        for piece in pieces:
            self._feed(piece.encode())
            yield from self._given()
            if self.is_over:
                return
        self._finish()
        yield from self._given()

    def _feed(self, piece: bytes) -> None:
        self.latest.add(piece)
        fault = self._fault_in(piece, is_last=False)
        while fault and (rest := self._pick_up(fault)):
            fault = self._fault_in(rest, is_last=False)
        self.is_over = fault is not None

    def _finish(self) -> None:
        """Where the file ends too early, something whole may stand within what was never closed."""
        fault = self._fault_in(b"", is_last=True)
        while fault and (rest := self._pick_up(fault)):
            fault = self._fault_in(rest, is_last=True)

    def _fault_in(self, piece: bytes, *, is_last: bool) -> Finding | None:
        try:
            self.parser.Parse(piece, is_last)
            if self.latest.end - self._at > LONGEST_TAG:
                raise Broken("endless_tag", self.line)
        except expat.ExpatError as error:
            return self._fault(error)
        except Broken as broken:
            return broken.finding
        return None

    @property
    def _at(self) -> int:
        return self.latest.begin + self.parser.CurrentByteIndex

    def _given(self) -> list[Event]:
        given, self.ready = self.ready, []
        return given

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Broken("too_deep", self.line)
        if self.passing or name in self.passes:
            self.passing += 1
        elif self.depth > CHANNEL:
            self.open.append(Element(name, self.line, attributes))

    def _take(self, text: str) -> None:
        if self.open and not self.passing:
            element = self.open[-1]
            element.length += len(text)
            if not element.is_too_long:
                element.parts.append(text)

    def _end(self, name: str) -> None:
        self.depth -= 1
        if len(self.open) <= 2:
            self.latest.is_sound_to(self._at, self.line)
        if self.passing:
            self.passing -= 1
        elif self.open:
            self._close(self.open.pop())

    def _close(self, element: Element) -> None:
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.ready.append(element)

    def _refuse(self, *_declared: object) -> None:
        raise Broken(FINAL, self.line)

    def _fault(self, error: expat.ExpatError) -> Finding:
        line = self.latest.lines_before + error.lineno
        if error.code in ENDED:
            return Finding(line, "", "broken_off")
        return Finding(line, "", "no_xml", f"{expat.ErrorString(error.code)}, column {error.offset + 1}")

    def _pick_up(self, fault: Finding) -> bytes:
        """What is to be read again, by a new parser; empty where nothing is found."""
        self._break_off()
        rest = self.latest.from_next(self.again) if self.again and fault.why != FINAL else b""
        if not rest or not self.again:
            self.ready.append(fault)
            return b""
        self._start()
        self.parser.Parse(self.again.above)
        told = filter(None, [fault.detail, f"line {self.line}"])
        self.ready.append(Finding(fault.line, "", "picked_up", "; ".join(told)))
        return rest

    def _break_off(self) -> None:
        """Whatever is open is left."""
