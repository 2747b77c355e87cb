from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles import sitemap
from articles.models import Status
from tests.factories import make_article, make_author, make_section

pytestmark = pytest.mark.django_db

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(client: Client) -> dict[str, str | None]:
    response = client.get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)
    return {url.findtext(f"{NAMESPACE}loc", ""): url.findtext(f"{NAMESPACE}lastmod") for url in root}


def test_it_names_articles_newest_first_then_the_front_sections_and_authors(client: Client, settings: object) -> None:
    settings.SITE_URL = "https://paper.example"  # type: ignore[attr-defined]
    city, author = make_section("city"), make_author("Mary Bly")
    make_author("Silent One")
    old = make_article(slug="old", section=city, published_at=timezone.now() - timedelta(days=2))
    make_article(slug="new", section=city, authors=(author,))
    found = entries(client)
    assert list(found) == [
        f"https://paper.example/{path}" for path in ("city/new/", "city/old/", "", "city/", "authors/mary-bly/")
    ]
    assert found["https://paper.example/city/old/"] == old.updated_at.isoformat(timespec="seconds")


def test_what_is_not_public_is_not_in_it(client: Client) -> None:
    section, author = make_section("city"), make_author("Mary Bly")
    make_article(section=section, status=Status.DRAFT, published_at=None, authors=(author,))
    make_article(section=section, status=Status.UNPUBLISHED, authors=(author,))
    make_article(section=section, published_at=timezone.now() + timedelta(hours=1), authors=(author,))
    assert [path.split("/", 3)[3] for path in entries(client)] == ["", "city/"]


def test_it_costs_a_fixed_number_of_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        make_article(authors=(make_author(),))
    with django_assert_num_queries(4):  # stamp, articles, sections, authors
        entries(client)


def test_it_never_names_more_than_the_protocol_allows(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST", 4)
    section = make_section("city")
    for _ in range(5):
        make_article(section=section)
    found = list(entries(client))
    assert len(found) == 4
    assert found[-1].endswith("/city/")


def test_robots_are_told_where_it_is_and_where_not_to_go(client: Client, settings: object) -> None:
    settings.SITE_URL = "https://paper.example"  # type: ignore[attr-defined]
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert "Sitemap: https://paper.example/sitemap.xml" in lines
    assert "Disallow: /admin/" in lines
    assert not response.cookies


@pytest.mark.parametrize("address", ["/sitemap.xml", "/robots.txt", "/favicon.ico"])
def test_they_can_only_be_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_the_old_name_of_the_icon_leads_to_the_new(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert (response.status_code, response.headers["Location"]) == (302, "/static/icons/icon-180.png")
