"""The archive by year, month and day: the site's own days, however long its clock makes them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles import archive
from articles.models import Article, Status
from articles.models.article import Status as State
from articles.views import PAGE_SIZE
from database.statements import moment
from tests.factories import make_article, make_author, make_section
from tests.plans import plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NOON = datetime(2025, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def berlin(settings: Any) -> ZoneInfo:
    settings.TIME_ZONE = "Europe/Berlin"
    zone = ZoneInfo("Europe/Berlin")
    timezone.activate(zone)
    return zone


@pytest.fixture(autouse=True)
def zone_of_the_site() -> Any:
    yield
    timezone.deactivate()


def make(headline: str, at: datetime, **columns: Any) -> Article:
    return make_article(headline, published_at=at, **columns)


def headlines(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    return re.findall(r'class="teaser-headline"[^>]*><a[^>]*>([^<]+)</a>', response.text)


def test_a_day_shows_its_articles_and_leads_to_the_nearest_days_with_any(client: Client) -> None:
    for days in (0, 3, 10):
        make(f"Day {days}", NOON - timedelta(days=days))
    make("Later", NOON + timedelta(hours=1))
    assert headlines(client, "/archive/2025/11/22/") == ["Later", "Day 0"]
    html = client.get("/archive/2025/11/19/").text
    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', html) == [
        ("prev", "/archive/2025/11/12/"),
        ("next", "/archive/2025/11/22/"),
    ]


def test_a_day_between_on_which_nothing_was_published_says_so(client: Client) -> None:
    make("Before", NOON - timedelta(days=2))
    assert "Nothing was published on this day." in client.get("/archive/2025/11/21/").text


@pytest.mark.parametrize(
    "address",
    [
        *("/archive/2025/13/", "/archive/2025/00/", "/archive/2025/02/29/", "/archive/0000/01/01/", "/archive/2025/1/"),
        *("/archive/2025/11/31/", "/archive/2025/11/5/", "/archive/25/11/05/", "/archive/x/", "/archive/2025/11/22/1/"),
        *(
            "/archive/9999/12/31/",
            "/archive/9999/12/",
            "/archive/2025/11/21/",
            "/archive/2025/10/",
            "/archive/0001/01/01/",
        ),
    ],
)
def test_nonsense_the_future_and_the_time_before_the_first_article_have_no_page(client: Client, address: str) -> None:
    make("First", NOON)
    assert client.get(address).status_code == 404


def test_tomorrow_has_no_page_though_something_is_scheduled_for_it(client: Client, clock: Any) -> None:
    clock.move_to(NOON)
    make("First", NOON - timedelta(days=1))
    make("Tomorrow", NOON + timedelta(days=1))
    assert client.get("/archive/2025/11/23/").status_code == 404
    assert "/archive/2025/11/23/" not in client.get("/archive/2025/11/").text
    clock.move_to(NOON + timedelta(days=1))
    assert headlines(client, "/archive/2025/11/23/") == ["Tomorrow"]


@pytest.mark.parametrize(
    "hidden", [{"status": Status.DRAFT}, {"status": Status.UNPUBLISHED}, {"status": Status.IN_REVIEW}]
)
def test_what_is_not_public_is_counted_nowhere(client: Client, hidden: dict[str, Any]) -> None:
    make("Secret", NOON, **hidden)
    assert [client.get(f"/archive/2025/11/{rest}").status_code for rest in ("", "22/")] == [404, 404]
    assert "2025" not in client.get("/archive/").text.split("</header>", 1)[1].split("<footer")[0]


def test_years_and_months_are_counted(client: Client) -> None:
    for at in (NOON, NOON - timedelta(days=1), NOON - timedelta(days=400)):
        make_article(published_at=at)
    html = client.get("/archive/").text
    assert re.findall(r'href="(/archive/[\d/]+)">(\w+)</a> <span[^>]*>([^<]+)<', html) == [
        ("/archive/2025/11/", "November", "2 articles"),
        ("/archive/2024/10/", "October", "1 article"),
    ]


def test_a_month_is_a_calendar_with_a_link_for_each_day_that_has_something(client: Client) -> None:
    for at in (NOON, NOON, NOON - timedelta(days=2)):
        make_article(published_at=at)
    html = client.get("/archive/2025/11/").text
    assert re.findall(r'href="(/archive/2025/11/\d\d/)"', html.split("<tbody>")[1].split("</tbody>")[0]) == [
        "/archive/2025/11/20/",
        "/archive/2025/11/22/",
    ]
    assert "Nov. 22, 2025: 2 articles" in html
    assert html.count('class="archive-day"') == 30


def test_days_begin_at_midnight_of_the_site_in_winter_and_summer(client: Client, berlin: ZoneInfo) -> None:
    make("Summer, before midnight", datetime(2025, 7, 1, 23, 59, 59, tzinfo=berlin))
    make("Summer, at midnight", datetime(2025, 7, 2, tzinfo=berlin))
    make("Winter, before midnight", datetime(2025, 1, 1, 23, 59, 59, 999_999, tzinfo=berlin))
    make("Winter, at midnight", datetime(2025, 1, 2, tzinfo=berlin))
    assert headlines(client, "/archive/2025/07/01/") == ["Summer, before midnight"]
    assert headlines(client, "/archive/2025/07/02/") == ["Summer, at midnight"]
    assert headlines(client, "/archive/2025/01/01/") == ["Winter, before midnight"]
    assert headlines(client, "/archive/2025/01/02/") == ["Winter, at midnight"]


@pytest.mark.parametrize(("day", "hours"), [("2025/03/30", 23), ("2025/10/26", 25), ("2025/06/15", 24)])
def test_a_day_is_as_long_as_its_clock_makes_it(client: Client, berlin: ZoneInfo, day: str, hours: int) -> None:
    begins = datetime.strptime(day, "%Y/%m/%d").replace(tzinfo=berlin).astimezone(UTC)
    make("Eve", begins - timedelta(microseconds=1))
    for hour in range(hours):
        make(f"Hour {hour}", begins + timedelta(hours=hour))
    make("Next", begins + timedelta(hours=hours))
    assert len(headlines(client, f"/archive/{day}/")) == min(hours, PAGE_SIZE)
    found = archive._counts([(begins.astimezone(berlin).date(), begins.astimezone(berlin).date() + timedelta(days=1))])
    assert found == [hours]


def test_a_midnight_that_the_clock_leaps_over_is_the_moment_after_it(settings: Any) -> None:
    timezone.activate(ZoneInfo("America/Asuncion"))
    assert archive._begins(datetime(2023, 10, 1).date()) == datetime(2023, 10, 1, 4, tzinfo=UTC)


@pytest.mark.urls("tests.articles.quiet")
@pytest.mark.parametrize("many", [1, PAGE_SIZE + 3])
def test_its_pages_cost_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    section = make_section()
    for number in range(many):
        make_article(authors=(make_author(),), section=section, published_at=NOON - timedelta(minutes=number))
    with django_assert_num_queries(4):  # stamp, oldest, counts, navigation
        client.get("/archive/")
    with django_assert_num_queries(6):  # stamp, whether it is within, counts, earlier, later, navigation
        client.get("/archive/2025/11/")
    # stamp, whether it is within, which articles, these, bylines, counts, earlier, later, navigation
    with django_assert_num_queries(9):
        client.get("/archive/2025/11/22/")


def test_counts_are_read_from_the_index_alone() -> None:
    make("Here", NOON)
    edges = [0, moment(NOON), moment(NOON + timedelta(days=1))]
    found = plan(archive.COUNTS.format(spans="(%s, %s, %s)"), [*edges, State.PUBLISHED, moment(timezone.now())])
    assert "(published_at >= " in found or "published_at>? AND published_at<?" in found, found
    assert "Seq Scan on articles_article" not in found
