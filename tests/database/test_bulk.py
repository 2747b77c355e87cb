"""Many rows at once are the rows that `save` writes one by one."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment, Status, Submission
from database import bulk
from tests.factories import make_article, make_comment

pytestmark = pytest.mark.django_db

AT = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
AWKWARD = "tab\t line\nback\\slash \\N \\. 'quote' \"double\" %s ä漢😀"


def row(pk: int, article: int, **columns: Any) -> dict[str, Any]:
    shared = {"section": 1, "name": "Ada", "text": AWKWARD, "status": Status.PENDING, "created_at": AT}
    return {"id": pk, "article_id": article, **shared, **columns}


def test_rows_have_the_values_given_and_else_those_of_a_new_row() -> None:
    article = make_article()
    bulk.write(Comment, [row(7, article.pk), row(8, article.pk)])
    first, second = Comment.objects.order_by("pk")
    assert (first.pk, first.text, first.status, first.created_at) == (7, AWKWARD, "pending", AT)
    assert (first.parent_id, first.version, first.shelf, first.on_page) == (None, 1, Comment().shelf, False)
    assert first.asked_at > AT
    assert len({first.nonce, second.nonce}) == 2


def test_keys_are_the_databases_where_none_are_given() -> None:
    comment = make_comment()
    columns = {"comment_id": comment.pk, "version": 9, "token": "t", "fingerprint": "f", "ip": "2001:db8::1"}
    bulk.write(Submission, [columns | {"payload": {"a": ["ä", None, 1]}}])
    made = Submission.objects.get(version=9)
    assert (made.ip, made.payload, made.email) == ("2001:db8::1", {"a": ["ä", None, 1]}, "")
    assert Submission.objects.create(comment=comment, version=10, token="u", fingerprint="g", ip="::1").pk > made.pk


def test_what_a_constraint_refuses_is_an_integrity_error_and_nothing_is_written() -> None:
    article = make_article()
    with pytest.raises(IntegrityError):
        bulk.write(Comment, [row(7, article.pk), row(8, article.pk, status="nonsense")])


def test_no_rows_are_no_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        bulk.write(Comment, [])
    assert not asked
