"""The links over each page of the desk: those that lead somewhere for this person, and the one that is open."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from comments.desk.navigation import PAGES, Page
from tests.factories import make_moderator, make_user

pytestmark = pytest.mark.django_db


def links(page: str) -> dict[str, str]:
    """Address and mark of each."""
    inside = page.partition('<nav class="desk-nav"')[2].partition("</nav>")[0]
    return dict(re.findall(r'<a href="([^"]+)"(?: aria-current="(\w+)")?>', inside))


@pytest.fixture
def senior(client: Client) -> Client:
    rights = tuple(right for page in PAGES for right in page.rights)
    client.force_login(make_user(staff=True, permissions=rights))
    return client


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.url_name)
def test_each_page_of_the_desk_leads_to_all_others(senior: Client, page: Page) -> None:
    address = reverse(page.url_name)
    found = links(senior.get(address).content.decode())
    assert set(found) == {reverse("admin:index"), *(reverse(each.url_name) for each in PAGES)}
    assert [each for each, mark in found.items() if mark] == [address]


def test_a_page_below_marks_the_one_above(senior: Client) -> None:
    found = links(senior.get("/admin/comments/numbers/").content.decode())
    assert found["/admin/comments/numbers/"] == "page"
    found = links(senior.get("/admin/comments/rules/links/").content.decode())
    assert found["/admin/comments/rules/"] == "true"


def test_nobody_is_led_where_they_may_not_go(client: Client) -> None:
    client.force_login(make_moderator())
    found = links(client.get("/admin/comments/numbers/").content.decode())
    assert "/admin/comments/rules/" not in found
    assert "/admin/comments/moderationaction/" in found
    for address in found:
        assert client.get(address).status_code == 200, address


def test_who_keeps_the_rules_without_moderating_is_led_to_rules_and_modes(client: Client) -> None:
    client.force_login(make_user(staff=True, permissions=("comments.keep_rules",)))
    found = links(client.get("/admin/comments/rules/").content.decode())
    assert set(found) == {"/admin/", "/admin/comments/rules/", "/admin/comments/mode/"}
    assert client.get("/admin/comments/mode/").status_code == 200
