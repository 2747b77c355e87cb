"""Addresses of threads as keys by which articles, and the operator's mapping, can know them."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from moving.disqus.spool import Thread

LOCAL = ("localhost", "local", "test", "internal", "invalid")
_OF_WORDPRESS = re.compile(r"(\d+)\s+https?://\S+")
_END = re.compile(r"/(?:index\.(?:html?|php)|amp/?|comment-page-\d+/?)$", re.IGNORECASE)
_ASKED = re.compile(r"&[\w.-]+=.*$")  # a question that was put without its mark
_GAPS = re.compile(r"\s+$|(?<=/)/+")
# Whoever shows pages of others: threads were opened there, too.
_COPIES = ("translate.googleusercontent.com", "translate.google.com", "webcache.googleusercontent.com", "archive.org")
_COPIED = re.compile(r"https?://[^\s+&]+")
_AMP_CACHE = re.compile(r"https?://[\w-]+\.cdn\.ampproject\.org/[a-z]/(?:s/)?")


def plain(address: str) -> str:
    """The same for http and https, with and without www, question and last slash."""
    is_whole = "://" in address or address.startswith("/") or "/" not in address
    parts = _parts(address if is_whole else f"//{address}")
    return parts.netloc.lower().removeprefix("www.") + unquote(parts.path).rstrip("/") if parts.netloc else address


def paths_of(address: str) -> list[str]:
    """Under which its article may be kept, the likeliest first."""
    path = unquote(_parts(_meant(address)).path)
    if not path.strip("/"):
        return []
    written = [path, _END.sub("/", _GAPS.sub("", _ASKED.sub("", path)))]
    written += [each.lower() for each in written]
    ended = (form for each in written for form in (each, each.rstrip("/") + "/", each.rstrip("/")))
    return [each for each in dict.fromkeys(ended) if each]


def _meant(address: str) -> str:
    """Of the page itself, where the address is one of a copy of it."""
    if host_of(address).removeprefix("web.") in _COPIES:
        within = _COPIED.search(unquote(address), len("https://"))
        return within[0] if within else address
    return _AMP_CACHE.sub("//", address)


def of_thread(thread: Thread) -> Iterator[str]:
    """Its own, and what the site has named it by where that is an address."""
    yield thread.link
    if "/" in thread.ident and " " not in thread.ident:
        yield thread.ident


def number_of(thread: Thread) -> str:
    """Of a post of WordPress: its plugin names threads "17 https://site.example/?p=17"."""
    if found := _OF_WORDPRESS.fullmatch(thread.ident):
        return found[1]
    asked = parse_qs(_parts(thread.link).query)
    number = (asked.get("p") or asked.get("page_id") or [""])[0]
    return number if number.isdecimal() else ""


def is_local(address: str) -> bool:
    host = _host(_parts(address))
    try:
        return not ip_address(host).is_global
    except ValueError:
        return bool(host) and host.rpartition(".")[2] in LOCAL


def host_of(address: str) -> str:
    return _host(_parts(address)).removeprefix("www.")


def _host(parts: SplitResult) -> str:
    try:
        return parts.hostname or ""
    except ValueError:
        return ""


def _parts(address: str) -> SplitResult:
    """Without a scheme, what has a dot before its first slash is a host."""
    written = address.strip()
    if "://" not in written and not written.startswith("/"):
        written = f"{'//' if '.' in written.partition('/')[0] else '/'}{written}"
    try:
        return urlsplit(written)
    except ValueError:
        return urlsplit("")
