"""The bytes of an export as text that an XML parser takes.

Exports have what XML forbids: control characters, bytes of another encoding, addresses with a bare "&". Each is mended
in its place, so that line numbers stay, and told once with the line of the first.
"""

import codecs
import re
from collections.abc import Iterator
from html.entities import html5
from typing import BinaryIO

from moving.imports.values import Finding

PIECE = 2**16
LONGEST_ENTITY = 32  # the longest name that HTML has is of 31 letters
BEGIN, END = "<![CDATA[", "]]>"
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

DECLARATION = "<?xml"
CONTROLS = bytes({*range(32)} - set(b"\t\n\r"))

_DECLARED = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']""")
_BEFORE = re.compile(r"((?:(?!<!|xmlns).){0,4096}?)<\?xml\s[^>]*\?>", re.DOTALL)
_FOREIGN = re.compile("[\udc80-\udcff]+")  # bytes that are none of the encoding, as Python's "surrogateescape" has them
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")
_ENTITY = re.compile(rf"&(?!(?:amp|lt|gt|quot|apos);)(#?\w{{1,{LONGEST_ENTITY - 2}}};)?")


class Mending:
    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.findings: list[Finding] = []
        self.line = 1
        self.in_data = False
        self._told: set[str] = set()

    def pieces(self) -> Iterator[str]:
        """Text without what XML forbids; `findings` grows on the way."""
        first = self.stream.read(PIECE)
        decoder = codecs.getincrementaldecoder(self._encoding_of(first))("surrogateescape")
        rest = self._begun(decoder.decode(first))
        while piece := self.stream.read(PIECE):
            text, rest = _parted(rest + decoder.decode(piece))
            yield self._mended(text)
        yield self._mended(rest + decoder.decode(b"", True))

    def _encoding_of(self, first: bytes) -> str:
        for mark, encoding in MARKS.items():
            if first.startswith(mark):
                return encoding
        declared = _DECLARED.search(first[:400])
        name = declared[1].decode() if declared else "utf-8"
        if name.lower().startswith(("utf-16", "utf_16")):
            return "utf-8"  # it says so in single bytes
        if not _is_encoding(name):
            self._tell("unknown_encoding", "", 0, name)
            return "utf-8"
        return name

    def _begun(self, text: str) -> str:
        """Without the declaration, which has been read, and what a site's own faults have written before it."""
        found = _BEFORE.match(text)
        if found is None:
            return text
        if found[1].strip("\ufeff \t\r\n"):
            self._tell("before_xml", "", 0)
        return "\n" * found[0].count("\n") + text[found.end() :]

    def _mended(self, text: str) -> str:
        mended = "".join(self._with_entities(text if _is_sound(text) else self._without_forbidden(text)))
        self.line += text.count("\n")
        return mended

    def _without_forbidden(self, text: str) -> str:
        if found := _FOREIGN.search(text):
            self._tell("other_encoding", text, found.start())
            text = _FOREIGN.sub(_as_windows, text)
        if found := _FORBIDDEN.search(text):
            self._tell("control_characters", text, found.start())
            text = _FORBIDDEN.sub("", text)
        return text

    def _tell(self, why: str, text: str, at: int, detail: str = "") -> None:
        if why not in self._told:
            self._told.add(why)
            self.findings.append(Finding(self.line + text.count("\n", 0, at), "", why, detail))

    def _with_entities(self, text: str) -> Iterator[str]:
        """Outside of CDATA, where "&" means something."""
        at = 0
        while at < len(text):
            found = text.find(END if self.in_data else BEGIN, at)
            end = len(text) if found < 0 else found + len(END if self.in_data else BEGIN)
            yield text[at:end] if self.in_data else _ENTITY.sub(_written, text[at:end]).replace(END, "]]&gt;")
            if found >= 0:
                self.in_data = not self.in_data
            at = end


def _is_sound(text: str) -> bool:
    """As nearly all is; patterns would take a tenth of an import to say so."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return False
    return len(data.translate(None, CONTROLS)) == len(data) and "\ufffe" not in text and "\uffff" not in text


def _is_encoding(name: str) -> bool:
    """One of text, whose declaration can be read as it stands in the file."""
    try:
        "".encode(name)
        decoder = codecs.getincrementaldecoder(name)("surrogateescape")
        return decoder.decode(DECLARATION.encode(), True) == DECLARATION
    except (LookupError, UnicodeError):
        return False


def _parted(text: str) -> tuple[str, str]:
    """What can be looked at now, and what may be the beginning of a mark or an entity."""
    tail = text[-LONGEST_ENTITY:]
    cut = max(tail.rfind(sign) for sign in "<&]")
    if cut < 0:
        return text, ""
    while cut and tail[cut - 1] in "<&]":
        cut -= 1
    at = len(text) - len(tail) + cut
    return text[:at], text[at:]


def _as_windows(found: re.Match[str]) -> str:
    return found[0].encode("utf-8", "surrogateescape").decode("windows-1252", "replace")


def _written(found: re.Match[str]) -> str:
    """An entity of HTML becomes its character, a number that XML forbids nothing, any other "&" itself."""
    name = found[1] or ""
    if name.startswith("#"):
        return _numbered(name)
    known = html5.get(name)
    return known if known and known not in "&<>" else f"&amp;{name}"


def _numbered(name: str) -> str:
    try:
        number = int(name[2:-1], 16) if name[1] in "xX" else int(name[1:-1])
    except ValueError:
        return f"&amp;{name}"
    allowed = (
        number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000
    )
    return f"&#{number};" if allowed else ""
