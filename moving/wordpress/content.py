"""The body of a post: block mark-up or the classic editor's text, with shortcodes, as HTML of plain elements."""

import json
import re
from collections.abc import Iterator
from typing import Any

from moving.imports.values import Body, FindAttachments, Finding
from moving.wordpress import shortcodes
from moving.wordpress.paragraphs import paragraphed
from moving.wordpress.rewriting import rewritten

UNSEEN = {"core/more", "core/nextpage", "core/spacer", "core/separator"}  # that need no word if they are left out
_BLOCK = re.compile(r"\s+(/?)wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)(?:\s+(\{.*\}))?\s*(/?)", re.DOTALL)
_EMPTY = re.compile(r"<p>\s*</p>")
_SECTION = re.compile(r"(</?section[^>]*>)")
_QUESTIONS = re.compile(r"(?:<details>(?:(?!</?details).)*</details>\s*)+", re.DOTALL)


def body_of(key: str, line: int, source: str, site: str, find: FindAttachments) -> Body:
    """`key` and `line` are those of the post, for what is found."""
    blocks = _Blocks(source)
    html, unknown = shortcodes.written("".join(blocks.parts()), find)
    left = [("shortcode_left_out", name) for name in sorted(unknown)]
    left += [("block_left_out", name) for name in sorted(blocks.left_out)]
    findings = tuple(Finding(line, f"post {key}", why, name) for why, name in left)
    return Body(_with_questions(_EMPTY.sub("", rewritten(html, site))), findings)


class _Blocks:
    """Parts the mark-up at its comments; what stands in no block is the classic editor's."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.depth = 0
        self.left_out: set[str] = set()

    def parts(self) -> Iterator[str]:
        for is_comment, text in _parted(self.source):
            block = _BLOCK.fullmatch(text) if is_comment else None
            if block:
                yield self._block(block[2], block[3] or "", ends=bool(block[1]), is_empty=bool(block[4]))
            elif not is_comment:
                yield text if self.depth else paragraphed(text)

    def _block(self, name: str, attributes: str, *, ends: bool, is_empty: bool) -> str:
        if not is_empty:
            self.depth = max(0, self.depth + (-1 if ends else 1))
            return ""
        name = name if "/" in name else f"core/{name}"
        shown = _shown(attributes)
        if not shown and name not in UNSEEN:
            self.left_out.add(name)
        return shown


def _parted(source: str) -> Iterator[tuple[bool, str]]:
    """Comments and what stands between them."""
    at = 0
    while (begin := source.find("<!--", at)) >= 0 and (end := source.find("-->", begin)) >= 0:
        yield False, source[at:begin]
        yield True, source[begin + 4 : end]
        at = end + 3
    yield False, source[at:]


def _shown(attributes: str) -> str:
    """Of a block without HTML of its own: the address that it embeds."""
    try:
        given: Any = json.loads(attributes or "{}")
    except ValueError:
        return ""
    address = given.get("url") if isinstance(given, dict) else None
    return f"<p>{address}</p>" if isinstance(address, str) and address.startswith("https://") else ""


def _with_questions(html: str) -> str:
    """Answers that fold out are questions and answers, as our articles have them."""
    written, inside = [], 0
    for part in _SECTION.split(html):
        inside += part.startswith("<section") - part.startswith("</section")
        written.append(part if inside else _QUESTIONS.sub(_boxed, part))
    return "".join(written)


def _boxed(found: re.Match[str]) -> str:
    return f'<section data-kind="questions">{found[0]}</section>'
