"""An address that was ever public leads to the article, or says that it is gone."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Article, ArticleAddress, Section, Status
from tests.factories import make_article, make_author, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return make_article("A Find", slug="find", section=make_section("city"))


def answer(client: Client, path: str) -> tuple[int, str]:
    response = client.get(path)
    return response.status_code, response.headers.get("Location", "")


def test_a_new_slug_leaves_the_old_address_leading_to_it(client: Client, article: Article) -> None:
    article.slug = "lightship"
    article.save()
    assert answer(client, "/city/find/") == (301, "/city/lightship/")
    assert answer(client, "/city/lightship/") == (200, "")


def test_the_query_goes_along(client: Client, article: Article) -> None:
    """Else the permalink of a comment would end on the first page of the discussion."""
    old = article.get_absolute_url()
    article.slug = "another"
    article.save()
    assert answer(client, f"{old}?comment=5") == (301, f"{article.get_absolute_url()}?comment=5")


def test_so_does_another_section(client: Client, article: Article) -> None:
    article.section = make_section("harbor")
    article.save()
    assert answer(client, "/city/find/") == (301, "/harbor/find/")


def test_so_does_another_slug_of_the_section_and_for_the_section_itself(client: Client, article: Article) -> None:
    article.section.slug = "town"
    article.section.save()
    assert answer(client, "/city/find/") == (301, "/town/find/")
    assert answer(client, "/city/") == (301, "/town/")


def test_all_addresses_lead_straight_to_the_last(client: Client, article: Article) -> None:
    for slug in ("second", "third"):
        article.slug = slug
        article.save()
    section = Section.objects.get()
    section.slug = "town"
    section.save()
    for path in ("/city/find/", "/city/second/", "/city/third/", "/town/third/"):
        assert answer(client, path) in {(301, "/town/third/"), (200, "")}
    assert answer(client, "/town/third/")[0] == 200


def test_a_slug_taken_back_is_no_redirect_to_itself(client: Client, article: Article) -> None:
    for slug in ("second", "find"):
        article.slug = slug
        article.save()
    assert answer(client, "/city/find/") == (200, "")
    assert answer(client, "/city/second/") == (301, "/city/find/")


def test_a_section_named_as_before_answers_again(client: Client, article: Article) -> None:
    section = article.section
    for slug in ("town", "city"):
        section.slug = slug
        section.save()
    assert answer(client, "/city/") == (200, "")
    assert answer(client, "/town/") == (301, "/city/")
    assert answer(client, "/town/find/") == (301, "/city/find/")


def test_a_new_section_takes_the_address_of_a_renamed_one(client: Client, article: Article) -> None:
    article.section.slug = "town"
    article.section.save()
    make_section("city")
    assert answer(client, "/city/") == (200, "")
    assert answer(client, "/city/find/") == (301, "/town/find/")


def test_what_is_taken_down_is_gone_with_a_way_on(client: Client, article: Article) -> None:
    other = make_article("Still Here")
    article.unpublish()
    response = client.get("/city/find/")
    assert response.status_code == 410
    assert other.get_absolute_url() in response.content.decode()
    assert "A Find" not in response.content.decode()


def test_so_are_its_older_addresses_until_it_is_published_again(client: Client, article: Article) -> None:
    article.slug = "lightship"
    article.save()
    article.unpublish()
    assert answer(client, "/city/find/")[0] == answer(client, "/city/lightship/")[0] == 410
    article.publish()
    assert answer(client, "/city/find/") == (301, "/city/lightship/")


@pytest.mark.parametrize("one_by_one", [True, False])
def test_a_deleted_article_that_was_public_is_gone(client: Client, article: Article, one_by_one: bool) -> None:
    if one_by_one:
        article.delete()
    else:
        Article.objects.all().delete()
    assert answer(client, "/city/find/")[0] == 410


@pytest.mark.parametrize("one_by_one", [True, False])
def test_one_that_never_was_public_leaves_no_trace(client: Client, one_by_one: bool) -> None:
    article = make_article(published_at=timezone.now() + timedelta(hours=1))
    if one_by_one:
        article.delete()
    else:
        Article.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert answer(client, article.get_absolute_url())[0] == 404


def test_a_schedule_called_off_leaves_no_trace(client: Client) -> None:
    article = make_article(published_at=timezone.now() + timedelta(hours=1))
    article.unpublish()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert answer(client, article.get_absolute_url())[0] == 404


def test_a_schedule_that_came_true_without_a_job_keeps_its_address(client: Client) -> None:
    article = make_article(published_at=timezone.now() + timedelta(hours=1))
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert answer(client, article.get_absolute_url())[0] == 200
        article.unpublish()
        assert answer(client, article.get_absolute_url())[0] == 410


def test_an_address_taken_by_another_article_belongs_to_that_one(client: Client, article: Article) -> None:
    article.slug = "lightship"
    article.save()
    second = make_article("Second", slug="find", section=article.section)
    assert "Second" in client.get("/city/find/").content.decode()
    second.unpublish()
    assert answer(client, "/city/find/")[0] == 410


def test_one_scheduled_for_an_old_address_takes_it_only_when_its_time_comes(client: Client, article: Article) -> None:
    article.slug = "lightship"
    article.save()
    make_article("Second", slug="find", section=article.section, published_at=timezone.now() + timedelta(hours=1))
    assert answer(client, "/city/find/") == (301, "/city/lightship/")
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert answer(client, "/city/find/")[0] == 200


def test_a_draft_may_be_renamed_without_leaving_addresses(client: Client) -> None:
    article = make_article(slug="idea", status=Status.DRAFT, published_at=None)
    article.slug = "better"
    article.save()
    assert not ArticleAddress.objects.exists()


@pytest.mark.parametrize("path", ["/authors/{}/", "/feeds/author/{}.rss", "/feeds/author/{}.atom"])
def test_a_renamed_author_keeps_all_former_addresses(client: Client, path: str) -> None:
    author = make_author("Ann Bly")
    for slug in ("ann-moss", "ann-reed"):
        author.slug = slug
        author.save()
    for slug in ("ann-bly", "ann-moss"):
        assert answer(client, path.format(slug)) == (301, path.format("ann-reed"))
    assert answer(client, path.format("ann-reed")) == (200, "")


@pytest.mark.parametrize("path", ["/authors/{}/", "/feeds/author/{}.rss"])
def test_a_deleted_author_is_gone_under_all_addresses(client: Client, path: str) -> None:
    author = make_author("Ann Bly")
    author.slug = "ann-moss"
    author.save()
    author.delete()
    for slug in ("ann-bly", "ann-moss"):
        response = client.get(path.format(slug))
        assert (response.status_code, "Ann" in response.text) == (410, False)
    assert answer(client, path.format("never-was"))[0] == 404


def test_a_new_author_takes_the_address_of_a_renamed_one(client: Client) -> None:
    author = make_author("Ann Bly")
    author.slug = "ann-moss"
    author.save()
    make_author("Ann Bly")
    assert answer(client, "/authors/ann-bly/") == (200, "")
