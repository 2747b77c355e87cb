"""The body of a post: block mark-up or the classic editor's text, with shortcodes, as HTML of plain elements."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from moving.imports.values import Body, FindAttachments, Finding
from moving.wordpress import shortcodes
from moving.wordpress.paragraphs import paragraphed
from moving.wordpress.rewriting import rewritten
from moving.wordpress.shared import Shared, Site, is_picture

UNSEEN = {"core/more", "core/nextpage", "core/spacer", "core/separator"}  # that need no word if they are left out
REUSED = "core/block"
MOST_REUSED, LONGEST_REUSED = 60, 2**22  # blocks and characters of a post
_BLOCK = re.compile(r"\s+(/?)wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)(?:\s+(\{.*\}))?\s*(/?)", re.DOTALL)
_FILE = re.compile(r'<a href="(/[^"?#]{0,300}/uploads/[^"?#]{1,300})["?#]')
_NO_PARAGRAPH = r"(?:p|figure|ul|ol|blockquote|table|h[1-6]|hr|aside|section|details)"
_BEGINS_AROUND = re.compile(rf"<p>\s*(?=<{_NO_PARAGRAPH}\b)")
_ENDS_AROUND = re.compile(rf"(</{_NO_PARAGRAPH}>)\s*</p>")
_EMPTY = re.compile(r"<p>\s*</p>")
_SECTION = re.compile(r"(</?section[^>]*>)")
_QUESTIONS = re.compile(r"(?:<details[^>]*>(?:(?!</?details).)*</details>\s*)+", re.DOTALL)


def body_of(key: str, line: int, source: str, site: Site, find: FindAttachments) -> Body:
    """`key` and `line` are those of the post."""
    blocks = _Blocks(site.shared)
    html, unknown = shortcodes.written(
        "".join(blocks.parts(source)), find, lambda post: site.shared.gallery(post or key)
    )
    html = rewritten(html, site.address)
    left = [("shortcode_left_out", name) for name in sorted(unknown)]
    left += [("block_left_out", name) for name in sorted(blocks.left_out)]
    left += [("file_left_out", path) for path in dict.fromkeys(_FILE.findall(html)) if not is_picture(path)]
    findings = tuple(Finding(line, f"post {key}", why, name) for why, name in left)
    return Body(_with_questions(_EMPTY.sub("", _ENDS_AROUND.sub(r"\1", _BEGINS_AROUND.sub("", html)))), findings)


class _Blocks:
    """Parts the mark-up at its comments; what stands in no block is the classic editor's."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self.depth = self.reused = self.reused_length = 0
        self.left_out: set[str] = set()

    def parts(self, source: str) -> Iterator[str]:
        for is_comment, text in _parted(source):
            block = _BLOCK.fullmatch(text) if is_comment else None
            if block:
                yield from self._block(block[2], block[3] or "", ends=bool(block[1]), is_empty=bool(block[4]))
            elif not is_comment:
                yield text if self.depth else paragraphed(text)

    def _block(self, name: str, attributes: str, *, ends: bool, is_empty: bool) -> Iterator[str]:
        if not is_empty:
            self.depth = max(0, self.depth + (-1 if ends else 1))
            return
        name, given = name if "/" in name else f"core/{name}", _given(attributes)
        source = self._reused(given) if name == REUSED else None
        if source is not None:
            yield from self.parts(source)
        elif shown := _shown(given):
            yield shown
        elif name not in UNSEEN:
            self.left_out.add(name)

    def _reused(self, given: Mapping[str, Any]) -> str | None:
        """Blocks may use each other, in circles too."""
        source = self.shared.block(str(given.get("ref", "")))
        self.reused, self.reused_length = self.reused + 1, self.reused_length + len(source or "")
        return source if self.reused <= MOST_REUSED and self.reused_length <= LONGEST_REUSED else None


def _parted(source: str) -> Iterator[tuple[bool, str]]:
    """Comments and what stands between them."""
    at = 0
    while (begin := source.find("<!--", at)) >= 0 and (end := source.find("-->", begin)) >= 0:
        yield False, source[at:begin]
        yield True, source[begin + 4 : end]
        at = end + 3
    yield False, source[at:]


def _given(attributes: str) -> Mapping[str, Any]:
    try:
        given: Any = json.loads(attributes or "{}")
    except (ValueError, RecursionError):
        return {}
    return given if isinstance(given, dict) else {}


def _shown(given: Mapping[str, Any]) -> str:
    """Of a block without HTML of its own: the address that it embeds."""
    address = given.get("url")
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
