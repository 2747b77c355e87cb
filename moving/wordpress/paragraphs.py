"""Text as WordPress's classic editor keeps it: an empty line parts paragraphs, a line's end is one."""

import re

BLOCKS = (
    "address|article|aside|blockquote|caption|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|iframe"
    "|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video|audio"
)
_BLOCK = re.compile(rf"</?(?:{BLOCKS})\b", re.IGNORECASE)
_OPENING = re.compile(rf"(<(?:{BLOCKS})\b)", re.IGNORECASE)
_CLOSING = re.compile(rf"(</(?:{BLOCKS})\s*>|<hr\b[^>]{{0,200}}>)", re.IGNORECASE)
_EMPTY_LINES = re.compile(r"\n[ \t]*\n\s*")
_VERBATIM = re.compile(r"<(pre)\b", re.IGNORECASE)


def paragraphed(source: str) -> str:
    return "\n".join(_verbatim_or_not(source.replace("\r\n", "\n").replace("\r", "\n")))


def _verbatim_or_not(source: str) -> list[str]:
    """Within <pre> lines are as they are."""
    parts, at = [], 0
    while found := _VERBATIM.search(source, at):
        end = source.lower().find(f"</{found[1].lower()}", found.end())
        if end < 0:
            break
        close = source.find(">", end) + 1 or len(source)
        parts += [_in_paragraphs(source[at : found.start()]), source[found.start() : close]]
        at = close
    return [*parts, _in_paragraphs(source[at:])]


def _in_paragraphs(text: str) -> str:
    apart = _CLOSING.sub(r"\1\n\n", _OPENING.sub(r"\n\n\1", text))
    return "\n".join(_in_paragraph(part.strip()) for part in _EMPTY_LINES.split(apart) if part.strip())


def _in_paragraph(part: str) -> str:
    lines = part if _BLOCK.search(part) else part.replace("\n", "<br>\n")
    return part if _BLOCK.match(part) else f"<p>{lines}</p>" if not _BLOCK.search(part) else f"<p>{part}"
