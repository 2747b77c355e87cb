"""Whatever people write and the desk does comes back as the same bytes: taken in as lines, and written as lines."""

from functools import cache
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from moving.archives import records
from moving.archives.kinds import BY_NAME
from moving.archives.names import Names
from moving.archives.rebuilding import completed
from moving.rows import encode
from tests.factories import make_article
from tests.moving.test_rows import numbers, plain, texts, times

pytestmark = pytest.mark.django_db

FIRST = 2**40  # far from those that other tests make
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)
statuses = st.sampled_from(["unchecked", "pending", "approved", "rejected", "spam", "withdrawn"])
moments = times.map(lambda at: at.isoformat())


@cache
def names() -> Names:
    return Names()


def comes_back(kind: str, given: list[dict[str, Any]]) -> bool:
    """In a transaction that is rolled back."""
    found = BY_NAME[kind]
    lines = [encode(record).encode() + b"\n" for record in given]
    with transaction.atomic():
        parsed = (records.parse(found, set(found.names), line) for line in lines)
        records.take_in(found, completed(found, parsed), names())
        again = [line for line in records.lines_of(found, names()) if line in lines]
        transaction.set_rollback(True)
    return again == lines


def user(number: int, names: tuple[str, str], at: str, rights: set[str], is_active: bool) -> dict[str, Any]:
    plain_columns = {"password": "!", "is_superuser": False, "email": "", "is_staff": True, "public_name": names[0]}
    plain_columns |= {"desk_keys": True, "language": "", "last_login": None, "date_joined": at, "groups": []}
    told = {"id": FIRST + number, "username": f"u{number}", "first_name": names[0], "last_name": names[1]}
    return plain_columns | told | {"is_active": is_active, "user_permissions": sorted(rights)}


rights = st.sets(st.sampled_from(["articles.add_article", "comments.moderate_comment", "comments.view_log"]))
people = st.lists(st.tuples(st.tuples(words, words), moments, rights, st.booleans()), max_size=4)


@given(people=people)
def test_accounts_with_their_rights(people: list[tuple[Any, ...]]) -> None:
    assert comes_back("users", [user(number, *person) for number, person in enumerate(people)])


@given(before=st.dictionaries(texts, plain, max_size=5), batch=st.uuids(), at=moments, subject=numbers | st.none())
def test_rows_of_the_log(before: Any, batch: Any, at: str, subject: int | None) -> None:
    row = {"id": FIRST, "at": at, "kind": "status", "comment": None, "version": 1, "person": None, "subject": subject}
    row |= {"actor": FIRST, "rule": "", "from_status": "", "to_status": "spam", "reason": "", "note_hmac": ""}
    assert comes_back("moderation_log", [row | {"batch": str(batch), "undoes": None, "before": before}])


comments = st.lists(st.tuples(st.integers(0, 5), statuses, texts, words, moments), min_size=1, max_size=6)


def thread(article: int, written: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Each answers one before it, or nothing."""
    made: list[dict[str, Any]] = []
    for number, (answers, status, text, name, at) in enumerate(written):
        parent = made[answers] if answers < number else None
        root = (parent["root"] or parent["id"]) if parent else None
        place = {"parent": parent and parent["id"], "root": root, "depth": parent["depth"] + 1 if parent else 0}
        said = {
            "status": status,
            "text": text,
            "name": name,
            "website": "",
            "badge": "",
            "on_page": status == "approved",
        }
        times = dict.fromkeys(("edited_at", "decided_at", "deferred_until", "featured_at", "emptied_at"))
        more = {"article": article, "shelf": "", "reason": "", "priority": number, "commenter": None, "version": 1}
        more |= {"came_as": None, "edited_by": None, "created_at": at, "asked_at": at, "nonce": f"n{number}"}
        made.append({"id": FIRST + number} | place | said | times | more)
    return made


@given(written=comments)
def test_threads_of_every_status(written: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        article = make_article().pk
        assert comes_back("comments", thread(article, written))
        transaction.set_rollback(True)
