"""A text of ours as HTML that stands by itself: whole addresses, and pictures with all that is known of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from django.conf import settings

from articles.html_writer import Attributes, HTMLWriter
from articles.models import Picture

ADDED = "data-newsroom"  # the names of what an element has from its picture; an import of ours takes it away again
GAP = "\0"  # between paragraphs; no text has it
_GAPS = re.compile(rf"{GAP}+")
_BREAK = re.compile(r"<br ?/?>\n?")
_PARAGRAPH = re.compile(r"\s*<p(?: dir=\"auto\")?>(.*?)</p>\s*", re.DOTALL)
_DIRECTION = re.compile(r' dir="auto"')
_REL = re.compile(r' rel="[^"]*"')


def of_text(source: str) -> str:
    return _Whole(source, Picture.objects.in_body(source)).html


def of_comment(html: str) -> str:
    """As WordPress keeps comments: an empty line parts paragraphs, a new line is one."""
    bare = _REL.sub("", _DIRECTION.sub("", html))
    parted = _PARAGRAPH.sub(lambda found: GAP + _BREAK.sub("\n", found[1]) + GAP, bare)
    return _GAPS.sub("\n\n", parted.strip(GAP))


class _Whole(HTMLWriter):
    def __init__(self, source: str, pictures: Mapping[str, Picture]) -> None:
        self.pictures = pictures
        self.shown: Picture | None = None
        super().__init__(source)

    def open(self, tag: str, attributes: Attributes) -> None:
        if tag == "img":
            attributes = self._with_picture(attributes)
        elif tag in ("figure", "figcaption"):
            self.shown = None  # one that has words of its own needs none
        super().open(tag, {name: _whole(name, value) for name, value in attributes.items()})

    def _with_picture(self, attributes: Attributes) -> Attributes:
        self.shown = picture = self.pictures.get(attributes.get("src", ""))
        if picture is None:
            return attributes
        size = {"width": str(picture.width), "height": str(picture.height)} if picture.width else {}
        added = {name: value for name, value in {"alt": picture.alt, **size}.items() if name not in attributes}
        return attributes | added | ({ADDED: " ".join(added)} if added else {})

    def shut(self, tag: str) -> None:
        if tag == "figure" and self.shown and (said := caption_of(self.shown)):
            self.parts.append(f'<figcaption {ADDED}="">{escape(said, quote=False)}</figcaption>')
        super().shut(tag)


def caption_of(picture: Picture) -> str:
    credit = f"({picture.credit})" if picture.credit else ""
    return " ".join(filter(None, [picture.caption, credit]))


def _whole(name: str, value: str) -> str:
    is_own = name in ("href", "src") and value.startswith("/") and not value.startswith("//")
    return settings.SITE_URL + value if is_own else value
