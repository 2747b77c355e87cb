"""Restrictions in force as a list, and people found by name, address or domain: read by key, and bounded."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments.desk import people_list
from comments.models import Commenter
from comments.models.commenter import domain_key
from tests.comments.desk import shown, words
from tests.comments.restricting import guest, restricted
from tests.factories import make_comment, make_moderator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PEOPLE = "/admin/comments/people/"
SEES = ("comments.moderate_comment", "comments.see_addresses")


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_user(staff=True, permissions=SEES))
    return client


def test_what_is_in_force_is_listed_with_its_end_and_what_is_over_is_not(desk: Client) -> None:
    restricted(guest(), "suspended", timezone.now() + timedelta(hours=1))
    restricted(guest("ben@b.example"), closed_at=timezone.now())
    page = words(desk.get(PEOPLE))
    assert "Suspended: this e-mail address, until" in page
    assert "Banned: " not in page


def test_the_list_is_filtered_by_kind(desk: Client) -> None:
    restricted(guest(), "hold")
    restricted(guest("ben@b.example"), "banned")
    assert "Banned: " not in words(desk.get(PEOPLE, {"kind": "hold"}))
    assert "Banned: " in words(desk.get(PEOPLE, {"kind": "nonsense"}))


def test_domains_are_named_to_those_alone_who_see_addresses(desk: Client) -> None:
    restricted(guest(), scope="domain", subject="domain evil.example")
    assert "evil.example" in words(desk.get(PEOPLE))
    desk.force_login(make_moderator())
    assert "guests with this e-mail domain" in words(desk.get(PEOPLE))


def test_pages_are_read_by_key(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_list, "SIZE", 2)
    rows = [restricted(guest(f"{name}@b.example")) for name in "abc"]
    first = shown(desk.get(PEOPLE))
    assert f"?before={rows[1].pk}" in first
    second = shown(desk.get(PEOPLE, {"before": rows[1].pk}))
    assert f"people/{rows[0].person_id}/" in second
    assert f"people/{rows[2].person_id}/" not in second


@pytest.mark.parametrize("text", ["adél", "ADÉL", "Adéle K"])
def test_a_name_is_found_however_it_is_written(desk: Client, text: str) -> None:
    make_comment(name="Adéle K.", commenter=guest())
    make_comment(name="Ben", commenter=guest("ben@b.example"))
    page = words(desk.get(PEOPLE, {"q": text}))
    assert "Adéle K." in page
    assert "Ben" not in page


def test_names_are_searched_a_bounded_way_back_and_then_on(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_list, "LOOKED_THROUGH", 2)
    make_comment(name="Ada", commenter=guest())
    latest = [make_comment(name="Ben", commenter=guest("ben@b.example")) for _number in range(2)]
    page = shown(desk.get(PEOPLE, {"q": "ada"}))
    assert "Nobody." in page
    assert f"before={latest[0].pk}" in page
    assert "Ada" in words(desk.get(PEOPLE, {"q": "ada", "before": str(latest[0].pk)}))


@pytest.mark.parametrize("text", ["ada@b.example", "ADA@B.example", "@b.example"])
def test_an_address_or_a_domain_is_found_exactly(desk: Client, text: str) -> None:
    person = guest("ada@b.example")
    Commenter.objects.filter(pk=person.pk).update(domain_key=domain_key("ada@b.example"))
    make_comment(name="Ada", commenter=person)
    make_comment(name="Ben", commenter=guest("ben@bb.example"))
    page = words(desk.get(PEOPLE, {"q": text}))
    assert "Ada" in page
    assert "Ben" not in page


def test_who_may_not_see_addresses_finds_nobody_by_one(client: Client) -> None:
    client.force_login(make_moderator())
    make_comment(name="Ada", commenter=guest("ada@b.example"))
    assert "Nobody." in words(client.get(PEOPLE, {"q": "ada@b.example"}))


@pytest.mark.parametrize("query", [{}, {"q": "ada"}, {"q": "@b.example"}])
def test_the_number_of_queries_does_not_grow(
    desk: Client, query: dict[str, str], django_assert_max_num_queries: Any
) -> None:
    for number in range(9):
        person = guest(f"ada{number}@b.example")
        restricted(person)
        make_comment(name="Ada", commenter=person)
    desk.get(PEOPLE)
    with django_assert_max_num_queries(6):
        desk.get(PEOPLE, query)
