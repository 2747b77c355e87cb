"""The site behind the shipped nginx, and what people do there."""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from itertools import count

import httpx

from tests.newsroom.visiting import TRUST, Answer, ask, ask_plainly, wait_until
from tests.nginx import Nginx
from tests.running_site import RunningSite

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?')
numbers = count(1)


@dataclass(frozen=True)
class Edge:
    nginx: Nginx
    running: RunningSite
    articles: list[str]

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, /, **more: str) -> Answer:
        return ask(self.nginx.ports.tls, path, method, body, **more)

    def ask_application(self, path: str) -> Answer:
        """What it would answer to nginx."""
        host = f"127.0.0.1:{self.nginx.ports.tls}"
        known = {"Host": host, "X_Forwarded_Proto": "https", "Accept_Encoding": "gzip"}
        return ask_plainly(int(self.running.env["PORT"]), path, **known)

    def passed_on(self, path: str) -> list[dict[str, str]]:
        """Requests for it that the application got; a last one, which is never kept, tells that all are in."""
        last = f"/healthz?{next(numbers)}"
        self.ask(last)
        wait_until(lambda: any(line["request_uri"] == last for line in self.nginx.passed_on()))
        return [line for line in self.nginx.passed_on() if line["request_uri"] == path]

    def person(self, address: str = "127.0.0.1") -> httpx.Client:
        transport = httpx.HTTPTransport(verify=TRUST, local_address=address)
        return httpx.Client(base_url=self.nginx.url, transport=transport, timeout=40, trust_env=False)


def post_comment(
    edge: Edge, person: httpx.Client, article: str, text: str, headers: Sequence[tuple[str, str]] = (), **more: str
) -> str:
    """The path of its status page."""
    fields = hidden_fields(person, f"{article}comment/")
    fields |= {"name": "Ada", "email": "ada@example.org", "comment": text, **more}
    answer = person.post(f"{article}comment/", data=fields, headers=[*headers, ("Origin", edge.nginx.url)])
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def sign_in(edge: Edge) -> httpx.Client:
    """The demo's moderator."""
    person = edge.person()
    person.headers["Referer"] = edge.nginx.url
    fields = hidden_fields(person, "/admin/login/")
    fields |= {"username": "moderator", "password": edge.running.password_of("moderator")}
    answer = person.post("/admin/login/", data=fields)
    assert answer.status_code == 302, answer.text
    return person


def hidden_fields(person: httpx.Client, address: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in HIDDEN.findall(person.get(address).text)}


@contextmanager
def reading(edge: Edge, path: str, encodings: Sequence[str]) -> Iterator[list[tuple[float, str, int]]]:
    """Readers of every encoding, again and again: when they asked, for what, and the status that they got."""
    seen: list[tuple[float, str, int]] = []
    stopping = threading.Event()

    def read(wanted: str) -> None:
        while not stopping.wait(0.05):
            asked = time.time()
            seen.append((asked, wanted, edge.ask(path, Accept_Encoding=wanted).status))

    readers = [threading.Thread(target=read, args=(wanted,)) for wanted in encodings]
    for reader in readers:
        reader.start()
    try:
        yield seen
    finally:
        stopping.set()
        for reader in readers:
            reader.join()
