"""Public pages are the same for everybody, and are not rendered for somebody who has them already."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Author, Byline, Section
from tests.articles.urls import discussion
from tests.factories import make_article, make_author, make_section, make_tag, make_user

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.articles.urls"),
    pytest.mark.usefixtures("clock"),  # pages show the day
]

COOKIES = [
    {"session": "x"},
    {"session": "a" * 32},
    {"csrf": "malformed"},
    {"csrf": "b" * 32, "session": "short", "messages": "[[nonsense"},
    {"sessionid": "c" * 32, "csrftoken": "!"},
]


@pytest.fixture
def article() -> Article:
    article = make_article(section=make_section("city"), authors=(make_author("Mary Bly"),))
    make_tag("Ferries", article)
    return article


@pytest.fixture(autouse=True)
def first_version() -> Iterator[None]:
    discussion.number = 1
    yield
    discussion.number = 1


PAGES = ["/", "/city/", "/authors/mary-bly/", "/tags/ferries/", "{article}", "/sitemap.xml"]
every_page = pytest.mark.parametrize("page", PAGES)


def address(page: str, article: Article) -> str:
    return page.format(article=article.get_absolute_url())


def etag(client: Client, path: str) -> str:
    return str(client.get(path).headers["ETag"])


@every_page
@pytest.mark.parametrize("cookies", COOKIES)
def test_no_cookie_changes_a_page_or_is_answered(
    client: Client, article: Article, page: str, cookies: dict[str, str]
) -> None:
    plain = client.get(address(page, article))
    client.cookies.load(cookies)
    response = client.get(address(page, article))
    assert response.content == plain.content
    assert response.headers["ETag"] == plain.headers["ETag"]
    assert "Set-Cookie" not in str(response.serialize_headers())
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@every_page
def test_somebody_signed_in_gets_the_same_page(client: Client, article: Article, page: str) -> None:
    plain = client.get(address(page, article))
    client.force_login(make_user(staff=True))
    response = client.get(address(page, article))
    assert response.content == plain.content
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@every_page
def test_a_page_may_be_shared_for_a_second(client: Client, article: Article, page: str) -> None:
    response = client.get(address(page, article))
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-if-error=60"
    assert response.headers["ETag"].startswith('W/"')


@every_page
def test_who_has_the_page_gets_304_and_the_same_headers(client: Client, article: Article, page: str) -> None:
    tag = etag(client, address(page, article))
    response = client.get(address(page, article), headers={"If-None-Match": f'"other", {tag}'})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == tag
    assert "s-maxage=1" in response.headers["Cache-Control"]


def test_304_is_decided_before_anything_is_rendered(
    client: Client, article: Article, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tag = etag(client, article.get_absolute_url())
    rendered = discussion.rendered
    with django_assert_num_queries(2):  # stamp, article
        client.get(article.get_absolute_url(), headers={"If-None-Match": tag})
    assert discussion.rendered == rendered


@every_page
def test_head_is_get_without_the_body(client: Client, article: Article, page: str) -> None:
    got, asked = client.get(address(page, article)), client.head(address(page, article))
    assert asked.content == b""
    assert asked.headers == got.headers


@every_page
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_page_can_only_be_read(client: Client, article: Article, page: str, method: str) -> None:
    assert getattr(client, method)(address(page, article)).status_code == 405


@every_page
def test_parameters_that_nobody_knows_change_nothing(client: Client, article: Article, page: str) -> None:
    plain = client.get(address(page, article))
    assert client.get(address(page, article) + "?utm_source=x&before=nonsense").content == plain.content


@every_page
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_NAME", "Another Paper"),
        ("SITE_URL", "https://elsewhere.example"),
        ("TIME_ZONE", "Asia/Tokyo"),
        ("LANGUAGE_CODE", "de"),
    ],
)
def test_what_the_operator_sets_makes_another_page(
    client: Client, article: Article, settings: Any, page: str, name: str, value: str
) -> None:
    before = etag(client, address(page, article))
    setattr(settings, name, value)
    assert etag(client, address(page, article)) != before


def rename_section(article: Article) -> None:
    article.section.name = "Town"
    article.section.save()


def rename_author(article: Article) -> None:
    author = Author.objects.get()
    author.name = "Mary Bligh"
    author.save()


def change_headline(article: Article) -> None:
    article.headline = "Another"
    article.save()


def drop_byline(article: Article) -> None:
    Byline.objects.get().delete()


def add_section(article: Article) -> None:
    make_section("sports")


def publish_another(article: Article) -> None:
    make_article(section=article.section)


def comment(article: Article) -> None:
    discussion.number += 1


def delete_by_the_list(article: Article) -> None:
    Article.objects.filter(pk=make_article(section=article.section).pk).delete()


@pytest.mark.parametrize(
    "change",
    [
        rename_section,
        rename_author,
        change_headline,
        drop_byline,
        add_section,
        publish_another,
        comment,
        delete_by_the_list,
    ],
)
@pytest.mark.parametrize("page", PAGES[:4])
def test_whatever_a_page_shows_changes_its_etag(client: Client, article: Article, page: str, change: object) -> None:
    before = etag(client, address(page, article))
    change(article)  # type: ignore[operator]
    assert etag(client, address(page, article)) != before


@every_page
def test_the_clock_alone_publishes_and_changes_the_etag(client: Client, article: Article, page: str) -> None:
    make_article("Later", section=article.section, published_at=timezone.now() + timedelta(minutes=5))
    before = etag(client, address(page, article))
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert etag(client, address(page, article)) != before


def test_the_close_of_comments_by_the_clock_changes_the_etag(client: Client) -> None:
    article = make_article(comments_close_at=timezone.now() + timedelta(minutes=5))
    before = etag(client, article.get_absolute_url())
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert etag(client, article.get_absolute_url()) != before


def test_the_front_page_is_another_every_day(client: Client, article: Article) -> None:
    before = etag(client, "/")
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert etag(client, "/") != before


def test_a_new_release_changes_every_etag(client: Client, article: Article, settings: object) -> None:
    before = etag(client, "/")
    settings.RELEASE = "another"  # type: ignore[attr-defined]
    assert etag(client, "/") != before


def test_saving_nothing_new_about_another_table_keeps_the_etag(client: Client, article: Article) -> None:
    before = etag(client, article.get_absolute_url())
    make_user()
    assert etag(client, article.get_absolute_url()) == before


def gone(client: Client) -> HttpResponse:
    article = make_article()
    article.unpublish()
    return client.get(article.get_absolute_url())  # type: ignore[return-value]


def moved(client: Client) -> HttpResponse:
    section = Section.objects.get()
    path = make_article(section=section).get_absolute_url()
    section.slug = "town"
    section.save()
    return client.get(path)  # type: ignore[return-value]


@pytest.mark.parametrize(("past", "status"), [(gone, 410), (moved, 301)])
def test_answers_about_the_past_are_not_kept_longer_than_pages(
    client: Client, article: Article, past: object, status: int
) -> None:
    response = past(client)  # type: ignore[operator]
    assert response.status_code == status
    assert "s-maxage=1" in response.headers["Cache-Control"]
