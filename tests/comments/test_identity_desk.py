"""What moderators see of who proved what."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from comments import identity, writers
from comments.models import Commenter
from tests.comments.identity import EMAIL, confirmed
from tests.comments.posting import words
from tests.comments.restricting import guest
from tests.factories import make_article, make_comment, make_moderator, make_user

pytestmark = pytest.mark.django_db

QUEUE = "/admin/comments/queue/"
RIGHTS = ("comments.moderate_comment", "comments.see_addresses", "comments.restrict_people")


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(make_user("mo", staff=True, permissions=RIGHTS))
    return client


def badges(client: Client, person: Commenter, **columns: Any) -> list[str]:
    Commenter.objects.filter(pk=person.pk).update(approved_count=1)
    comment = make_comment(make_article(), commenter=person, **columns)
    return re.findall(r'class="badge">([^<]+)<', words(client.get(f"{QUEUE}{comment.pk}/")))


def test_the_card_says_what_is_proven(desk: Client) -> None:
    account, owner, typed = writers.commenter_of(make_user(), ""), confirmed().commenter, guest()
    assert [badges(desk, person) for person in (account, owner, typed)] == [["Account"], ["Confirmed"], []]
    staff = writers.commenter_of(make_moderator("ann"), "")
    assert badges(desk, staff, badge="staff") == ["Staff"]
    identity.forget(owner)
    assert badges(desk, owner) == []


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (lambda: writers.commenter_of(make_user(), ""), "Account"),
        (lambda: confirmed().commenter, "Owner of a confirmed address"),
        (guest, "Guest, known by the e-mail address they type"),
    ],
)
def test_the_page_of_a_person_says_so_too(desk: Client, person: Any, said: str) -> None:
    assert said in words(desk.get(f"/admin/comments/people/{person().pk}/"))


def test_the_owner_and_whoever_types_the_address_are_two_people_that_one_search_finds(desk: Client) -> None:
    owner, typed = confirmed().commenter, guest()
    found = words(desk.get("/admin/comments/people/", {"q": EMAIL}))
    assert all(f'/admin/comments/people/{person.pk}/"' in found for person in (owner, typed))
    pages = [words(desk.get(f"/admin/comments/people/{person.pk}/")) for person in (owner, typed)]
    assert [EMAIL in page for page in pages] == [True, False]


def test_who_has_erased_the_address_can_be_looked_at_and_not_be_restricted(desk: Client) -> None:
    person = confirmed().commenter
    make_comment(commenter=person)
    identity.forget(person)
    page = words(desk.get(f"/admin/comments/people/{person.pk}/"))
    assert "Had confirmed an address, and erased it" in page
    assert EMAIL not in page
    assert "/restrict/" not in page
    assert "/restrict/" in words(desk.get(f"/admin/comments/people/{guest().pk}/"))
