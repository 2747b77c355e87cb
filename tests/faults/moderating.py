"""A moderator at the desk of a started site, over HTTP."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Self

import httpx

from tests.running_site import RunningSite

QUEUE = "/admin/comments/queue/"
TABS = ("new", "unchecked", "spam", "approved", "rejected", "removed")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Desk:
    """Over a connection for each request, since processes of the site may be killed between two."""

    def __init__(self, running: RunningSite, session: str = "") -> None:
        unkept = httpx.Limits(max_keepalive_connections=0)
        self.client = httpx.Client(base_url=running.url, trust_env=False, verify=False, timeout=60, limits=unkept)
        if session:
            self.client.cookies.set("session", session, "127.0.0.1")
            self.client.get("/admin/")

    @classmethod
    def of_the_demo(cls, running: RunningSite) -> Self:
        desk = cls(running)
        page = desk.client.get("/admin/login/").text
        given = {"username": "moderator", "password": running.password_of("moderator")}
        answer = desk.client.post("/admin/login/", data=given | {"csrfmiddlewaretoken": _token_in(page)})
        assert answer.status_code == 302, answer.text
        return desk

    def pages(self, tab: str) -> Iterator[str]:
        """All pages of a tab, newest comments first."""
        address = f"{QUEUE}?tab={tab}&order=newest&size=100"
        while address:
            answer = self.client.get(address)
            assert answer.status_code == 200, f"{answer.status_code} {address}"
            yield answer.text
            following = re.search(r'<a href="([^"]+)" rel="next"', answer.text)
            address = unescape(following[1]) if following else ""

    def standing_in(self, tab: str) -> set[int]:
        return {int(number) for page in self.pages(tab) for number in re.findall(r'id="comment-(\d+)"', page)}

    def approve(self, number: int) -> int:
        """The status of the answer; the comment is pending and was never edited."""
        return self._post(f"{number}/approve/", status="pending", version="1")

    def mark_not_spam(self, number: int) -> int:
        return self._post(f"{number}/not-spam/", status="spam", version="1")

    def try_now(self) -> int:
        """Whether the spam check works again."""
        return self._post("retry/")

    def _post(self, path: str, **fields: str) -> int:
        fields["csrfmiddlewaretoken"] = self.client.cookies["csrf"]
        return self.client.post(f"{QUEUE}{path}", data=fields).status_code


def _token_in(page: str) -> str:
    found = TOKEN.search(page)
    assert found, page
    return found[1]
