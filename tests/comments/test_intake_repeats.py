"""The same form twice is one comment; the same words twice within ten minutes are refused; too many at once wait."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from articles.models import Article
from comments import tokens
from comments.models import Comment, Submission
from outbox.models import Job
from tests.comments.posting import Answer, filled_in, form_address, kept_text, post, reader, words
from tests.factories import make_article, make_comment, make_moderator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_the_same_token_gets_the_same_answer_before_any_other_refusal() -> None:
    article = make_article()
    token = tokens.issue(article)
    first = post(article, token=token)
    again = post(article, reader(origin="https://evil.example"), token=token, name="", comment="", parent="9")
    article.takes_comments = False
    article.save()
    closed = post(article, token=token)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        stale = post(article, token=token)
    answers = {(r.status_code, r["Location"]) for r in (first, again, closed, stale)}
    assert answers == {(303, first["Location"])}
    assert Comment.objects.count() == Submission.objects.count() == Job.objects.count() == 1


def test_a_used_token_says_nothing_of_an_article_that_is_gone() -> None:
    article = make_article()
    token = tokens.issue(article)
    post(article, token=token)
    article.unpublish()
    assert post(article, token=token).status_code == 404


def test_the_same_words_again_are_refused_and_no_link_to_the_first_is_given() -> None:
    article = make_article()
    first = post(article, comment="A  Remark.\n")
    response = post(article, comment="a remark.")
    assert response.status_code == 409
    assert "You have said this already" in words(response)
    assert kept_text(response) == "a remark."
    assert first["Location"] not in words(response)
    assert Comment.objects.count() == 1


def test_the_same_words_by_somebody_else_or_elsewhere_are_no_repetition() -> None:
    article = make_article()
    public = make_comment(article, status="approved")
    post(article)
    assert post(article, email="grace@example.org").status_code == 303
    assert post(article, parent=public.pk).status_code == 303
    assert post(make_article()).status_code == 303


def test_words_may_be_repeated_after_two_slots_of_ten_minutes_but_not_across_the_edge_of_one() -> None:
    article = make_article()
    edge = timezone.now().replace(minute=10, second=0, microsecond=0) + timedelta(days=1)
    with time_machine.travel(edge - timedelta(seconds=1), tick=False):
        assert post(article).status_code == 303
    with time_machine.travel(edge + timedelta(minutes=9, seconds=59), tick=False):
        assert post(article).status_code == 409
    with time_machine.travel(edge + timedelta(minutes=10), tick=False):
        assert post(article).status_code == 303


def test_the_sixth_comment_at_once_waits_and_says_how_long() -> None:
    article = make_article()
    statuses = [post(article, comment=f"Remark {number}").status_code for number in range(5)]
    response = post(article, comment="Remark 6")
    assert statuses == [303] * 5
    assert response.status_code == 429
    seconds = int(response["Retry-After"])
    assert 25 <= seconds <= 30
    assert f"post it again in {seconds} seconds" in words(response)
    assert kept_text(response) == "Remark 6"
    assert Comment.objects.count() == 5
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
        assert post(article, comment="Remark 6").status_code == 303


def test_the_limit_is_of_the_address_whoever_claims_to_post() -> None:
    article = make_article()
    for number in range(5):
        post(article, reader(x_forwarded_for=f"203.0.113.{number}"), email=f"r{number}@example.org")
    assert post(article, email="r9@example.org").status_code == 429
    assert post(article, reader("203.0.113.77")).status_code == 303


def test_all_of_one_ipv6_customer_share_a_limit() -> None:
    article = make_article()
    for number in range(5):
        post(article, reader(f"2001:db8:1:2::{number}"), comment=f"Remark {number}")
    assert post(article, reader("2001:db8:1:2:ffff::1")).status_code == 429
    assert post(article, reader("2001:db8:1:3::1")).status_code == 303


def test_a_refused_comment_spends_nothing() -> None:
    article = make_article()
    for _ in range(10):
        assert post(article, name="").status_code == 422
    post(article)
    for _ in range(10):
        assert post(article).status_code == 409
    assert [post(article, comment=f"Remark {n}").status_code for n in range(5)] == [303] * 4 + [429]


def test_limits_can_be_switched_off_for_measuring(settings: Settings) -> None:
    settings.COMMENT_LIMITS = "off"
    article = make_article()
    assert {post(article, comment=f"Remark {n}").status_code for n in range(8)} == {303}


def test_staff_who_publish_at_once_are_not_limited() -> None:
    article, client = make_article(), reader()
    client.force_login(make_moderator())
    assert {post(article, client, comment=f"Remark {n}").status_code for n in range(8)} == {303}


def in_parallel(number: int, article: Article, token: str | None) -> list[Answer]:
    barrier = threading.Barrier(number)
    data = [filled_in(article, **({"token": token} if token else {})) for _ in range(number)]

    def send(fields: dict[str, str]) -> Answer:
        barrier.wait()
        try:
            return reader().post(form_address(article), fields)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(send, data))


@pytest.mark.django_db(transaction=True)
def test_fifty_posts_of_one_form_at_once_are_one_comment_and_fifty_same_answers() -> None:
    article = make_article()
    responses = in_parallel(50, article, tokens.issue(article))
    assert {(r.status_code, r["Location"]) for r in responses} == {(303, responses[0]["Location"])}
    assert Comment.objects.count() == Submission.objects.count() == Job.objects.count() == 1
    assert post(article, comment="The limit has been spent once alone.").status_code == 303


@pytest.mark.django_db(transaction=True)
def test_fifty_forms_with_the_same_words_at_once_are_one_comment() -> None:
    article = make_article()
    with time_machine.travel(timezone.now().replace(minute=5, second=0), tick=False):
        responses = in_parallel(50, article, None)
    assert Counter(r.status_code for r in responses) == {303: 1, 409: 49}
    assert Comment.objects.count() == Submission.objects.count() == Job.objects.count() == 1
