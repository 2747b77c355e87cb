"""The pages of a section and of an author: newest first, twenty at a time, paged by key."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Author, Section, Status
from articles.views import PAGE_SIZE
from tests.factories import make_article, make_author, make_comment, make_section

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 3, 1, 12, 0, 0, 123456, UTC)


@pytest.fixture
def author() -> Author:
    return make_author("Mary Bly", bio="Knows ships.", job_title="Editor")


@pytest.fixture
def section() -> Section:
    return make_section("city", name="City", description="Between the bridges.")


def headlines(client: Client, address: str) -> list[str]:
    html = client.get(address).content.decode().split("</header>", 1)[1]
    return re.findall(r'class="teaser-headline"[^>]*><a[^>]*>([^<]+)</a>', html)


def older(client: Client, address: str) -> str | None:
    link = re.search(r'rel="next" href="([^"]+)"', client.get(address).content.decode())
    return link[1] if link else None


def test_a_section_shows_its_articles_and_those_below_it_newest_first(client: Client, section: Section) -> None:
    harbor = make_section("harbor", name="Harbor", parent=section)
    make_article("Old", section=section, published_at=MOMENT)
    make_article("New", section=harbor, published_at=MOMENT + timedelta(days=1))
    make_article("Elsewhere")
    assert headlines(client, "/city/") == ["New", "Old"]
    assert headlines(client, "/harbor/") == ["New"]
    assert 'href="/harbor/"' in client.get("/city/").content.decode()


def test_an_author_page_tells_who_it_is_and_shows_what_bears_the_name(client: Client, author: Author) -> None:
    make_article("Mine", (author,))
    make_article("Ours", (make_author(), author))
    make_article("Theirs", (make_author(),))
    html = client.get(author.get_absolute_url()).content.decode()
    assert "Knows ships." in html
    assert "Editor" in html
    assert set(headlines(client, author.get_absolute_url())) == {"Mine", "Ours"}


def test_what_is_not_public_is_on_no_list(client: Client, section: Section, author: Author) -> None:
    make_article("Draft", (author,), section=section, status=Status.DRAFT, published_at=None)
    make_article("Gone", (author,), section=section, status=Status.UNPUBLISHED)
    make_article("Later", (author,), section=section, published_at=timezone.now() + timedelta(hours=1))
    assert headlines(client, "/city/") == headlines(client, author.get_absolute_url()) == []
    assert "Nothing has been published here yet." in client.get("/city/").content.decode()


def test_lists_tell_how_much_is_said_below_each(client: Client, section: Section, author: Author) -> None:
    article = make_article("Talked about", (author,), section=section)
    make_article("Silent", (author,), section=section)
    for _ in range(2):
        make_comment(article, status="approved")
    make_comment(article)
    for address in ("/", "/city/", author.get_absolute_url()):
        html = client.get(address).content.decode()
        assert re.findall(r'class="teaser-comments[^>]*>([^<]+)<', html) == ["2 comments"]


@pytest.mark.parametrize("apart", [timedelta(hours=1), timedelta(0), timedelta(microseconds=1)])
def test_paging_shows_every_article_once_in_order(
    client: Client, section: Section, author: Author, apart: timedelta
) -> None:
    for number in range(2 * PAGE_SIZE + 3):
        make_article(f"No {number}", (author,), section=section, published_at=MOMENT + number * apart)
    newest_first = [f"No {number}" for number in reversed(range(2 * PAGE_SIZE + 3))]
    for start in ("/city/", author.get_absolute_url()):
        seen, address = [], start
        while address:
            seen += headlines(client, address)
            address = older(client, address) or ""
        assert seen == newest_first


def test_a_full_last_page_has_no_link_on(client: Client, section: Section) -> None:
    for _ in range(PAGE_SIZE):
        make_article(section=section)
    assert older(client, "/city/") is None


def test_a_page_does_not_move_when_something_is_published(client: Client, section: Section) -> None:
    for number in range(PAGE_SIZE + 2):
        make_article(f"No {number}", section=section, published_at=MOMENT + timedelta(hours=number))
    second = older(client, "/city/")
    assert second
    before = headlines(client, second)
    make_article("Brand new", section=section)
    Article.objects.get(headline="No 2").delete()
    assert headlines(client, second) == before


@pytest.mark.parametrize("mark", ["", "1", "x-1", "-1-1", "9" * 18 + "-1", "1-" + "9" * 19, "1-1-1", "١-١", "1-1%00"])
def test_a_mark_that_no_page_wrote_means_the_first_page(client: Client, section: Section, mark: str) -> None:
    make_article("Here", section=section)
    assert headlines(client, f"/city/?before={mark}") == ["Here"]


def test_the_farthest_marks_are_answered(client: Client, section: Section) -> None:
    make_article("Here", section=section)
    assert headlines(client, "/city/?before=0-0") == []
    assert headlines(client, f"/city/?before={'9' * 17}-{'9' * 18}") == ["Here"]


@pytest.mark.urls("tests.articles.quiet")
@pytest.mark.parametrize("many", [1, PAGE_SIZE + 5])
def test_the_lists_cost_a_fixed_number_of_queries(
    client: Client, section: Section, author: Author, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    for _ in range(many):
        make_article(authors=(author, make_author()), section=section)
    with django_assert_num_queries(9):  # stamp, section, below it twice, numbers, articles, bylines, counts, navigation
        client.get("/city/")
    with django_assert_num_queries(7):  # stamp, author, numbers, articles, bylines, counts, navigation
        client.get(author.get_absolute_url())


@pytest.mark.parametrize("address", ["/nowhere/", "/authors/nobody/"])
def test_what_does_not_exist_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/city", "/authors/mary-bly"])
def test_an_address_without_its_last_slash_leads_on(
    client: Client, section: Section, author: Author, address: str
) -> None:
    response = client.get(address)
    assert (response.status_code, response.headers["Location"]) == (301, address + "/")
