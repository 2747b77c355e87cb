"""
Comment text to HTML, once per text: paragraphs, line breaks, links, quotation, emphasis and code of Markdown.

Nothing else: no HTML, no images, no headings, no lists, and no link whose text hides where it leads. What
markdown-it wrote goes through nh3 as a second wall.
"""

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.blockquote import blockquote
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from comments import text

MARKUP = 2  # the number of the rendering below; raise it when its output changes

QUOTES_DEEP = 4
EMPHASIS_DEEP = 6
TAGS = {"p", "br", "em", "strong", "code", "pre", "blockquote", "a"}
REL = "nofollow ugc noopener"
_DIRECTED = {"p", "pre", "blockquote"}  # each finds its own writing direction, and what is inside follows

LONGEST_ADDRESS = 2_000
_NOT_IN_ADDRESS = r"\s<>\"`\\^{|}«»“”„‘’、。，．！？；：「」『』【】（）《》"
_ADDRESS = re.compile(
    rf"<(?P<bracketed>https?://[^{_NOT_IN_ADDRESS}]+)>|(?<![A-Za-z0-9])https?://[^{_NOT_IN_ADDRESS}]+", re.IGNORECASE
)
_TRAILING = ".,:;!?'*_~…·"
_HOST = re.compile(r"[\w.-]+|[\da-f:.]+")
_SIGN = re.compile(r"[\\`*_~<>&\x00-\x09\x0b-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_GAP = re.compile(r"\n{2,}")
_LANGUAGE = re.compile(r"[\w+#.-]{0,20}")
_BLOCK_END = re.compile(r"<br>|</(?:p|pre|blockquote)>")


def render(source: str) -> str:
    """Safe HTML for pages; takes what `text.clean_text` returns. Linear in the length of the source."""
    return _paragraphs(source) if _is_plain(source) else _rendered(source)


def _is_plain(source: str) -> bool:
    """Words, spaces and line ends; nothing that markup, HTML or the parser's idea of white space might touch."""
    edges = source.startswith((" ", "\n")) or source.endswith((" ", "\n")) or " \n" in source or "\n " in source
    return bool(source) and not edges and "://" not in source and not _SIGN.search(source)


def _rendered(source: str) -> str:
    return _WALL.clean(str(_MARKDOWN.render(source))).strip()


def _paragraphs(source: str) -> str:
    """The same of words alone, as most comments are, at a fiftieth of the cost."""
    lines = _GAP.sub('</p>\n<p dir="auto">', source).replace("\n", "<br>\n").replace("</p><br>", "</p>")
    return f'<p dir="auto">{lines}</p>'


def current(html: str, number: int, source: str) -> str:
    """What is stored, or a new rendering if that is of an older markup."""
    return html if number == MARKUP else render(source)


def without_links(html: str) -> str:
    """The same to look at, with nothing to follow: for pages that only its author sees."""
    return _LINKLESS.clean(html)


def plain(html: str) -> str:
    """The words alone."""
    return nh3.clean(_BLOCK_END.sub("\n", html), tags=set()).strip()


def is_blank(html: str) -> bool:
    """Marks of Markdown around nothing: an empty quotation, an empty block of code."""
    return text.is_blank(plain(html))


def _wall(tags: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes={"a": {"href"}} if "a" in tags else {},
        tag_attribute_values={tag: {"dir": {"auto"}} for tag in _DIRECTED},
        url_schemes={"http", "https"},
        url_relative="deny",
        link_rel=REL,
    )


_WALL = _wall(TAGS)
_LINKLESS = _wall(TAGS - {"a"})


def _blockquote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Deeper marks stay as they were typed: markdown-it's own bound would drop the words behind them."""
    return state.level < QUOTES_DEEP and blockquote(state, start, end, silent)


def _link_addresses(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline" and "://" in block.content:
            block.children = [part for token in block.children or [] for part in _linked(token)]


def _linked(token: Token) -> list[Token]:
    if token.type != "text":
        return [token]
    parts, end = [], 0
    for found in _ADDRESS.finditer(token.content):
        address = found["bracketed"] or _without_trailing_signs(found[0])
        parts += [_plain(token.content[end : found.start()]), *_link(address)]
        end = found.end() if found["bracketed"] else found.start() + len(address)
    return [*parts, _plain(token.content[end:])]


def _without_trailing_signs(address: str) -> str:
    """Punctuation of the sentence around it; a bracket at the end stays if one opens inside."""
    shorter = address[:LONGEST_ADDRESS].rstrip(_TRAILING)
    while shorter.endswith((")", "]")) and _closes_too_much(shorter):
        shorter = shorter[:-1].rstrip(_TRAILING)
    return shorter


def _closes_too_much(address: str) -> bool:
    opening = {")": "(", "]": "["}[address[-1]]
    return address.count(address[-1]) > address.count(opening)


def _plain(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(address: str) -> list[Token]:
    """The text is what was typed. Addresses with a user before the host ("bank.example@evil.example") stay text."""
    target = _MARKDOWN.normalizeLink(address)
    if len(address) >= LONGEST_ADDRESS or not _leads_to_a_host(target):
        return [_plain(address)]
    return [Token("link_open", "a", 1, attrs={"href": target}), _plain(address), Token("link_close", "a", -1)]


def _leads_to_a_host(target: str) -> bool:
    try:
        parts = urlsplit(target)
        return bool(_HOST.fullmatch(parts.hostname or "")) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False


def _shallow(state: StateCore) -> None:
    """Emphasis nested deeper than anybody reads would nest elements deeper than browsers do."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _without_deep_emphasis(block.children)


def _without_deep_emphasis(tokens: Sequence[Token]) -> list[Token]:
    kept, depth = [], 0
    for token in tokens:
        emphasis = token.tag in {"em", "strong"}
        depth += token.nesting if emphasis and token.nesting > 0 else 0
        if not emphasis or depth <= EMPHASIS_DEEP:
            kept.append(token)
        depth += token.nesting if emphasis and token.nesting < 0 else 0
    return kept


def _direct(state: StateCore) -> None:
    for token in state.tokens:
        if token.level == 0 and token.tag in _DIRECTED and token.nesting > 0:
            token.attrSet("dir", "auto")


def _fence(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Without the language that may be named: nothing is colored by it. Other words behind the mark are kept."""
    direction = "" if tokens[index].level else ' dir="auto"'
    said, lines = tokens[index].info.strip(), tokens[index].content
    is_language = bool(lines.strip()) and _LANGUAGE.fullmatch(said)
    shown = lines if is_language else "\n".join(filter(None, (said, lines)))
    return f"<pre{direction}><code>{escape(shown, quote=False)}</code></pre>\n"


def _build() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"breaks": True, "maxNesting": 20})
    markdown.enable(["blockquote", "fence", "newline", "escape", "backticks", "emphasis"])
    markdown.block.ruler.at("blockquote", _blockquote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    markdown.core.ruler.push("addresses", _link_addresses)
    markdown.core.ruler.push("shallow", _shallow)
    markdown.core.ruler.push("direct", _direct)
    markdown.add_render_rule("fence", _fence)
    return markdown


_MARKDOWN = _build()
