"""Visits a site behind the shipped nginx, over TLS, from any address of this machine."""

import gzip
import http.client
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import brotli

from tests.nginx import CERTIFICATE

PATIENCE = 40.0
TRUST = ssl.create_default_context(cafile=str(CERTIFICATE))
SECURITY = (
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
)


@dataclass(frozen=True)
class Answer:
    status: HTTPStatus
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def encoding(self) -> str:
        return self.headers.get("Content-Encoding", "identity")

    @property
    def text(self) -> str:
        """As a browser reads it."""
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}[self.encoding]
        return str(unpack(self.body).decode())

    def named(self, names: tuple[str, ...]) -> dict[str, list[str] | None]:
        return {name: self.headers.get_all(name) for name in names}


def ask(port: int, path: str, method: str = "GET", body: bytes | None = None, /, **more: str) -> Answer:
    """`source` is the visitor's address; the rest are headers, with `_` for `-`."""
    source = (more.pop("source", "127.0.0.1"), 0)
    headers = {name.replace("_", "-"): value for name, value in more.items()}
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=PATIENCE, context=TRUST, source_address=source)
    return _exchange(connection, path, method, body, headers)


def ask_plainly(port: int, path: str, **headers: str) -> Answer:
    """Without TLS: the port for http, or the application itself."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    return _exchange(connection, path, "GET", None, {name.replace("_", "-"): value for name, value in headers.items()})


def _exchange(
    connection: http.client.HTTPConnection, path: str, method: str, body: bytes | None, headers: dict[str, str]
) -> Answer:
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return Answer(HTTPStatus(response.status), response.headers, response.read())
    finally:
        connection.close()


def wait_until(holds: Callable[[], bool], seconds: float = 15.0) -> None:
    until(holds, bool, seconds)


def until[Found](look: Callable[[], Found], wanted: Callable[[Found], bool], seconds: float = 15.0) -> Found:
    """What is there once it is as wanted."""
    end = time.monotonic() + seconds
    while not wanted(found := look()):
        assert time.monotonic() < end, f"after {seconds} s it is still {found!r}"
        time.sleep(0.05)
    return found
