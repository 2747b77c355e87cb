"""What the tests of the desk share: pressing its buttons as a browser does, by the forms that the page has."""

import re
from html import unescape
from typing import Any

from django.test import Client

QUEUE = "/admin/comments/queue/"
FORM = re.compile(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
FIELD = re.compile(r'<(?:input|button)[^>]* name="([^"]+)" value="([^"]*)"')


def shown(response: Any) -> str:
    return str(response.content.decode())


def words(response: Any) -> str:
    """What is to be read on the page, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", shown(response))).split())


def card(page: str, number: int) -> str:
    found = re.search(rf'<article id="comment-{number}".*?</article>', page, re.DOTALL)
    assert found, f"no card of comment {number}"
    return found[0]


def forms(html: str) -> dict[str, dict[str, str]]:
    """Address → the fields that its form sends by itself."""
    return {
        address: {name: unescape(value) for name, value in FIELD.findall(body) if name != "until"}
        for address, body in FORM.findall(html)
    }


def press(client: Client, html: str, act: str, number: int, **more: str) -> Any:
    """Sends the form of that act as it stands in the page, with what a person adds to it."""
    address = f"{QUEUE}{number}/{act}/"
    return client.post(address, forms(html)[address] | more)


def press_in_place(client: Client, html: str, act: str, number: int, **more: str) -> Any:
    """As htmx does."""
    address = f"{QUEUE}{number}/{act}/"
    return client.post(address, forms(html)[address] | more, headers={"HX-Request": "true"})
