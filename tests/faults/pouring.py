"""Readers who pour in comments over real HTTP, and who send again whatever was not answered."""

import http.client
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

UNANSWERED = (OSError, http.client.HTTPException)
PATIENCE = 240.0
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?')


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Reader:
    """Opens the form, writes, posts, and posts the same form again until it is answered."""

    form_url: str
    number: int
    name: str = "Ada"
    cookies: dict[str, str] = field(default_factory=dict)
    thinking: float = 0.0
    saying: str = "Remark"
    acknowledged: dict[str, str] = field(default_factory=dict)
    surprises: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(_NoRedirect(), urllib.request.ProxyHandler({}))
        self.thread = threading.Thread(target=self._write_on)

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join(60)
        assert not self.thread.is_alive()

    def _write_on(self) -> None:
        count = 0
        while not self.stopping.is_set():
            count += 1
            self._comment(f"{self.saying} {count} of reader {self.number}.", again=count % 4 == 0)

    def _comment(self, text: str, again: bool) -> None:
        """`again`: as by a double click; the same form must be answered by the same address."""
        form = self._until_answered(self.form_url)
        time.sleep(self.thinking)
        fields = {name: unescape(value) for name, value in HIDDEN.findall(form.body)}
        fields |= {"comment": text} if self.cookies else {"comment": text, "name": self.name, "email": self._email()}
        first = self._until_answered(self.form_url, fields)
        second = self._until_answered(self.form_url, fields) if again else first
        if first.status == 303 == second.status and first.location == second.location:
            self.acknowledged[text] = first.location
        elif 0 not in {first.status, second.status}:
            self.surprises.append(f"{text} → {first.status} {first.location}, {second.status} {second.location}")

    def _email(self) -> str:
        return f"reader{self.number}@example.org"

    def _until_answered(self, url: str, fields: dict[str, str] | None = None) -> "Reply":
        """Status 0 when it was time to stop before there was an answer."""
        while True:
            try:
                return self._ask(url, fields)
            except UNANSWERED:
                if self.stopping.wait(0.05):
                    return Reply(0, "", "")

    def _ask(self, url: str, fields: dict[str, str] | None) -> "Reply":
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        request = urllib.request.Request(url, urlencode(fields).encode() if fields else None, {"Cookie": cookies})
        try:
            with self.opener.open(request, timeout=10) as response:
                return self._read(response)
        except urllib.error.HTTPError as answer:
            with answer:
                return self._read(answer)

    def _read(self, answer: http.client.HTTPResponse | urllib.error.HTTPError) -> "Reply":
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies |= {name: value} if self.cookies else {}
        return Reply(int(answer.status or 0), answer.headers.get("Location", ""), answer.read().decode())


@dataclass(frozen=True)
class Reply:
    status: int
    location: str
    body: str


@contextmanager
def pouring(readers: Sequence[Reader]) -> Iterator[None]:
    for reader in readers:
        reader.thread.start()
    try:
        yield
    finally:
        for reader in readers:
            reader.stop()


def acknowledged_by(readers: Sequence[Reader]) -> int:
    return sum(len(reader.acknowledged) for reader in readers)


def until_more_is_acknowledged(readers: Sequence[Reader], number: int) -> None:
    goal = acknowledged_by(readers) + number
    wait_for(lambda: acknowledged_by(readers) >= goal)


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "this never came true"
        threading.Event().wait(0.2)  # most conditions ask a page of the site
