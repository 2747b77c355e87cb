"""The server itself: a thread per connection, keep-alive, a fault plan and a journal."""

import re
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.akismet_server import control
from tests.akismet_server.faults import DELIVERIES, REPLIES, Fault, Plan, Wire, rendered
from tests.akismet_server.journal import Call, Journal
from tests.akismet_server.protocol import ENDPOINTS, Account, Reply, answer

KEY = "c0ffee123456"
CERTIFICATE = Path(__file__).with_name("loopback.pem")  # for 127.0.0.1, signed by itself, trusted by nobody


class AkismetServer:
    """
    An Akismet-protocol server on a loopback port of its own.

    Content triggers: `verdict:spam`, `verdict:discard`, `recheck-after:120`, and `fault:KIND` for that comment alone.
    `fail` sets a fault for the calls to come, `recover` ends all faults and lets go whatever hangs.
    """

    def __init__(self, key: str = KEY, blog: str = "", port: int = 0, *, tls: bool = False) -> None:
        self.account = Account(key, blog)
        self.journal = Journal()
        self.latency = 0.0
        self.connections = Connections()
        self.released = threading.Event()
        self.plan = Plan()
        self._http = _Listener(("127.0.0.1", port), _Handler)
        self._http.akismet = self
        self._http.tls = _tls() if tls else None
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def key(self) -> str:
        return self.account.key

    @property
    def url(self) -> str:
        return f"{'https' if self._http.tls else 'http'}://127.0.0.1:{self._http.server_address[1]}"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def fail(
        self, kind: str, *, times: int | None = None, skip: int = 0, match: str = "", endpoint: str = "", **options: Any
    ) -> None:
        self.plan.add(Fault(kind, times, skip, match, endpoint, options))

    def recover(self) -> None:
        self.plan.clear()
        self.released.set()
        self.released = threading.Event()

    def calls(self, endpoint: str = "", match: str = "") -> list[Call]:
        return self.journal.calls(endpoint, match)

    def wait_for(self, count: int, endpoint: str = "", match: str = "", seconds: float = 20) -> list[Call]:
        return self.journal.wait_for(count, endpoint, match, seconds)

    def fault_for(self, endpoint: str, fields: dict[str, str]) -> Fault | None:
        """The plan's, or the one that the comment asks for itself."""
        found = re.search(r"fault:([a-z-]+)", fields.get("comment_content", ""))
        return self.plan.next_for(endpoint, fields) or (Fault(found[1]) if found else None)


class Connections:
    """How many sockets are open, and how many ever were."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._sockets: set[socket.socket] = set()
        self.ever = 0

    def opened(self, connection: socket.socket) -> None:
        with self._changed:
            self._sockets.add(connection)
            self.ever += 1

    def closed(self, connection: socket.socket) -> None:
        with self._changed:
            self._sockets.discard(connection)
            self._changed.notify_all()

    @property
    def open(self) -> int:
        return len(self._sockets)

    def end(self) -> None:
        """As a service ends idle connections; returns when they are gone."""
        with self._changed:
            for connection in self._sockets:
                connection.shutdown(socket.SHUT_RDWR)
        self.wait_until_at_most(0)

    def wait_until_at_most(self, number: int, seconds: float = 10) -> None:
        with self._changed:
            reached = self._changed.wait_for(lambda: self.open <= number, seconds)
        assert reached, f"{self.open} connections are still open"


def _tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    akismet: AkismetServer
    tls: ssl.SSLContext | None

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        if self.tls:
            connection = self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener
    connection: socket.socket

    def setup(self) -> None:
        super().setup()
        self.server.akismet.connections.opened(self.connection)

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.server.akismet.connections.closed(self.connection)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = urlsplit(self.path).path
        if path.startswith(control.PREFIX):
            self._send(control.handle(self.server.akismet, self.command, self.path, body))
        else:
            self._play(_endpoint(path), body)

    do_GET = do_POST  # noqa: N815
    do_PUT = do_POST  # noqa: N815
    do_DELETE = do_POST  # noqa: N815

    def _play(self, endpoint: str, body: bytes) -> None:
        """An answer leaves when the call is no longer counted as in flight: the next may be here before we go on."""
        akismet, fields, repeated = self.server.akismet, *_form(self.path, body)
        call = Call(0, endpoint, self.command, self.path, fields, repeated, dict(self.headers.items()), 0)
        with akismet.journal.entry(call) as number:
            released = akismet.released
            fault = akismet.fault_for(endpoint, fields)
            right = answer(akismet.account, endpoint, fields)
            said = REPLIES[fault.kind](right, fault.options) if fault and fault.kind in REPLIES else right
            akismet.journal.complete(number, fault.kind if fault else "", said.body.decode("utf-8", "replace"))
            released.wait(akismet.latency)
            if fault and fault.kind in DELIVERIES:
                self.close_connection = True
                return DELIVERIES[fault.kind](Wire(self.connection, released), said, fault.options)
        return self._send(said)

    def _send(self, reply: Reply) -> None:
        self.connection.sendall(rendered(reply))


def _endpoint(path: str) -> str:
    """By the last two parts, as behind a proxy that keeps us under a prefix."""
    return ENDPOINTS.get("/" + "/".join(path.split("/")[-2:]), path)


def _form(target: str, body: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """All fields, those of the query string too, and the names that came more than once."""
    pairs = parse_qsl(urlsplit(target).query, keep_blank_values=True)
    pairs += parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    names = [name for name, _ in pairs]
    return dict(pairs), tuple(sorted({name for name in names if names.count(name) > 1}))
