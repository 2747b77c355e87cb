"""Queues under a name: one's own, or everybody's where the rules are kept."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from comments.models import SavedQueue
from tests.comments.desk import QUEUE, shown, words
from tests.factories import make_comment, make_moderator, make_user

pytestmark = pytest.mark.django_db
SAVED = f"{QUEUE}saved/"
KEEPER = ("comments.moderate_comment", "comments.keep_rules")


@pytest.fixture
def mo() -> User:
    return make_moderator("mo")


@pytest.fixture
def desk(client: Client, mo: User) -> Client:
    client.force_login(mo)
    return client


@pytest.fixture
def keeper() -> Client:
    client = Client()
    client.force_login(make_user("keeper", staff=True, permissions=KEEPER))
    return client


def save(client: Client, name: str = "Links", back: str = "link=yes&after=1.1", **more: str) -> Any:
    return client.post(SAVED, {"name": name, "back": back} | more)


def test_a_saved_queue_stands_over_the_list_with_its_count_and_only_for_its_owner(desk: Client, keeper: Client) -> None:
    make_comment(html='<p><a href="https://a.example">a</a></p>')
    make_comment()
    answer = save(desk)
    assert (answer.status_code, answer["Location"]) == (303, f"{QUEUE}?link=yes")
    assert SavedQueue.objects.get().query == "link=yes"
    assert "Links 1" in words(desk.get(QUEUE))
    assert '?link=yes" aria-current="page"' in shown(desk.get(f"{QUEUE}?link=yes"))
    assert "Links" not in words(keeper.get(QUEUE))


def test_who_keeps_the_rules_shares_a_queue_with_everybody(desk: Client, keeper: Client) -> None:
    assert save(keeper, shared="on").status_code == 303
    assert "Links 0" in words(desk.get(QUEUE))
    pk = SavedQueue.objects.get(owner=None).pk
    assert desk.post(f"{SAVED}{pk}/rename/", {"name": "Mine"}).status_code == 404
    assert desk.post(f"{SAVED}{pk}/delete/").status_code == 404
    assert keeper.post(f"{SAVED}{pk}/rename/", {"name": "Ours"}).status_code == 303
    assert SavedQueue.objects.get().name == "Ours"


def test_a_moderator_shares_nothing(desk: Client) -> None:
    assert save(desk, shared="on").status_code == 403
    assert not SavedQueue.objects.exists()


def test_a_queue_is_renamed_and_deleted_by_its_owner_alone(desk: Client, mo: User, keeper: Client) -> None:
    save(desk)
    pk = SavedQueue.objects.get(owner=mo).pk
    for act in ("rename", "delete"):
        assert keeper.post(f"{SAVED}{pk}/{act}/", {"name": "Theirs"}).status_code == 404
        assert desk.get(f"{SAVED}{pk}/{act}/").status_code == 405
    assert (
        desk.post(f"{SAVED}{pk}/rename/", {"name": "With links", "back": "tab=spam"})["Location"] == f"{QUEUE}?tab=spam"
    )
    assert SavedQueue.objects.get().name == "With links"
    assert desk.post(f"{SAVED}{pk}/delete/").status_code == 303
    assert not SavedQueue.objects.exists()
    assert desk.post(f"{SAVED}{pk}/delete/").status_code == 404
    assert desk.post(f"{SAVED}{2**70}/delete/").status_code == 404


@pytest.mark.parametrize(
    ("name", "back"), [("", ""), (" \u200b\x00", ""), ("a" * 61, ""), ("Long", f"text={'%C3%A4' * 200}")]
)
def test_what_can_not_be_saved_is_refused_in_a_sentence(desk: Client, name: str, back: str) -> None:
    answer = save(desk, name, back)
    assert answer.status_code == 422
    assert 'role="alert"' in shown(answer)
    assert not SavedQueue.objects.exists()


def test_a_name_is_taken_once_and_their_number_has_an_end(desk: Client, mo: User) -> None:
    save(desk)
    assert save(desk).status_code == 422
    SavedQueue.objects.bulk_create([SavedQueue(owner=mo, name=f"No {number}") for number in range(19)])
    assert save(desk, "One more").status_code == 422
    assert SavedQueue.objects.count() == 20


def test_a_shared_queue_that_looks_for_an_address_is_for_those_who_may_see_them(desk: Client) -> None:
    SavedQueue.objects.create(name="Known sender", query="email=ann%40example.org")
    assert "ann%40example.org" not in shown(desk.get(QUEUE))
    assert "Known sender" not in words(desk.get(QUEUE))


def test_strangers_and_readers_save_nothing(client: Client) -> None:
    assert save(client).status_code == 302
    client.force_login(make_user("reader"))
    assert save(client).status_code == 302
    assert not SavedQueue.objects.exists()
