"""Posts made by the machine: whatever bytes stand in a form, it is a comment in clean characters or a refusal."""

import unicodedata
from collections.abc import Generator
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from comments import tokens
from comments.models import Comment, Submission
from comments.text import clean_line, clean_text
from outbox.models import Job
from tests.comments.posting import form_address
from tests.factories import make_article
from tests.faults.payloads import BROKEN_BYTES, XSS
from tests.faults.skeleton import Skeleton

pytestmark = pytest.mark.django_db

NAMES = ("comment", "name", "email", "website", "remember", "subject", "token", "parent")
STATUSES = {303, 400, 403, 409, 422}
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
PIECES = st.one_of(
    st.binary(max_size=30),
    st.text(max_size=30).map(str.encode),
    st.sampled_from(sorted(BROKEN_BYTES.values())),
    st.sampled_from([payload.encode() for payload in XSS]),
)
VALUES = st.lists(PIECES, max_size=4).map(b"".join)
FIELDS = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=6)


@pytest.fixture(autouse=True)
def without_limits() -> Generator[None]:
    with override_settings(COMMENT_LIMITS="off"):
        yield


def form_of(fields: list[tuple[str, bytes]]) -> bytes:
    return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields).encode()


def parts_of(fields: list[tuple[str, bytes]]) -> bytes:
    head = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%b\r\n'
    return b"".join(head % (name.encode(), value) for name, value in fields) + b"--b--\r\n"


def right(article: Article) -> list[tuple[str, bytes]]:
    given = {"name": "Ada", "email": "ada@example.org", "comment": "A remark.", "token": tokens.issue(article)}
    return [(name, value.encode()) for name, value in given.items()]


def send(article: Article, body: bytes, kind: str) -> None:
    """All or nothing is written, and the answer says which."""
    before = Comment.objects.count()
    response = Client().generic("POST", form_address(article), body, content_type=kind)
    assert response.status_code in STATUSES
    stored = Comment.objects.count() - before
    assert stored == (response.status_code == 303)
    assert Submission.objects.count() == Job.objects.count() == Comment.objects.count()
    if response.status_code in {409, 422}:
        assert Skeleton(response.text).faults == []


@given(FIELDS)
def test_a_form_of_any_bytes_is_taken_or_refused(fields: list[tuple[str, bytes]]) -> None:
    article = make_article()
    send(article, form_of([*right(article), *fields]), FORM)


@given(FIELDS)
def test_so_is_one_in_parts(fields: list[tuple[str, bytes]]) -> None:
    article = make_article()
    send(article, parts_of([*right(article), *fields]), MULTIPART)


@given(st.binary(max_size=300), st.sampled_from([FORM, MULTIPART, "application/json", "text/plain", ""]))
def test_so_is_a_body_that_is_none(body: bytes, kind: str) -> None:
    send(make_article(), body, kind)


@given(VALUES, VALUES)
def test_what_is_taken_is_clean_and_is_shown_as_text(text: bytes, name: bytes) -> None:
    article = make_article()
    fields = [*right(article), ("comment", b"A remark: " + text), ("name", b"Ada " + name[:100])]
    response = Client().generic("POST", form_address(article), form_of(fields), content_type=FORM)
    for comment in Comment.objects.filter(article=article):
        assert (clean_text(comment.text), clean_line(comment.name)) == (comment.text, comment.name)
        assert not {unicodedata.category(char) for char in comment.text + comment.name} & {"Cs"}
        assert Skeleton(Client().get(response.headers["Location"]).text).faults == []
        Comment.objects.filter(pk=comment.pk).update(status="approved", on_page=True)
        assert Skeleton(Client().get(article.get_absolute_url()).text).faults == []
    assert response.status_code in {303, 422}
