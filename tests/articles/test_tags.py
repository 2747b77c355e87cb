"""The page of a tag, the tags of an article, and what becomes of a tag's addresses."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, SiteVersion, Status, Tag, TagAddress, Tagging
from articles.views import PAGE_SIZE
from tests.factories import make_article, make_author, make_section, make_tag
from tests.plans import plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return make_article("Boats", section=make_section("harbor"))


def headlines(client: Client, address: str) -> list[str]:
    html = client.get(address).text.split("</header>", 1)[1]
    return re.findall(r'class="teaser-headline"[^>]*><a[^>]*>([^<]+)</a>', html)


def answer(client: Client, path: str) -> tuple[int, str]:
    response = client.get(path)
    return response.status_code, response.headers.get("Location", "")


def test_its_page_shows_the_articles_of_all_sections_newest_first(client: Client, article: Article) -> None:
    older = make_article("Nets", published_at=timezone.now() - timedelta(days=1))
    make_article("Something else")
    tag = make_tag("Deep sea", article, older)
    html = client.get("/tags/deep-sea/").text
    assert headlines(client, "/tags/deep-sea/") == ["Boats", "Nets"]
    assert "Deep sea</bdi></h1>" in html
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{tag.get_absolute_url()}">' in html


def test_an_article_shows_its_tags_in_the_order_of_choice(client: Client, article: Article) -> None:
    for name in ("Nets", "Anchors", "Fish"):
        make_tag(name, article)
    Tagging.objects.filter(tag__name="Fish").update(position=0)
    Tagging.objects.filter(tag__name="Nets").update(position=2)
    found = re.findall(
        r'<a rel="tag" href="([^"]+)" dir="auto">([^<]+)</a>', client.get(article.get_absolute_url()).text
    )
    assert found == [("/tags/fish/", "Fish"), ("/tags/anchors/", "Anchors"), ("/tags/nets/", "Nets")]


def test_an_article_without_tags_has_no_empty_list_of_them(client: Client, article: Article) -> None:
    assert 'class="tags' not in client.get(article.get_absolute_url()).text


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": Status.DRAFT, "published_at": None},
        {"status": Status.IN_REVIEW, "published_at": None},
        {"status": Status.UNPUBLISHED},
        {"published_at": timezone.now() + timedelta(days=300)},
    ],
)
def test_what_readers_can_not_see_makes_no_page_and_is_on_none(client: Client, hidden: dict[str, Any]) -> None:
    secret = make_article("Secret", **hidden)
    tag = make_tag("Ferries", secret)
    assert client.get("/tags/ferries/").status_code == 404
    Tagging.objects.create(article=make_article("Open"), tag=tag)
    assert headlines(client, "/tags/ferries/") == ["Open"]


def test_a_tag_of_nothing_has_no_page_and_its_former_address_does_not_tell_of_it(client: Client) -> None:
    tag = make_tag("Ferries")
    tag.slug = "boats"
    tag.save()
    assert [client.get(f"/tags/{slug}/").status_code for slug in ("ferries", "boats", "none")] == [404, 404, 404]


def test_a_new_slug_leaves_the_old_addresses_leading_to_it(client: Client, article: Article) -> None:
    tag = make_tag("Ferries", article)
    for slug in ("boats", "vessels"):
        tag.slug = slug
        tag.save()
    assert answer(client, "/tags/ferries/?before=1-1") == (301, "/tags/vessels/?before=1-1")
    assert answer(client, "/tags/boats/") == (301, "/tags/vessels/")
    assert answer(client, "/tags/vessels/") == (200, "")


def test_a_tag_that_takes_a_former_address_anew_has_it(client: Client, article: Article) -> None:
    tag = make_tag("Ferries", article)
    tag.slug = "boats"
    tag.save()
    make_tag("Ferries", make_article("Another"))
    assert headlines(client, "/tags/ferries/") == ["Another"]


def test_a_tag_merged_into_another_leaves_its_articles_and_addresses(client: Client, article: Article) -> None:
    both, alone = make_article("Both"), make_article("Alone")
    boats = make_tag("Boats", both, article)
    ferries = make_tag("Ferries", alone, both)
    ferries.slug = "ferry"
    ferries.save()
    before = SiteVersion.current()
    ferries.merge_into(boats)
    assert SiteVersion.current() > before
    assert not Tag.objects.filter(slug="ferry").exists()
    assert sorted(headlines(client, "/tags/boats/")) == ["Alone", "Boats", "Both"]
    assert Tagging.objects.get(article=both).position == 0, "where it stood under the tag that stays"
    assert answer(client, "/tags/ferry/") == answer(client, "/tags/ferries/") == (301, "/tags/boats/")


def test_a_chain_of_merges_leads_to_the_last(client: Client, article: Article) -> None:
    first, second, third = make_tag("One", article), make_tag("Two"), make_tag("Three")
    first.merge_into(second)
    second.merge_into(third)
    assert answer(client, "/tags/one/") == answer(client, "/tags/two/") == (301, "/tags/three/")


def test_a_tag_that_gets_the_slug_back_is_not_led_in_a_circle(client: Client, article: Article) -> None:
    tag = make_tag("Ferries", article)
    for slug in ("boats", "ferries"):
        tag.slug = slug
        tag.save()
    assert answer(client, "/tags/ferries/") == (200, "")
    assert answer(client, "/tags/boats/") == (301, "/tags/ferries/")


def test_deleting_a_tag_leaves_the_articles(article: Article) -> None:
    make_tag("Ferries", article).delete()
    assert not TagAddress.objects.exists()
    assert Article.objects.get() == article
    assert not article.tags.exists()


@pytest.mark.urls("tests.articles.quiet")
@pytest.mark.parametrize("many", [1, PAGE_SIZE + 5])
def test_its_page_costs_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    make_tag("Ferries", *(make_article(authors=(make_author(), make_author())) for _ in range(many)))
    # stamp, tag, which articles, whether one is public, numbers, articles, bylines, counts, navigation
    with django_assert_num_queries(9):
        client.get("/tags/ferries/")


@pytest.mark.parametrize("few", [0, 500])
def test_neither_a_rare_nor_a_frequent_tag_is_looked_for_among_all_articles(
    article: Article, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("articles.models.article.FEW", few)
    tagged = Article.objects.published().tagged(make_tag("Ferries", article, make_article()))
    found = plan(*tagged.newest_first()[:21].query.sql_with_params())
    assert "articles_article_pkey" in found or "INTEGER PRIMARY KEY" in found or "article_newest" in found
    assert ("articles_tagging" in found) is (few == 0)
    assert tagged.count() == 2


def test_which_tags_are_public_is_never_asked_of_all_articles() -> None:
    found = plan(*Tag.objects.public().filter(slug="ferries").query.sql_with_params())
    assert "Seq Scan" not in found, found
    assert "SCAN" not in found, found
