"""A moderator at the desk of a started site, over HTTP."""

import re
from collections.abc import Iterator
from html import unescape

import httpx

from tests.running_site import RunningSite

QUEUE = "/admin/comments/queue/"
TABS = ("new", "unchecked", "spam", "approved", "rejected", "removed")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Desk:
    def __init__(self, running: RunningSite) -> None:
        self.client = httpx.Client(base_url=running.url, trust_env=False, timeout=30)
        page = self.client.get("/admin/login/").text
        given = {"username": "moderator", "password": running.password_of("moderator")}
        answer = self.client.post("/admin/login/", data=given | {"csrfmiddlewaretoken": _token_in(page)})
        assert answer.status_code == 302, answer.text

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
        seen = {"status": "pending", "version": "1", "csrfmiddlewaretoken": self.client.cookies["csrf"]}
        return self.client.post(f"{QUEUE}{number}/approve/", data=seen).status_code


def _token_in(page: str) -> str:
    found = TOKEN.search(page)
    assert found, page
    return found[1]
