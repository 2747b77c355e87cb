"""Requests of which something is odd before anybody reads a form: address, header, cookie, line, length."""

from collections.abc import Iterator

from tests.faults.payloads import ARTICLE_QUERIES, BROKEN_BYTES, TARGETS
from tests.faults.wire import Answer, Commenter, Wire

FORGED = '{"level": "ERROR", "event": "forged"}'
FORGING = f"%0D{FORGED}%1B%5B2J".replace(" ", "%20").replace('"', "%22")
COOKIES = ("session", "csrf", "commenter", "messages", "known-browser", "x")
HEADERS = (
    *(b"User-Agent", b"Referer", b"Accept-Language", b"Accept", b"Accept-Encoding", b"Accept-Charset", b"Range"),
    *(b"If-None-Match", b"If-Modified-Since", b"HX-Request", b"HX-Current-URL", b"Origin", b"Authorization"),
    *(b"X-Forwarded-Host", b"X-Forwarded-Proto", b"X-HTTP-Method-Override", b"X-Original-URL", b"Content-Type"),
)

type Odd = tuple[str, Answer]


def everything(commenter: Commenter) -> Iterator[Odd]:
    for kind in (addresses, queries, headers, cookies, lines):
        yield from kind(commenter)


def addresses(commenter: Commenter) -> Iterator[Odd]:
    for target in TARGETS:
        yield f"GET {target[:80]}", commenter.wire.ask(target)
        yield f"POST {target[:80]}", commenter.wire.ask(target, b"POST")


def queries(commenter: Commenter) -> Iterator[Odd]:
    for query in ARTICLE_QUERIES:
        yield f"the article with {query[:60]}", commenter.wire.ask(f"{commenter.article}?{query}")
    for query in (query for query in ARTICLE_QUERIES if "parent" in query):
        yield f"the form with {query[:60]}", commenter.wire.ask(f"{commenter.form}?{query}")


def headers(commenter: Commenter) -> Iterator[Odd]:
    values = {kind: value.replace(b"\x00", b"").replace(b"\r\n", b"") for kind, value in BROKEN_BYTES.items()}
    for kind in ("high surrogate", "no UTF-8", "overlong slash", "C1 controls"):
        odd = [(name, values[kind]) for name in HEADERS]
        for address in ("/", commenter.article, commenter.form, "/accounts/login/"):
            yield f"{kind} in the headers of {address}", commenter.wire.ask(address, headers=odd)
            yield f"{kind}, posted to {address}", commenter.wire.ask(address, b"POST", odd, b"x=1")
    for name in HEADERS:
        yield f"60 KB of {name!r}", commenter.wire.ask(commenter.article, headers=[(name, b"a" * 60_000)])
    yield "2,000 headers", commenter.wire.ask("/", headers=[(b"X-%d" % n, b"1") for n in range(2_000)])


def cookies(commenter: Commenter) -> Iterator[Odd]:
    for kind, broken in BROKEN_BYTES.items():
        value = broken.replace(b"\x00", b"%00").replace(b"\r\n", b"")
        if b"\x0b" not in value and b"\x1b" not in value:
            cookie = b"; ".join(b"%s=%b" % (name.encode(), value) for name in COOKIES)
            for address in (commenter.article, commenter.form, "/accounts/login/", "/admin/"):
                yield f"{kind} in the cookies of {address}", commenter.wire.ask(address, headers=[(b"Cookie", cookie)])


def lines(commenter: Commenter) -> Iterator[Odd]:
    for request in _raw(commenter.wire):
        yield repr(request[:60]), commenter.wire.send(request)


def _raw(wire: Wire) -> Iterator[bytes]:
    """What is no whole request ends with one that is none at all, so that the server need not wait for more."""
    end = b"Host: " + wire.host + b"\r\nConnection: close\r\n"
    for line in (
        b"GET /\x00 HTTP/1.1",
        b"GET /\xff HTTP/1.1",
        b"GET / HTTP/9.9",
        b"GET  / HTTP/1.1",
        b"get / HTTP/1.1",
    ):
        yield line + b"\r\n" + end + b"\r\n"
    for host in (b"", b"evil.example", b"\xff", b"a b", b"[::1", wire.host + b", evil.example", b"x" * 5_000):
        yield b"GET / HTTP/1.1\r\nConnection: close\r\nHost: " + host + b"\r\n\r\n"
    for header in (b"X: a\x00b", b"X\x00: a", b": a", b"X : a", b"no colon", b" folded: 1", b"\xff: 1"):
        yield b"GET / HTTP/1.1\r\n" + end + header + b"\r\n\r\n"
    for length in (b"-1", b"x", b"1e3", b"99999999999999999999", b"0x10"):
        yield b"POST /accounts/login/ HTTP/1.1\r\n" + end + b"Content-Length: " + length + b"\r\n\r\nx=1"
    both = b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /admin/ HTTP/1.1\r\n\r\n"
    yield b"POST /accounts/login/ HTTP/1.1\r\n" + end + both
    yield b"POST /accounts/login/ HTTP/1.1\r\n" + end + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nx\r\n0\r\n\r\n"
    yield b"GET / HTTP/1.1\r\n\r\n"
    yield b"GET http://evil.example/ HTTP/1.1\r\n" + end + b"\r\n"
    yield b"CONNECT evil.example:80 HTTP/1.1\r\n" + end + b"\r\n"
    yield b"OPTIONS * HTTP/1.1\r\n" + end + b"\r\n"
    yield b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"  # TLS, to a port that speaks none
    yield b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def forgings(commenter: Commenter) -> Iterator[Answer]:
    """Each is worth one record: a POST that no form of ours can have sent."""
    for address in (f"/admin/{FORGING}", f"/accounts/login/?next={FORGING}", f"/admin/{FORGING}/?x={FORGING}"):
        agent = [(b"User-Agent", FORGED.encode()), (b"Referer", FORGED.encode())]
        yield commenter.wire.ask(address, b"POST", agent, b"username=" + FORGING.encode())
