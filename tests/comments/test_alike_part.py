"""The card tells what became of comments with the same words, however many there are."""

import re
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments import alike
from comments.desk import alike_part
from comments.desk.alike_part import NEAREST, sentence
from comments.models import Comment, Wording
from tests.comments.desk import QUEUE, card, shown, words
from tests.factories import make_comment, make_moderator
from tests.plans import plan

pytestmark = pytest.mark.django_db
COPIES = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times})
INSERT INTO comments_comment ({names}) SELECT {names} FROM comments_comment, n WHERE id = {first}
"""
NUMBERS = """
INSERT INTO comments_wording (comment_id, number)
SELECT c.id, w.number FROM comments_comment c, comments_wording w WHERE c.id > w.comment_id
"""


def make_noted(status: str = "pending", text: str = "Buy cheap watches here", **columns: Any) -> Comment:
    comment = make_comment(status=status, text=text, **columns)
    alike.note(comment)
    return comment


def test_a_card_tells_what_became_of_the_same_words_and_leads_there(client: Client) -> None:
    client.force_login(make_moderator("mo"))
    rejected = [make_noted("rejected", "BUY cheap watches here!", reason="promotion") for _ in range(3)]
    make_noted("approved")
    make_noted("spam", "Quite another thing altogether")
    asked, later = make_noted(), make_noted("unchecked")
    html = card(shown(client.get(QUEUE)), asked.pk)
    assert "The same text was rejected 3 times, approved once. The same text waits once more." in html
    assert [f"{QUEUE}{one.pk}/" in html for one in (*rejected, later, asked)] == [True] * 5
    assert "rejected, promotion" in html
    assert "The same text" not in words(client.get(f"{QUEUE}?tab=spam"))


def test_words_that_nobody_else_used_are_not_mentioned(client: Client) -> None:
    client.force_login(make_moderator("mo"))
    make_noted()
    make_comment(text="Buy cheap watches here")  # not numbered yet
    assert "The same text" not in words(client.get(QUEUE))


def test_a_sentence_lists_the_more_frequent_first() -> None:
    assert sentence(Counter(spam=2)) == "The same text was taken for spam 2 times."
    assert sentence(Counter(withdrawn=1, approved=4)) == "The same text was approved 4 times, withdrawn once."


def crowd(number: int) -> list[int]:
    """So many comments with the same words, made by the database: the numbers of all, in their order."""
    first = make_noted()
    names = ", ".join(str(field.column) for field in Comment._meta.concrete_fields if not field.primary_key)
    with connection.cursor() as cursor:
        cursor.execute(COPIES.format(names=names, times=number - 1, first=first.pk))
        cursor.execute(NUMBERS)
        cursor.execute("ANALYZE")
    return list(Wording.objects.order_by("comment").values_list("pk", flat=True))


def test_only_the_nearest_are_read_of_many() -> None:
    numbers = crowd(100)
    middle, last = numbers[50], numbers[-1]
    found = alike_part.read([middle, last])
    around = numbers[50 - NEAREST : 50] + numbers[51 : 51 + NEAREST]
    assert [near.comment for near in found[middle]] == around[::-1]
    assert [near.comment for near in found[last]] == numbers[-2 : -2 - NEAREST : -1]


def test_nothing_is_read_beyond_the_bounds_on_either_engine() -> None:
    """A table of which one word is all: where a planner would be most tempted."""
    numbers = crowd(3_000)
    with CaptureQueriesContext(connection) as captured:
        alike_part.read(numbers[:25])
    assert len(captured) == 1
    found = plan(captured[0]["sql"])
    bounds = {
        "sqlite": r"wording_number \(\(number,comment_id\)[<>]\(\?,\?\)",
        "postgresql": r"wording_number .*\n.*ROW\(number, comment_id\) [<>]",
    }
    assert len(re.findall(bounds[connection.vendor], found)) == 3, found
    assert "SCAN c" not in found
