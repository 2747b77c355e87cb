"""Shortcodes: captions, galleries and media become HTML; of any other the words between its marks stay.

What stands in brackets is one if it has attributes, or an end: "[sic]" is neither.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape

from moving.imports.values import Attachment, FindAttachments

type Attributes = Mapping[str, str]

MEDIA = ("embed", "audio", "video", "playlist", "youtube")
SOURCES = ("src", "mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav", "url")
_VALUE = r"""\s+[\w-]{1,60}\s*=\s*(?:"[^"]{0,2000}"|'[^']{0,2000}'|[^\s\]"']{1,2000})"""
_MARK = re.compile(rf"\[(\[?)(/?)([a-zA-Z][\w-]{{0,60}})((?:{_VALUE}){{0,40}})\s{{0,9}}(/?)\](\]?)")
_PAIR = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s\]"']+))""")
_CLOSING = re.compile(r"\[/([a-zA-Z][\w-]{0,60})\]")
_PICTURE = re.compile(r"(?:<a\b[^>]{0,2000}>\s*)?<img\b[^>]{0,4000}>(?:\s*</a>)?", re.IGNORECASE)
_NUMBERS = re.compile(r"\d{1,18}")


type Uploaded = Callable[[str], Iterable[str]]
"""Keys of the pictures of a post by its number, in their order; of the post that is read by ""."""


def written(source: str, find: FindAttachments, uploaded: Uploaded) -> tuple[str, set[str]]:
    """The text without shortcodes, and the names of those that nothing became of."""
    if "[" not in source:
        return source, set()
    writing = _Writing(source, find, uploaded)
    return "".join(writing.parts()), writing.unknown


def figure(address: str, alt: str, caption: str) -> str:
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'\n\n<figure><img src="{escape(address)}" alt="{escape(alt)}">{below}</figure>\n\n'


class _Writing:
    def __init__(self, source: str, find: FindAttachments, uploaded: Uploaded) -> None:
        self.source, self.find, self.uploaded = source, find, uploaded
        self.closing: dict[str, list[int]] = {}
        for found in _CLOSING.finditer(source):
            self.closing.setdefault(found[1], []).append(found.start())
        self.unknown: set[str] = set()

    def parts(self) -> Iterator[str]:
        at = 0
        for mark in _MARK.finditer(self.source):
            if mark.start() >= at:
                yield self.source[at : mark.start()]
                html, at = self._become(mark)
                yield html
        yield self.source[at:]

    def _become(self, mark: re.Match[str]) -> tuple[str, int]:
        """Its HTML, and where to go on."""
        if mark[1] and mark[6]:
            return mark[0][1:-1], mark.end()
        name, known = mark[3], self._known(mark[3])
        if not known and not (mark[2] or mark[4] or mark[5] or name in self.closing):
            return mark[0], mark.end()
        if known and not mark[2]:
            return self._written(mark, known)
        self.unknown.update(() if known else (name,))
        return "", mark.end()

    def _known(self, name: str) -> Callable[[Attributes, str], str] | None:
        if name in ("caption", "wp_caption"):
            return _captioned
        return self._gallery if name == "gallery" else (_linked if name in MEDIA else None)

    def _written(self, mark: re.Match[str], write: Callable[[Attributes, str], str]) -> tuple[str, int]:
        given = {name: one or two or three for name, one, two, three in _PAIR.findall(mark[4])}
        end = next((at for at in self.closing.get(mark[3], ()) if at >= mark.end()), None)
        if mark[5] or end is None:
            return write(given, ""), mark.end()
        return write(given, self.source[mark.end() : end]), end + len(f"[/{mark[3]}]")

    def _gallery(self, given: Attributes, _between: str) -> str:
        """Without numbers it has all pictures that were uploaded to its post."""
        numbers = _NUMBERS.findall(given.get("ids", "") or given.get("include", ""))
        without = set(_NUMBERS.findall(given.get("exclude", "")))
        numbers = numbers or [each for each in self.uploaded(given.get("id", "")) if each not in without]
        there = self.find(numbers)
        if not numbers:
            self.unknown.add("gallery")
        return "".join(_of_attachment(there[number]) for number in numbers if number in there)


def _of_attachment(attachment: Attachment) -> str:
    return figure(attachment.address, attachment.alt, escape(attachment.caption))


def _captioned(given: Attributes, between: str) -> str:
    """Older posts have the words in an attribute, newer ones beside the picture."""
    found = _PICTURE.search(between)
    if found is None:
        return between
    words = (between[: found.start()] + between[found.end() :]).strip() or escape(given.get("caption", ""))
    return f"\n\n<figure>{found[0]}{f'<figcaption>{words}</figcaption>' if words else ''}</figure>\n\n"


def _linked(given: Attributes, between: str) -> str:
    address = next((given[name] for name in SOURCES if given.get(name)), "") or between.strip()
    safe = escape(address) if address.startswith(("http://", "https://")) else ""
    return f'\n\n<p><a href="{safe}">{safe}</a></p>\n\n' if safe else ""
