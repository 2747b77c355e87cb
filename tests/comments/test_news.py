"""What an open page asks again and again: how many comments have become public since."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from tests.comments.posting import Answer, reader
from tests.comments.threaded import shown
from tests.factories import make_article, make_comment, make_moderator

pytestmark = pytest.mark.django_db


def asked(article: Article, than: object, **headers: str) -> Answer:
    return reader(**headers).get(f"/comments/news/{article.pk}/?than={than}")


def test_it_tells_how_many_more_there_are_than_on_the_page_and_nothing_where_there_are_none() -> None:
    article = make_article()
    for _comment in range(3):
        make_comment(article, status="approved")
    make_comment(article)
    assert asked(article, 2).content == b"1 new comment"
    assert asked(article, 0).content == b"3 new comments"
    for than in (3, 4, "", "x", "-1", "9" * 30):
        answer = asked(article, than)
        assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("number", ["9" * 19, "9" * 40, "9" * 5_000])
def test_a_number_that_no_database_holds_is_nobodys_article(number: str) -> None:
    assert reader().get(f"/comments/news/{number}/?than=1").status_code == 404


def test_the_page_asks_with_the_number_that_it_shows() -> None:
    comment = make_comment(status="approved")
    assert f'data-news="/comments/news/{comment.article_id}/?than=1"' in shown(comment.article)
    assert "data-news" not in shown(comment.article, f"comment={comment.pk}")


def test_it_is_public_for_a_second_and_the_same_for_everybody() -> None:
    article = make_article()
    make_comment(article, status="approved")
    answer = asked(article, 0, cookie="sessionid=somebody")
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-if-error=60"
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies
    assert asked(article, 0, if_none_match=answer.headers["ETag"]).status_code == 304
    make_comment(article, status="approved")
    assert asked(article, 0, if_none_match=answer.headers["ETag"]).status_code == 200


def test_it_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    article = make_article()
    with django_assert_num_queries(1):
        assert asked(article, 0).status_code == 204


@pytest.mark.parametrize(
    "columns", [{"status": "draft"}, {"status": "unpublished"}, {"published_at": timezone.now() + timedelta(days=9)}]
)
def test_of_an_article_that_is_not_public_it_tells_nothing(columns: dict[str, Any]) -> None:
    article = make_article(**columns)
    make_comment(article, status="approved")
    assert asked(article, 0).status_code == 404


def test_it_is_for_looking_alone() -> None:
    article = make_article()
    comment = make_comment(article)
    assert reader().post(f"/comments/news/{article.pk}/?than=0").status_code == 405
    comment.approve(by=make_moderator())
    assert reader().head(f"/comments/news/{article.pk}/?than=0").status_code == 200
