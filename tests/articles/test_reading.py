"""The queries written by hand: they read by indexes, on both engines, and what they leave out can still be had."""

import re

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from articles import reading
from articles.models import Article
from tests.factories import make_article, make_author, make_section, make_tag
from tests.plans import plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    """Among many, so that reading all of them would be the wrong choice."""
    article = make_article("Boats", (make_author(),), section=make_section("harbor"))
    make_tag("Ferries", article)
    alike = {"section": make_section(), "status": "published", "published_at": article.published_at}
    Article.objects.bulk_create([Article(headline=f"No {n}", slug=f"no-{n}", **alike) for n in range(2_000)])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE articles_article")
    return article


def test_no_query_reads_all_articles(article: Article) -> None:
    liked = {"article": article.pk, "section": article.section_id, "most": 3, "latest": 200}
    plans = [
        plan(reading.ARTICLE_QUERY, reading._public(section="harbor", slug=article.slug)),
        plan(reading.TAGS_QUERY, liked),
        plan(reading.LIKED_QUERY, reading._public(**liked)),
    ]
    for found in plans:
        assert not re.search(r"Seq Scan on articles_(article|tagging)\b|SCAN [aomtl]\b", found), found
    assert "article_newest_in_section" in plans[2]
    assert "tag_once_per_article" in plans[2] or "(tag_id=? AND article_id>?)" in plans[2]


def test_the_article_has_its_section_and_the_one_above(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    section = make_section("harbor", name="Harbor", parent=make_section("city", name="City"))
    made = make_article("Boats", section=section)
    with django_assert_num_queries(1):
        article = reading.find_published("harbor", made.slug)
        assert article
        assert article == made
        assert (article.section.name, article.get_absolute_url()) == ("Harbor", made.get_absolute_url())
        assert article.section.parent
        assert (article.section.parent.name, article.section.parent.get_absolute_url()) == ("City", "/city/")
        assert (article.published_at, article.revision) == (made.published_at, made.revision)
        assert article.accepts_comments()


def test_what_the_queries_leave_out_is_looked_up_when_it_is_asked_for() -> None:
    made = make_article(section=make_section("harbor", description="By the sea", position=7), body="<p>Words</p>")
    article = reading.find_published("harbor", made.slug)
    assert article
    assert (article.section.description, article.section.position) == ("By the sea", 7)
    assert (article.body, article.created_at) == (made.body, Article.objects.get().created_at)
