"""What Disqus made of a post's words: its HTML as people type comments here, addresses as they were meant."""

import re
from html import escape, unescape
from urllib.parse import parse_qs, urlsplit

from moving.xml.plain import closed, comment_of

PICTURES = {"img": {"src"}}
FORWARDERS = ("disq.us", "redirect.disqus.com")
_HREF = re.compile(r"""(<a\b[^>]*?\bhref\s*=\s*)(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_SAME_SCHEME = re.compile(r"(<a\b[^>]*>\s*)//", re.IGNORECASE)
_MENTION = re.compile(r"@([\w-]+):disqus\b")
_SHORTENED = re.compile(
    r"""<a\b[^>]*?\bhref\s*=\s*"([^"]*)"[^>]*>\s*(?:https?://)?([^<>\s]{8,}?)(?:\.\.\.|…)\s*</a>""", re.IGNORECASE
)
_PICTURE = re.compile(r"""<img\b[^>]*?\bsrc\s*=\s*["']((?:https?:)?//[^"'\s]+)["'][^>]*>""", re.IGNORECASE)
_SEALED = re.compile(r":[\w-]{20,}$")  # what Disqus signs the address with that it forwards to


def text_of(message: str) -> str:
    shown = _PICTURE.sub(_as_link, closed(message, PICTURES))
    direct = _SAME_SCHEME.sub(r"\1https://", _HREF.sub(_directly, shown))
    whole = _SHORTENED.sub(_in_full, direct)
    return comment_of(_MENTION.sub(r"@\1", whole))


def _as_link(picture: re.Match[str]) -> str:
    """Comments here show no pictures; of many a post one is all there is."""
    address = f"https:{picture[1]}" if picture[1].startswith("//") else picture[1]
    return f' <a href="{address}">{address}</a> '


def _directly(link: re.Match[str]) -> str:
    """Past Disqus's own counter of clicks."""
    return f'{link[1]}"{escape(_target_of(unescape(link[2] or link[3] or "")))}"'


def _target_of(address: str) -> str:
    try:
        parts = urlsplit(f"https:{address}" if address.startswith("//") else address)
    except ValueError:
        return address
    if parts.hostname not in FORWARDERS:
        return parts.geturl() if address.startswith("//") else address
    wanted = parse_qs(parts.query).get("url", [""])[0]
    return _SEALED.sub("", wanted) if wanted.startswith(("http://", "https://")) else address


def _in_full(link: re.Match[str]) -> str:
    """Disqus shows the beginning of a long address, which would stand beside the whole one."""
    whole = unescape(link[1])
    return escape(whole) if whole.partition("://")[2].startswith(unescape(link[2])) else link[0]
