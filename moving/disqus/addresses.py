"""Addresses of threads as keys by which articles, and the operator's mapping, can know them."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from moving.disqus.spool import Thread

LOCAL = ("localhost", "local", "test", "internal", "invalid")
_OF_WORDPRESS = re.compile(r"(\d+)\s+https?://\S+")
_INDEX = re.compile(r"/(?:index\.(?:html?|php)|amp/?)$", re.IGNORECASE)


def plain(address: str) -> str:
    """The same for http and https, with and without www, question and last slash."""
    is_whole = "://" in address or address.startswith("/") or "/" not in address
    parts = _parts(address if is_whole else f"//{address}")
    return parts.netloc.lower().removeprefix("www.") + unquote(parts.path).rstrip("/") if parts.netloc else address


def paths_of(address: str) -> list[str]:
    """Under which its article may be kept, the likeliest first."""
    path = unquote(_parts(address).path)
    if not path.strip("/"):
        return []
    written = [path, _INDEX.sub("/", path)]
    written += [each.lower() for each in written]
    ended = (form for each in written for form in (each, each.rstrip("/") + "/", each.rstrip("/")))
    return [each for each in dict.fromkeys(ended) if each]


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
    try:
        return urlsplit(address.strip())
    except ValueError:
        return urlsplit("")
