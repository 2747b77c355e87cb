"""The bench weighs a page with all that it loads, and sees what it would load from elsewhere."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from bench.rows.weight import parts_of, weigh

pytestmark = pytest.mark.once

PAGE = """<!doctype html><title>x</title>
<link rel="canonical" href="/elsewhere/"><link rel="stylesheet" href="/css/a.css"><link rel="icon" href="icon.svg">
<script src="/js/a.js"></script><script>var inline;</script><img src="/picture.webp"><a href="/other/">other</a>
<link rel="preload stylesheet" href="https://cdn.example/b.css">
"""
STYLES = "@import 'c.css'; body { background: url(\"/font.woff2\") } p { background: url(data:image/png;base64,AA) }"
FILES = {
    "/city/page/": ("text/html; charset=utf-8", PAGE),
    "/css/a.css": ("text/css", STYLES),
    "/css/c.css": ("text/css", "@import url(a.css);"),
    "/city/page/icon.svg": ("image/svg+xml", "<svg/>"),
    "/js/a.js": ("text/javascript", "1"),
    "/font.woff2": ("font/woff2", "f" * 500),
}


class _Files(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, text = FILES.get(self.path, ("text/plain", ""))
        self.send_response(200 if text else 404)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Files) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_everything_that_a_page_loads_is_weighed_once_with_its_headers(port: int) -> None:
    sizes, elsewhere = weigh(port, "/city/page/")
    assert set(sizes) == {"html", "css", "svg+xml", "javascript", "woff2"}
    assert sizes["css"] > sum(len(text) for kind, text in FILES.values() if kind == "text/css")
    assert 500 < sizes["woff2"] < 1_000
    assert elsewhere == {"https://cdn.example/b.css"}


def test_pictures_and_links_to_other_pages_are_no_part_of_it() -> None:
    assert parts_of("html", PAGE) == ["/css/a.css", "icon.svg", "/js/a.js", "https://cdn.example/b.css"]
    assert parts_of("javascript", "url(x)") == []
