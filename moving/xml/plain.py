"""HTML of an export as plain text: of headlines and names, and of comments in the marks that our comments know."""

import re
from collections.abc import Mapping
from html import unescape
from html.parser import HTMLParser
from types import MappingProxyType

import nh3

from comments.text import clean_line, clean_text

AROUND = {"em": "*", "i": "*", "strong": "**", "b": "**", "code": "`", "tt": "`"}
BREAKS = {
    "p": "\n\n",
    "div": "\n\n",
    "blockquote": "\n\n",
    "pre": "\n\n",
    "ul": "\n\n",
    "ol": "\n\n",
    "br": "\n",
    "li": "\n",
}
UNSEEN = {"script", "style"}
KNOWN = {*AROUND, *BREAKS, "a"}
LONG = 2**12  # characters
LONGEST_COMMENT = 2**19
DEEPEST_QUOTE = 5  # each level writes a sign before every line again: a thousand of them would fill the memory
_GAP = re.compile(r"\n[ \t]*\n\s*\n")
_MARKUP = re.compile(r"[<&]")


def line_of(html: str) -> str:
    """Of what stands on one line: without elements, with its entities as characters."""
    return clean_line(_Words(closed(html)).text if _MARKUP.search(html) else html)


def comment_of(html: str) -> str:
    """A comment's words, with its links, quotations and emphasis as people type them here; of what is longer than
    anybody writes the beginning."""
    written = html[:LONGEST_COMMENT]
    return clean_text(_GAP.sub("\n\n", _Typed(closed(written)).text) if _MARKUP.search(written) else written)


def closed(html: str, besides: Mapping[str, set[str]] = MappingProxyType({})) -> str:
    """Parsers and patterns take hours over much that is never closed, and are given only a little of that."""
    if len(html) <= LONG:
        return html
    attributes = {"a": {"href"}, **besides}
    return nh3.clean(html[:LONGEST_COMMENT], tags=KNOWN | besides.keys(), attributes=attributes, link_rel=None)


class _Words(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen = 0
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in UNSEEN
        self.parts.append(" " if tag in BREAKS else "")

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in UNSEEN and self.unseen > 0

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)


class _Typed(_Words):
    def __init__(self, html: str) -> None:
        self.links: list[tuple[str, int]] = []
        self.quotes: list[int] = []
        super().__init__(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in UNSEEN
        self.parts.append(BREAKS.get(tag, ""))
        if tag == "blockquote":
            self.quotes.append(len(self.parts))
        elif tag == "a":
            self.links.append((unescape(dict(attrs).get("href") or ""), len(self.parts)))
        self.parts.append(AROUND.get(tag, "") + ("• " if tag == "li" else ""))

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        self.parts.append(AROUND.get(tag, ""))
        if tag == "a" and self.links:
            self._close_link(*self.links.pop())
        if tag == "blockquote" and self.quotes:
            begin = self.quotes.pop()
            if len(self.quotes) < DEEPEST_QUOTE:
                self._close_quote(begin)
        self.parts.append(BREAKS.get(tag, "") if tag not in ("br", "li") else "")

    def _close_link(self, target: str, begin: int) -> None:
        """The address beside the words, unless these are it."""
        words = "".join(self.parts[begin:]).strip()
        shown = target.split("://")[-1].rstrip("/")
        if target.startswith(("http://", "https://")) and shown not in words:
            self.parts.append(f" ({target})")
        elif target.startswith(("http://", "https://")) and "://" not in words and words.rstrip("/") == shown:
            self.parts[begin:] = [target]

    def _close_quote(self, begin: int) -> None:
        quoted = clean_text("".join(self.parts[begin:])).split("\n")
        self.parts[begin:] = ["\n".join(f"> {line}" if line else ">" for line in quoted)]
