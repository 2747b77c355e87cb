"""Speaks to a started site in bytes, so that nothing of what is tried is put right on the way."""

import re
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from http.client import HTTPException, HTTPResponse
from time import monotonic
from urllib.parse import quote_from_bytes, urlsplit

PATIENCE = 60.0
FORM = b"application/x-www-form-urlencoded"

type Field = str | bytes
type Headers = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Answer:
    """`status` is 0 where the server closed the connection without a word. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: str
    seconds: float

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


def encoded(fields: Iterable[tuple[Field, Field]]) -> bytes:
    """A form's body; bytes are percent-encoded as they are, whatever they spell."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields).encode()


@dataclass(frozen=True)
class Wire:
    url: str

    @property
    def host(self) -> bytes:
        return urlsplit(self.url).netloc.encode()

    def send(self, raw: bytes) -> Answer:
        """These bytes and no others."""
        parts, start = urlsplit(self.url), monotonic()
        with socket.create_connection((parts.hostname, parts.port), PATIENCE) as connection:
            try:
                connection.sendall(raw)
                return _read(connection, start)
            except (OSError, HTTPException):
                return Answer(0, {}, "", monotonic() - start)

    def begin(self, target: bytes, method: bytes, length: int) -> socket.socket:
        """A request whose head is sent, and one byte of its body. It goes on for as long as the connection is open."""
        parts = urlsplit(self.url)
        connection = socket.create_connection((parts.hostname, parts.port), PATIENCE)
        head = [b"%s %s HTTP/1.1" % (method, target), b"Host: %s" % self.host, b"Content-Type: %s" % FORM]
        connection.sendall(b"\r\n".join([*head, b"Content-Length: %d" % length, b"", b"x"]))
        return connection

    def ask(self, target: Field, method: bytes = b"GET", headers: Headers = (), body: bytes = b"") -> Answer:
        path = target.encode() if isinstance(target, str) else target
        own = [(b"Host", self.host), (b"Connection", b"close"), *headers]
        lines = [b"%s %s HTTP/1.1" % (method, path), *(b"%s: %s" % header for header in own)]
        return self.send(b"\r\n".join([*lines, b"Content-Length: %d" % len(body), b"", body]))


class Commenter:
    """Fills in the form of one article as a browser would, but for what is said otherwise."""

    def __init__(self, wire: Wire, article: str) -> None:
        self.wire, self.article, self.form = wire, article, f"{article}comment/"
        self._unspent = ""

    def token(self) -> str:
        """Of a form that has not become a comment yet."""
        self._unspent = self._unspent or self._token_of_new_form()
        return self._unspent

    def fields(self, **given: Field) -> dict[str, Field]:
        return {"name": "Ada", "email": "ada@example.org", "website": "", "subject": "", "token": self.token()} | given

    def post(self, given: Mapping[str, Field], headers: Headers = ()) -> Answer:
        return self.post_body(encoded((self.fields() | dict(given)).items()), headers=headers)

    def post_body(self, body: bytes, kind: bytes = FORM, headers: Headers = ()) -> Answer:
        answer = self.wire.ask(self.form, b"POST", [(b"Content-Type", kind), *headers], body)
        if answer.status == 303:
            self._unspent = ""
        return answer

    def _token_of_new_form(self) -> str:
        page = self.wire.ask(self.form).body
        found = re.search(r'name="token" value="([^"]+)"', page)
        assert found, page
        return unescape(found[1])


def _quoted(value: Field) -> str:
    """Lone surrogates are spelled as the bytes that stand for them elsewhere."""
    return quote_from_bytes(value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value)


def _read(connection: socket.socket, start: float) -> Answer:
    response = HTTPResponse(connection)
    response.begin()
    body = response.read().decode("utf-8", "replace")
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, body, monotonic() - start)
