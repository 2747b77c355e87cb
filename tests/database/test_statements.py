"""Rows are the same whether the plain statements or Django wrote and read them, on both engines."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from articles.models import Section
from comments.models import Check, Comment, Commenter, ModerationAction, Submission
from comments.spam import Verdict
from database import statements
from outbox.models import Job
from tests.factories import make_article, make_comment, make_section, make_submission

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
ODD = "Zoë “said” 100% %s ?1 :name \\ ' \" 日本 \N{PILE OF POO}"


def columns_of(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def new_rows() -> list[Model]:
    comment = make_comment(text=ODD)
    return [
        Commenter(email_key="somebody", first_seen_at=MOMENT),
        Comment(article_id=comment.article_id, parent=comment, root=comment, depth=1, name=ODD, text=ODD, on_page=True),
        Submission(comment=comment, version=2, token="a", fingerprint="b", ip="2001:db8::7", payload={"content": ODD}),
        Check(comment=comment, version=1, verdict=Verdict.HAM, created_at=MOMENT, trace=[{"detail": ODD}, None, 1.5]),
        ModerationAction(comment=comment.pk, version=1, batch=uuid.UUID(int=5), before={"decided_at": None}, at=MOMENT),
        Job(kind="test.job", ref=2**40, due_at=MOMENT, finished_at=None),
    ]


def test_an_inserted_row_is_what_django_reads() -> None:
    for row in new_rows():
        assert statements.insert(row)
        assert row.pk
        assert not row._state.adding
        assert columns_of(type(row)._default_manager.get(pk=row.pk)) == columns_of(row)


def test_a_row_that_is_read_is_what_django_wrote() -> None:
    for row in new_rows():
        row.save(force_insert=True)
        read = statements.first(type(row), pk=row.pk)
        assert read
        assert read == row
        assert columns_of(read) == columns_of(row)
        assert model_to_dict(read) == model_to_dict(row)


def test_a_row_with_a_key_keeps_it() -> None:
    assert statements.insert(Commenter(pk=77, email_key="somebody"))
    assert Commenter.objects.get().pk == 77


def test_a_row_that_is_there_is_left_as_it_is_if_so_wished() -> None:
    there = Commenter.objects.create(email_key="somebody", spam_count=3)
    double = Commenter(email_key="somebody")
    assert not statements.insert(double, unless_there=True)
    assert double.pk is None
    with pytest.raises(IntegrityError), transaction.atomic():
        statements.insert(double)
    assert list(Commenter.objects.values_list("pk", "spam_count")) == [(there.pk, 3)]


def test_a_row_is_made_on_demand_and_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = statements.ensure(Commenter, email_key="somebody")
    assert made == statements.ensure(Commenter, email_key="somebody") == Commenter.objects.get()
    looks = iter([None, made])  # somebody else makes it between our look and our insert
    monkeypatch.setattr(statements, "first", lambda *_, **equal: next(looks))
    assert statements.ensure(Commenter, email_key="somebody") is made
    assert Commenter.objects.count() == 1


def test_only_rows_that_are_as_they_were_seen_are_changed() -> None:
    comment, other = make_comment(), make_comment()
    seen = {"pk": comment.pk, "status": comment.status}
    new = {"reason": ODD, "decided_at": MOMENT, "deferred_until": None}
    assert statements.change(Comment, seen | {"version": 2}, new) == 0
    assert statements.change(Comment, seen | {"version": 1}, new) == 1
    comment.refresh_from_db()
    other.refresh_from_db()
    assert (comment.reason, comment.decided_at, other.reason) == (ODD, MOMENT, "")


def test_several_rows_come_in_the_order_of_their_keys() -> None:
    one, two, three = (make_comment() for _ in range(3))
    assert statements.rows(Comment, pk=[three.pk, one.pk, 0]) == [one, three]
    assert statements.rows(Comment, status=two.status, version=1) == [one, two, three]
    assert statements.first(Comment, status="approved", pk=one.pk) is None
    assert statements.rows(Comment, pk=[]) == []


def test_of_named_columns_alone_the_others_are_loaded_when_they_are_read() -> None:
    comment = make_comment(text=ODD)
    read = statements.first(Comment, ("status",), pk=comment.pk)
    assert read
    assert read.get_deferred_fields() >= {"text", "html", "name"}
    with CaptureQueriesContext(connection) as queries:
        assert (read.pk, read.status) == (comment.pk, comment.status)
        assert not queries
        assert read.text == ODD


def test_rows_of_a_model_with_parents_come_whole() -> None:
    section = make_section()
    read = statements.first(Section, slug=section.slug)
    assert read
    assert columns_of(read) == columns_of(Section.objects.get())


def test_a_column_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        statements.first(Comment, article=make_article())
    with pytest.raises(KeyError):
        statements.change(Submission, {"pk": make_submission(make_comment()).pk}, {"words": ""})
