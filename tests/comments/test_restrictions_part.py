"""Badges of restricted people on cards: one query for a page, the strictest first, over when the restriction is."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from comments.desk import restrictions_part
from tests.comments.desk import QUEUE, words
from tests.comments.restricting import account, guest, restricted
from tests.factories import make_comment, make_moderator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_cards_tell_it_in_one_query(django_assert_num_queries: Any) -> None:
    people = (guest(), account(), guest("free@b.example"))
    comments = [make_comment(commenter=person) for person in (*people, people[0])]
    restricted(people[0], "hold")
    restricted(people[0], "banned")
    restricted(people[1], "suspended", timezone.now() + timedelta(hours=1))
    with django_assert_num_queries(1):
        found = restrictions_part.read([comment.pk for comment in comments])
    kinds = {number: [standing.kind for standing in standings] for number, standings in found.items()}
    first, second, _free, again = (comment.pk for comment in comments)
    assert kinds == {first: ["banned", "hold"], second: ["suspended"], again: ["banned", "hold"]}


def test_the_badge_says_until_when_and_goes_with_the_end(client: Client, clock: time_machine.Traveller) -> None:
    client.force_login(make_moderator())
    make_comment(commenter=guest())
    restricted(guest(), "suspended", timezone.now() + timedelta(hours=1))
    assert "Suspended until" in words(client.get(QUEUE))
    clock.shift(timedelta(hours=1))
    assert "Suspended until" not in words(client.get(QUEUE))


def test_no_comments_are_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert restrictions_part.read([]) == {}
