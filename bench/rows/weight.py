"""What a reader's device is sent for an article with 30 comments: HTML, styles, scripts and icons, without pictures."""

import http.client
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from bench.bench import Bench
from bench.figures import Bar, Row

KILOBYTES = Bar(60)
NONE = Bar(0)
LOADED = {"stylesheet", "icon", "apple-touch-icon", "manifest", "preload", "modulepreload"}
IN_STYLES = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
ENCODINGS = "gzip, br"


class Parts(HTMLParser):
    """The addresses of what a page loads by itself, apart from pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "link" and LOADED & set(known.get("rel", "").split()):
            self.found.append(known["href"])
        elif tag in {"script", "iframe", "embed"} and known.get("src"):
            self.found.append(known["src"])


def measure(bench: Bench) -> Iterator[Row]:
    sizes, elsewhere = weigh(bench.place.port, bench.addresses["30"][0])
    aside = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in sizes.most_common())
    yield Row("article page on the wire, 30 comments", sizes.total() / 1000, "KB", KILOBYTES, aside)
    yield Row("… parts of it from another host", len(elsewhere), "", NONE, ", ".join(sorted(elsewhere)))


def weigh(port: int, path: str) -> tuple[Counter[str], set[str]]:
    """Bytes by kind, headers included, and the addresses on other hosts, which are not fetched."""
    here = f"http://127.0.0.1:{port}"
    sizes: Counter[str] = Counter()
    known, waiting = set[str](), [urljoin(here, path)]
    while waiting:
        address = waiting.pop()
        if address in known:
            continue
        known.add(address)
        if address.startswith(f"{here}/"):
            kind, size, text = _fetch(port, address.removeprefix(here))
            sizes[kind] += size
            waiting += [urljoin(address, part) for part in parts_of(kind, text)]
    return sizes, {address for address in known if not address.startswith((f"{here}/", "data:"))}


def parts_of(kind: str, text: str) -> list[str]:
    if kind == "html":
        parts = Parts()
        parts.feed(text)
        return parts.found
    return [first or second for first, second in IN_STYLES.findall(text)] if kind == "css" else []


def _fetch(port: int, path: str) -> tuple[str, int, str]:
    """Its kind, its bytes as they are sent compressed, and its text."""
    response, sent = _get(port, path, ENCODINGS)
    headers = sum(len(name) + len(value) + 4 for name, value in response.getheaders())
    kind = response.headers.get_content_subtype()
    text = _get(port, path, "identity")[1].decode() if kind in {"html", "css"} else ""
    return kind, headers + len(sent), text


def _get(port: int, path: str, encodings: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", urlsplit(path)._replace(fragment="").geturl(), headers={"Accept-Encoding": encodings})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert response.status == 200, (path, response.status)
    return response, body
