"""The site behind the shipped nginx, and what people do there."""

import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from itertools import count

import httpx
import pytest

from tests.comments import desk
from tests.newsroom.visiting import TRUST, Answer, ask, ask_plainly, until, wait_until
from tests.nginx import Nginx, Ports, serving
from tests.running_site import RunningSite, site

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?')
POISON: list[dict[str, str]] = [
    *({name: "evil.example"} for name in ("X_Forwarded_Host", "X_Host", "X_Original_Host", "Forwarded", "Via")),
    *({name: "/admin/login/?evil"} for name in ("X_Original_URL", "X_Rewrite_URL", "X_Forwarded_Prefix")),
    {"X_Forwarded_Proto": "http", "X_Forwarded_Port": "81"},
    {"X_HTTP_Method_Override": "POST", "X_Method_Override": "DELETE"},
    {"Authorization": "Basic ZXZpbDpldmls"},
    {"Cookie": "__Host-session=evil; __Host-csrf=evil; commenter=evil; messages=evil"},
    {"Range": "bytes=0-9"},
    {"If_None_Match": "*", "If_Modified_Since": "Thu, 31 Dec 2099 23:59:59 GMT"},
    *({"Accept_Encoding": odd} for odd in ("deflate, zstd", "br;q=x, gzip;q=", "*;q=0", "gzip" * 99, "br;q=0.001")),
    {"Accept_Language": "de", "HX_Request": "true", "User_Agent": "evil", "Referer": "https://evil.example/"},
]
numbers = count(1)
UNTIL_PICTURES_ARE_MADE = """
import time
from outbox.models import Job
while Job.objects.filter(kind="articles.picture", state="open").exists():
    time.sleep(0.1)
"""
"""Each that is made is another version of the pages."""
TAKE_DOWN = """
import time
from articles.models import Article
assert Article.objects.get(slug="{}").unpublish()
print(time.time())
"""

PUBLISH_AND_CORRECT = """
import time
from django.db import transaction
from articles import content, corrections, revising
from articles.models import Article
ready, wrong = Article.objects.filter(status="in_review")[0], Article.objects.get(slug="{}")
with transaction.atomic():
    assert ready.publish()
    revising.keep(wrong, content.of_row(wrong) | {{"headline": "Otherwise Than We Said"}}, by=None)
    assert revising.publish_changes(wrong) and corrections.correct(wrong, "It is otherwise.", by=None)
print(ready.get_absolute_url(), time.time())
"""

LINKS = """
from comments.identity import asking, links
from comments.models import Contact
for address in {}:
    print(links.token(Contact.objects.get(commenter=asking.ask(address))))
"""


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


@contextmanager
def standing(folders: pytest.TempPathFactory) -> Iterator[Edge]:
    ports = Ports.free()
    known = {"SITE_URL": f"https://127.0.0.1:{ports.tls}", "TRUSTED_PROXY_COUNT": "1"}
    with (
        site(folders.mktemp("site"), **known) as running,
        serving(folders.mktemp("nginx"), ports, int(running.env["PORT"]), running.folder) as nginx,
    ):
        running.manage("shell", "-c", UNTIL_PICTURES_ARE_MADE)
        sitemap = ask(ports.tls, "/sitemap.xml").text
        yield Edge(nginx, running, re.findall(rf"<loc>{nginx.url}(/(?!tags|authors)[\w-]+/[\w-]+/)</loc>", sitemap))


@contextmanager
def raw_connection(edge: Edge, source: str = "127.0.0.1") -> Iterator[ssl.SSLSocket]:
    plain = socket.create_connection(("127.0.0.1", edge.nginx.ports.tls), 30, (source, 0))
    with TRUST.wrap_socket(plain, server_hostname="127.0.0.1") as connection:
        yield connection


def post_comment(
    edge: Edge, person: httpx.Client, article: str, text: str, headers: Sequence[tuple[str, str]] = (), **more: str
) -> str:
    """The path of its status page."""
    fields = hidden_fields(person, f"{article}comment/")
    fields |= {"name": "Ada", "email": "ada@example.org", "comment": text, **more}
    answer = person.post(f"{article}comment/", data=fields, headers=[*headers, *own_origin(edge)])
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def own_origin(edge: Edge) -> list[tuple[str, str]]:
    """What a browser says with a form of ours."""
    return [("Origin", edge.nginx.url)]


def sign_in(edge: Edge) -> httpx.Client:
    """The demo's moderator."""
    person = edge.person()
    person.headers["Referer"] = edge.nginx.url
    fields = hidden_fields(person, "/admin/login/")
    fields |= {"username": "moderator", "password": edge.running.password_of("moderator")}
    answer = person.post("/admin/login/", data=fields)
    assert answer.status_code == 302, answer.text
    return person


def confirmed(edge: Edge, *addresses: str) -> list[httpx.Client]:
    """A browser for each, in which the button behind the mailed link was pressed."""
    tokens = edge.running.manage("shell", "--no-imports", "-c", LINKS.format(addresses)).split()
    people = [edge.person() for _ in addresses]
    for person, token in zip(people, tokens, strict=True):
        link = f"/comments/confirm/{token}/"
        answer = person.post(link, data=hidden_fields(person, link), headers=own_origin(edge))
        assert answer.status_code == 303, answer.text
    return people


def number_of(moderator: httpx.Client, text: str) -> int:
    """Of the comment, as soon as it is in the queue."""
    page = until(lambda: moderator.get(f"{desk.QUEUE}?order=newest&size=100").text, lambda found: text in found)
    numbers = map(int, re.findall(r'<article id="comment-(\d+)"', page))
    return next(number for number in numbers if text in desk.card(page, number))


def approve(moderator: httpx.Client, number: int) -> None:
    fields = hidden_fields(moderator, f"{desk.QUEUE}{number}/") | {"status": "pending", "version": "1"}
    answer = moderator.post(f"{desk.QUEUE}{number}/approve/", data=fields)
    assert answer.status_code in (200, 302, 303), answer.text


def take_down(edge: Edge, path: str) -> float:
    """When that was."""
    return float(edge.running.manage("shell", "--no-imports", "-c", TAKE_DOWN.format(path.split("/")[2])))


def publish_and_correct(edge: Edge, path: str) -> tuple[str, float]:
    """The address of what was published, and when that was and the article under `path` was corrected."""
    done = edge.running.manage("shell", "--no-imports", "-c", PUBLISH_AND_CORRECT.format(path.split("/")[2])).split()
    return done[0], float(done[1])


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
