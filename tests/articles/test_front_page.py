from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles import front
from articles.discussion import NoDiscussion
from articles.models import Article, Section, Status
from tests.factories import make_article, make_author, make_picture, make_section

pytestmark = pytest.mark.django_db


def make_older(count: int, section: Section, days: int = 10) -> list[Article]:
    """Newest first, all older than any that a test makes without saying when."""
    first = timezone.now() - timedelta(days=days)
    return [make_article(section=section, published_at=first - timedelta(hours=hour)) for hour in range(count)]


def test_an_empty_paper_says_so(client: Client) -> None:
    assert "Nothing has been published yet." in client.get("/").content.decode()


def test_the_newest_leads_and_the_next_stand_beside_it() -> None:
    articles = make_older(8, make_section())
    composed = front.compose(NoDiscussion())
    assert composed.lead == articles[0]
    assert composed.column == articles[1:6]
    assert composed.rows[0].articles == articles[6:]


def test_an_article_with_a_picture_leads_before_newer_ones_without() -> None:
    plain, pictured = make_older(2, make_section())
    pictured.picture = make_picture()
    pictured.save()
    composed = front.compose(NoDiscussion())
    assert (composed.lead, composed.column) == (pictured, [plain])


def test_a_row_holds_the_newest_three_of_a_section_and_those_below_it() -> None:
    city, sports = make_section("city", position=1), make_section("sports", position=2)
    make_older(6, sports, days=1)
    harbor = make_older(2, make_section("harbor", parent=city))
    own = make_older(4, city, days=20)
    rows = front.compose(NoDiscussion()).rows
    assert [row.section for row in rows] == [city]
    assert rows[0].articles == [*harbor, own[0]]


def test_rows_follow_the_order_of_the_sections_and_show_nothing_twice() -> None:
    make_older(6, make_section("news", position=9), days=1)
    for position, slug in [(3, "sports"), (1, "city"), (2, "food")]:
        make_older(5, make_section(slug, position=position))
    composed = front.compose(NoDiscussion())
    assert [row.section.slug for row in composed.rows] == ["city", "food", "sports"]
    assert len(composed.articles) == 6 + 9


def test_a_section_that_rarely_publishes_keeps_its_row() -> None:
    [essay] = make_older(1, make_section("opinion"), days=400)
    make_older(60, make_section("news"), days=1)
    assert essay in front.compose(NoDiscussion()).articles


def test_what_is_not_public_is_not_on_it(client: Client) -> None:
    section = make_section()
    make_article("Drafted", section=section, status=Status.DRAFT, published_at=None)
    make_article("Taken down", section=section, status=Status.UNPUBLISHED)
    make_article("Scheduled", section=section, published_at=timezone.now() + timedelta(hours=1))
    html = client.get("/").content.decode()
    assert not [name for name in ("Drafted", "Taken down", "Scheduled") if name in html]


@pytest.mark.usefixtures("clock")
def test_the_date_line_is_today(client: Client) -> None:
    assert f'<time datetime="{timezone.localdate().isoformat()}">' in client.get("/").content.decode()


@pytest.mark.urls("tests.articles.quiet")
@pytest.mark.parametrize("many", [1, 4])
def test_it_costs_fourteen_queries_however_many_sections_and_articles(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    author = make_author()
    for _ in range(many):
        section = make_section()
        for _ in range(4 + many):
            make_article(authors=(author,), section=section)
    make_older(7, make_section())
    # stamp, ended pins; pins, newest, bylines; newest of each section, chosen, articles, bylines, tops; settings,
    # discussed, counts; navigation
    with django_assert_num_queries(14):
        client.get("/")


@pytest.mark.parametrize(
    ("pictured", "shape"),
    [
        ((True, False, False), "start"),
        ((False, True, False), "end"),
        ((False, False, True), "end"),
        ((True, False), "start"),
        ((True, True, False), "even"),
        ((False, False, False), "even"),
        ((True,), "even"),
    ],
)
def test_the_only_picture_of_a_row_leads_it_from_where_it_stands(pictured: tuple[bool, ...], shape: str) -> None:
    articles = [Article() for _ in pictured]
    for article, has_one in zip(articles, pictured, strict=True):
        article.picture_id = 1 if has_one else None
    assert front.Row(Section(), articles).shape == shape
