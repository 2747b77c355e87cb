"""Footnotes: the text has marks and a place for them, what they say is kept beside it."""

import re
from collections.abc import Iterator

from moving.wordpress.meta import listed

_MARK = re.compile(r"<sup\b[^>]*\bdata-fn=[^>]*>\s*<a\b[^>]*>([^<]{0,20})</a>\s*</sup>")
_PLACE = re.compile(r"<!--\s+wp:footnotes(?:\s+\{[^<>]*\})?\s+/-->")


def placed(source: str, kept: str) -> str:
    """`kept`: as WordPress has them, in JSON."""
    if not (notes := "".join(_notes(kept))):
        return source
    return _PLACE.sub(lambda _place: f"<ol>{notes}</ol>", _MARK.sub(r"<sup>\1</sup>", source))


def _notes(kept: str) -> Iterator[str]:
    for each in listed(kept):
        if isinstance(each, dict) and isinstance(each.get("content"), str):
            yield f"<li>{each['content']}</li>"
