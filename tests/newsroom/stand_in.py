"""A stand-in for the application, behind the shipped nginx, that answers whatever a test wants."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.newsroom.visiting import Answer, ask
from tests.nginx import Nginx, Ports, serving


@dataclass
class StandIn:
    """Answers every address in the same way until told otherwise, and counts."""

    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"page"
    seen: Counter[str] = field(default_factory=Counter)
    encodings: list[str] = field(default_factory=list)
    pause: threading.Event = field(default_factory=threading.Event)
    status: int = 200


@dataclass(frozen=True)
class Edge:
    nginx: Nginx
    behind: StandIn
    server: ThreadingHTTPServer

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, /, **more: str) -> Answer:
        return ask(self.nginx.ports.tls, path, method, body, **more)

    def close_the_application(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Server(ThreadingHTTPServer):
    request_queue_size = 200  # a crowd may come at once


@contextmanager
def standing_in(folder: Path) -> Iterator[Edge]:
    behind = StandIn()
    behind.pause.set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"  # no connection outlives the server

        def do_GET(self) -> None:
            behind.seen[self.path] += 1
            behind.encodings.append(self.headers["Accept-Encoding"])
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            behind.pause.wait(30)
            self.send_response(behind.status)
            for name, value in {"Content-Length": str(len(behind.body)), **behind.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else behind.body)

        do_POST = do_HEAD = do_GET  # noqa: N815  the names that the library looks for

        def log_message(self, *_: object) -> None:
            pass

    with ExitStack() as closing:
        server = Server(("127.0.0.1", 0), Handler)
        closing.callback(server.server_close)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        closing.callback(server.shutdown)
        data = folder / "data"
        nginx = closing.enter_context(serving(folder, Ports.free(), server.server_port, data, booked=False))
        yield Edge(nginx, behind, server)
