"""What search engines are told: everything that is public and nothing else, however much it is."""

import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from time_machine import Traveller

from articles.caching import now_in_sql
from articles.models import Article, Label, StandingPage, Status
from articles.sitemaps import reading
from tests.factories import make_article, make_author, make_section, make_tag
from tests.plans import plan

pytestmark = pytest.mark.django_db

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
BASE = "https://paper.example"


@pytest.fixture(autouse=True)
def at_home(settings: Any) -> None:
    settings.SITE_URL, settings.SITE_NAME = BASE, "Fish & Chips"


def root_of(client: Client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml")
    return ElementTree.fromstring(response.content)


def entries(client: Client, address: str = "/sitemap.xml") -> dict[str, str | None]:
    """By path, in order."""
    root = root_of(client, address)
    found = [(url.findtext(f"{NAMESPACE}loc", ""), url.findtext(f"{NAMESPACE}lastmod")) for url in root]
    assert len(dict(found)) == len(found)
    assert all(address.startswith(f"{BASE}/") for address, _ in found)
    return {address.removeprefix(BASE): changed for address, changed in found}


def w3c(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def test_it_names_articles_newest_first_then_all_other_pages(client: Client) -> None:
    city, author = make_section("city"), make_author("Mary Bly")
    make_author("Silent One")
    old = make_article(slug="old", section=city, published_at=timezone.now() - timedelta(days=2))
    make_article(slug="new", section=city, authors=(author,))
    about = StandingPage.objects.create(slug="about", title="About", body="<p>Us</p>", is_public=True)
    StandingPage.objects.create(slug="later", title="Later", body="<p>Not yet</p>")
    make_tag("Fish", old)
    make_tag("Nothing")
    found = entries(client)
    others = ["/", "/archive/", "/corrections/", "/city/", "/about/", "/authors/mary-bly/", "/tags/fish/"]
    assert list(found) == ["/city/new/", "/city/old/", *others]
    assert (found["/city/old/"], found["/about/"]) == (w3c(old.updated_at), w3c(about.updated_at))


def test_what_is_not_public_is_not_in_it(client: Client) -> None:
    section, author = make_section("city"), make_author("Mary Bly")
    hidden = [
        make_article(section=section, status=Status.DRAFT, published_at=None, authors=(author,)),
        make_article(section=section, status=Status.UNPUBLISHED, authors=(author,)),
        make_article(section=section, published_at=timezone.now() + timedelta(hours=1), authors=(author,)),
    ]
    make_tag("Fish", *hidden)
    assert list(entries(client)) == ["/", "/archive/", "/corrections/", "/city/"]
    assert client.get("/sitemap-0.xml").status_code == 404


def test_it_costs_a_fixed_number_of_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        make_tag("Fish", make_article(authors=(make_author(),))).delete()
    with django_assert_num_queries(7):  # stamp, sections, standing pages, tags, authors; whether they fit, articles
        entries(client)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> list[Article]:
    """Seven articles in files of three numbers each, more than fit into one file."""
    section = make_section("city")
    articles = [make_article(f"No {n}", slug=f"no-{n}", section=section) for n in range(7)]
    monkeypatch.setattr(reading, "ALONE", 10)  # with the four others one too many
    monkeypatch.setattr(reading, "SLICE", 3)
    return articles


def test_all_that_fit_into_one_file_stand_in_one(client: Client, many: list[Article]) -> None:
    many[0].delete()
    assert len(entries(client)) == 10
    assert root_of(client, "/sitemap.xml").tag == f"{NAMESPACE}urlset"


def test_more_are_parted_into_files_that_have_each_of_them_once(client: Client, many: list[Article]) -> None:
    assert root_of(client, "/sitemap.xml").tag == f"{NAMESPACE}sitemapindex"
    numbers = sorted({article.pk // 3 for article in many}, reverse=True)
    files = list(entries(client))
    assert files == [*(f"/sitemap-{number}.xml" for number in numbers), "/sitemap-places.xml"]
    listed = [path for file in files for path in entries(client, file)]
    assert listed == [
        *(article.get_absolute_url() for article in reversed(many)),
        "/",
        "/archive/",
        "/corrections/",
        "/city/",
    ]


def test_a_file_without_anything_public_is_neither_listed_nor_there(
    client: Client, many: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ALONE", 3)
    gone = many[0].pk // 3
    for article in many:
        if article.pk // 3 == gone:
            article.unpublish()
    reading.ALONE = 3
    assert f"/sitemap-{gone}.xml" not in entries(client)
    assert client.get(f"/sitemap-{gone}.xml").status_code == 404
    assert client.get("/sitemap-999999999.xml").status_code == 404


def test_a_file_has_the_date_of_its_last_change(client: Client, many: list[Article], clock: Traveller) -> None:
    first = Article.objects.get(pk=many[0].pk)
    clock.shift(timedelta(hours=1))
    first.body = "<p>Corrected</p>"
    first.save()
    dates = entries(client)
    assert dates[f"/sitemap-{first.pk // 3}.xml"] == w3c(first.updated_at)
    assert dates[f"/sitemap-{many[-1].pk // 3}.xml"] == w3c(many[-1].updated_at)


def test_a_change_long_ago_leaves_the_date_of_the_last_article(
    client: Client, many: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHANGES", 0)
    Article.objects.filter(pk=many[0].pk).update(updated_at=timezone.now())
    inside = [article for article in many if article.pk // 3 == many[0].pk // 3]
    last = Article.objects.get(pk=inside[-1].pk)
    assert entries(client)[f"/sitemap-{last.pk // 3}.xml"] == w3c(last.updated_at)


def test_an_index_costs_a_fixed_number_of_queries(
    client: Client, many: list[Article], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # stamp, the four kinds of other pages, whether they fit; the highest number, the last of each, their dates, changes
    with django_assert_num_queries(10):
        entries(client)
    with django_assert_num_queries(2):
        entries(client, f"/sitemap-{many[-1].pk // 3}.xml")


def test_no_file_makes_the_database_read_all_articles() -> None:
    alike = {"section": make_section(), "status": "published", "published_at": timezone.now(), "body": "x"}
    Article.objects.bulk_create([Article(headline=f"No {n}", slug=f"no-{n}", **alike) for n in range(500)])
    asked = {"first": 0, "last": 1, "size": 5_000, "published": "published", "now": now_in_sql()}
    queries = {
        "article_changed": reading.latest_changes().values_list("pk", "updated_at"),
        "article_newest": Article.objects.published().newest_first().values_list("pk")[9_000:9_001],
        "articles_article_pkey|INTEGER PRIMARY KEY": reading.slice_of(0).values_list("section__slug", "slug"),
    }
    plans = {index: plan(*rows.query.sql_with_params(), in_order=True) for index, rows in queries.items()}
    plans["articles_article_pkey|INTEGER PRIMARY KEY "] = plan(reading.LAST_OF_EACH_SLICE, asked, in_order=True)
    for index, found in plans.items():
        assert re.search(index.strip(), found), found
        assert not re.search(r"Seq Scan on articles_article\b|SCAN (a|articles_article)\b|TEMP B-TREE|Sort", found), (
            found
        )


# News


def stories(client: Client) -> list[dict[str, str | None]]:
    wanted = (f"{NEWS}publication/{NEWS}name", f"{NEWS}publication/{NEWS}language", f"{NEWS}publication_date")
    return [
        {
            "path": url.findtext(f"{NAMESPACE}loc", "").removeprefix(BASE),
            "title": url.findtext(f"{NEWS}news/{NEWS}title"),
            **{name.rpartition("}")[2]: url.findtext(f"{NEWS}news/{name}") for name in wanted},
        }
        for url in root_of(client, "/news-sitemap.xml")
    ]


def test_news_say_what_google_asks_for(client: Client) -> None:
    article = make_article("Boats & \x0bships <5>", slug="boats", section=make_section("city"))
    assert article.published_at
    assert stories(client) == [
        {
            "path": "/city/boats/",
            "title": "Boats & ships <5>",
            "name": "Fish & Chips",
            "language": "en",
            "publication_date": w3c(article.published_at),
        }
    ]


def test_news_are_of_the_last_two_days_public_and_not_paid_for(client: Client, clock: Traveller) -> None:
    clock.move_to(timezone.now().replace(minute=59, second=59))
    make_article("Old", published_at=timezone.now() - timedelta(hours=48, seconds=1))
    make_article("Young", published_at=timezone.now() - timedelta(hours=46))
    make_article("New")
    make_article("Paid", label=Label.SPONSORED)
    make_article("Hidden", status=Status.UNPUBLISHED)
    make_article("Ahead", published_at=timezone.now() + timedelta(minutes=5))
    assert [story["title"] for story in stories(client)] == ["New", "Young"]


def test_they_leave_when_they_are_old_though_nothing_else_happens(client: Client, clock: Traveller) -> None:
    make_article("Boats")
    kept = client.get("/news-sitemap.xml").headers["ETag"]
    assert client.get("/news-sitemap.xml", headers={"if-none-match": kept}).status_code == 304
    clock.shift(timedelta(hours=48))
    response = client.get("/news-sitemap.xml", headers={"if-none-match": kept})
    assert (response.status_code, "Boats" in response.text) == (200, False)


def test_there_are_never_more_than_google_takes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_NEWS", 2)
    for _ in range(3):
        make_article()
    assert len(stories(client)) == 2


@pytest.mark.parametrize(("language", "told"), [("de", "de"), ("pt-br", "pt"), ("zh-hans", "zh-cn")])
def test_the_language_is_told_as_google_wants_it(client: Client, settings: Any, language: str, told: str) -> None:
    settings.LANGUAGE_CODE = language
    make_article()
    assert stories(client)[0]["language"] == told


# Robots


def test_robots_are_told_where_it_is_and_where_not_to_go(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    lines = response.text.splitlines()
    assert [line for line in lines if line.startswith("Sitemap:")] == [
        f"Sitemap: {BASE}/sitemap.xml",
        f"Sitemap: {BASE}/news-sitemap.xml",
    ]
    for place in ("/admin/", "/accounts/", "/preview/", "/search/*&", "/comments/status/", "/*/*/comment/"):
        assert f"Disallow: {place}" in lines
    assert not response.cookies


PAGES = ["/sitemap.xml", "/sitemap-places.xml", "/sitemap-0.xml", "/news-sitemap.xml", "/robots.txt", "/favicon.ico"]


@pytest.mark.parametrize("address", PAGES)
def test_they_can_only_be_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_the_old_name_of_the_icon_leads_to_the_new(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert (response.status_code, response.headers["Location"]) == (302, "/static/icons/icon-180.png")
