"""No page of the admin shows readers' addresses, or lets them be guessed, to who has no right to see them."""

import re
from typing import Any
from urllib.parse import unquote

import pytest

from tests.newsroom.planted import ADDRESSES, DOMAIN, EMAIL, IP, NETWORK, World, planted_world, staff
from tests.newsroom.test_admin_reach import pages, words_of

pytestmark = pytest.mark.django_db

QUEUE, PEOPLE, LOG = "/admin/comments/queue/", "/admin/comments/people/", "/admin/comments/moderationaction/"
QUESTIONS = [f"{QUEUE}?{name}" for name in ("email", "text", "name", "article", "tab=spam&email")]
QUESTIONS += [f"{PEOPLE}?{name}" for name in ("q", "email", "name")] + [f"{LOG}?{name}" for name in ("who", "person")]


@pytest.fixture
def world() -> World:
    return planted_world()


@pytest.mark.parametrize("role", ["moderator", "editor", "author"])
def test_no_page_and_no_fragment_shows_an_address(role: str, world: World) -> None:
    client = staff(role)
    for headers in ({}, {"HX-Request": "true"}) if role == "moderator" else ({},):
        shown = {address: words_of(client.get(address, headers=headers)) for address in pages(world)}
        assert {address: ADDRESSES.findall(html) for address, html in shown.items() if ADDRESSES.search(html)} == {}


@pytest.mark.parametrize("asked", [EMAIL, DOMAIN, IP, NETWORK])
def test_no_filter_answers_differently_about_an_address_that_is_there(asked: str, world: World) -> None:
    client = staff("moderator")
    stranger = asked.replace("planted", "unknown").replace("scan", "void").replace("192.0.2", "198.18.9")
    for page in QUESTIONS:
        known, unknown = (_neutral(client.get(f"{page}={value}"), value) for value in (asked, stranger))
        assert known == unknown, f"{page}={asked}"


def test_no_act_of_a_moderator_answers_with_an_address(world: World) -> None:
    client = staff("moderator")
    for comment in world.comments:
        for act in ("approve", "reject", "spam", "not-spam", "check-again", "defer", "undo", "claim", "release"):
            fields = {"status": comment.status, "version": comment.version, "reason": "insult", "until": "hour"}
            for headers in ({}, {"HX-Request": "true"}):
                answer = client.post(f"{QUEUE}{comment.pk}/{act}/", fields, headers=headers)
                assert not ADDRESSES.search(words_of(answer)), f"{act} of a {comment.status} comment"
                comment.refresh_from_db()


def test_who_may_see_addresses_meets_them(world: World) -> None:
    """Else the tests above would show nothing."""
    client = staff("senior moderator")
    met = {found for address in pages(world) for found in ADDRESSES.findall(words_of(client.get(address)))}
    assert {"planted.guest", "scan.example", "192.0.2."} <= met


def _neutral(answer: Any, asked: str) -> str:
    """Without the value that was asked for, tokens, times and the queue's own saying of it."""
    page = re.sub(r'value="[A-Za-z0-9-]{36,64}"|nonce="[^"]*"|\d+ (s|min|h|second|minute)s?\b', "", words_of(answer))
    return unquote(unquote(page)).replace(asked, "X")  # an address within an address is quoted twice
