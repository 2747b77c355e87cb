"""
What the server can be told to do wrong, by name.

REPLIES change what is said; DELIVERIES say the right thing in a wrong way, straight on the socket.
"""

import gzip
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.akismet_server.protocol import Fields, Reply, plain

Options = dict[str, Any]


@dataclass
class Fault:
    """Meets `times` calls (None: all) of `endpoint` (empty: all) with `match` in a field, after `skip` such calls."""

    kind: str
    times: int | None = None
    skip: int = 0
    match: str = ""
    endpoint: str = ""
    options: Options = field(default_factory=dict)

    def concerns(self, endpoint: str, fields: Fields) -> bool:
        return self.endpoint in ("", endpoint) and any(self.match in value for value in ("", *fields.values()))


class Plan:
    """The faults in force; the first that meets a call is used up by it."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._guard = threading.Lock()

    def add(self, fault: Fault) -> None:
        if fault.kind not in REPLIES and fault.kind not in DELIVERIES:
            raise ValueError(f"no such fault: {fault.kind}")
        with self._guard:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._guard:
            self._faults.clear()

    def next_for(self, endpoint: str, fields: Fields) -> Fault | None:
        with self._guard:
            concerned = [fault for fault in self._faults if fault.times != 0 and fault.concerns(endpoint, fields)]
            return next((fault for fault in concerned if _spend(fault)), None)


def _spend(fault: Fault) -> bool:
    if fault.skip:
        fault.skip -= 1
        return False
    if fault.times is not None:
        fault.times -= 1
    return True


def _status(right: Reply, options: Options) -> Reply:
    return plain(options.get("body", "Trouble"), status=options.get("status", 500))


def _rate_limited(right: Reply, options: Options) -> Reply:
    wait = options.get("retry_after")
    return Reply(b"Too many requests", 429, {"Retry-After": str(wait)} if wait is not None else {})


def _redirect(right: Reply, options: Options) -> Reply:
    return Reply(b"", 302, {"Location": options.get("location", "/1.1/elsewhere")})


def _invalid(right: Reply, options: Options) -> Reply:
    return plain("invalid", X_akismet_debug_help=options.get("debug_help", "We were unable to verify the key."))


def _missing_field(right: Reply, options: Options) -> Reply:
    return plain("Missing required field: user_ip.", X_akismet_debug_help='Empty "user_ip" value')


def _body(right: Reply, options: Options) -> Reply:
    return Reply(options.get("body", "maybe").encode())


def _html(right: Reply, options: Options) -> Reply:
    return Reply(b"<!DOCTYPE html><title>Sign in to the hotel's network</title>", 200, {"Content-Type": "text/html"})


def _undecodable(right: Reply, options: Options) -> Reply:
    return Reply(b"\xff\xfe\xfd\x00")


def _beside(right: Reply, options: Options) -> Reply:
    """The right answer with more headers."""
    return replace(right, headers={**right.headers, **options.get("headers", {})})


def _error_header(right: Reply, options: Options) -> Reply:
    error = options.get("error", "Your key is suspended.")
    return Reply(b"false", 200, {**right.headers, "X-akismet-error": error})


def _alert(right: Reply, options: Options) -> Reply:
    alert = {"X-akismet-alert-code": "10402", "X-akismet-alert-msg": "Your subscription is not paid."}
    return replace(right, headers={**right.headers, **alert})


REPLIES: dict[str, Callable[[Reply, Options], Reply]] = {
    "status": _status,
    "rate-limited": _rate_limited,
    "redirect": _redirect,
    "invalid": _invalid,
    "invalid-key": lambda right, options: plain("Invalid key"),
    "missing-field": _missing_field,
    "body": _body,
    "html": _html,
    "empty": lambda right, options: Reply(b""),
    "undecodable": _undecodable,
    "uppercase": lambda right, options: replace(right, body=right.body.upper()),
    "whitespace": lambda right, options: replace(right, body=right.body + b"\n"),
    "byte-order-mark": lambda right, options: replace(right, body=b"\xef\xbb\xbf" + right.body),
    "headers": _beside,
    "error-header": _error_header,
    "alert": _alert,
}


@dataclass(frozen=True)
class Wire:
    """The socket to the client; `released` ends every waiting at once when the server stops or recovers."""

    socket: socket.socket
    released: threading.Event

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def drip(self, pieces: Iterable[bytes], pause: float) -> None:
        for piece in pieces:
            if self.released.wait(pause):
                return
            self.send(piece)


def rendered(reply: Reply, length: int | None = None, extra: bytes = b"") -> bytes:
    headers = {"Server": "test", "Content-Type": "text/plain; charset=utf-8", **reply.headers}
    lines = [f"HTTP/1.1 {reply.status} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
    lines.append(f"Content-Length: {len(reply.body) if length is None else length}")
    return "\r\n".join(lines).encode() + b"\r\n" + extra + b"\r\n" + reply.body


def _hang(wire: Wire, right: Reply, options: Options) -> None:
    wire.released.wait()


def _hang_after_head(wire: Wire, right: Reply, options: Options) -> None:
    wire.send(rendered(replace(right, body=b""), length=len(right.body)))
    wire.released.wait()


def _drip(wire: Wire, right: Reply, options: Options) -> None:
    """Byte by byte; `part` says which: head, body, or all."""
    whole = rendered(Reply(right.body.ljust(400), 200, right.headers))
    start = whole.index(b"\r\n\r\n") + 4 if options.get("part") == "body" else 0
    wire.send(whole[:start])
    wire.drip((whole[i : i + 1] for i in range(start, len(whole))), options.get("pause", 0.05))


def _reset(wire: Wire, right: Reply, options: Options) -> None:
    wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.socket.close()


def _reset_midway(wire: Wire, right: Reply, options: Options) -> None:
    wire.send(rendered(right)[:-2])
    _reset(wire, right, options)


def _close(wire: Wire, right: Reply, options: Options) -> None:
    """The server closes the connection after every fault of this kind; here nothing is said before."""


def _truncated(wire: Wire, right: Reply, options: Options) -> None:
    wire.send(rendered(right, length=len(right.body) + 100))


def _huge(wire: Wire, right: Reply, options: Options) -> None:
    """Announced or not (`announced=False`), 64 KB at a time until the client has enough."""
    size = options.get("size", 50_000_000)
    announced = f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n" if options.get("announced", True) else ""
    wire.send((announced or "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").encode())
    wire.drip((b"x" * 65_536 for _ in range(size // 65_536)), 0)


def _gzip_bomb(wire: Wire, right: Reply, options: Options) -> None:
    packed = gzip.compress(b"\0" * options.get("size", 50_000_000))
    wire.send(rendered(Reply(packed), extra=b"Content-Encoding: gzip\r\n"))


def _gzip(wire: Wire, right: Reply, options: Options) -> None:
    wire.send(rendered(Reply(gzip.compress(right.body)), extra=b"Content-Encoding: gzip\r\n"))


def _not_http(wire: Wire, right: Reply, options: Options) -> None:
    wire.send(b"220 mail.example.com ESMTP\r\n")


DELIVERIES: dict[str, Callable[[Wire, Reply, Options], None]] = {
    "hang": _hang,
    "hang-after-head": _hang_after_head,
    "drip": _drip,
    "reset": _reset,
    "reset-midway": _reset_midway,
    "close": _close,
    "truncated": _truncated,
    "huge": _huge,
    "gzip-bomb": _gzip_bomb,
    "gzip": _gzip,
    "not-http": _not_http,
}
