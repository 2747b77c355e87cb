"""What a reader may also like: chosen by hand, then by what it shares with the article, then its section's newest."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles import reading
from articles.models import Article, Section, Status
from tests.factories import make_article, make_section, make_tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> Section:
    return make_section("harbor")


@pytest.fixture
def article(section: Section) -> Article:
    return make_article("Itself", section=section)


def make(headline: str, hours: int, **columns: Any) -> Article:
    return make_article(headline, published_at=timezone.now() - timedelta(hours=hours), **columns)


def liked(article: Article) -> list[str]:
    return [other.headline for other in reading.also_liked(article)]


def test_shared_tags_count_first_and_the_newest_of_as_many_goes_first(article: Article, section: Section) -> None:
    older, newer, both = make("Older", 9), make("Newer", 5), make("Both", 90)
    make("Of the section", 1, section=section)
    make_tag("Ferries", article, older, both)
    make_tag("Fish", article, newer, both)
    assert liked(article) == ["Both", "Newer", "Older"]


def test_what_is_chosen_by_hand_stands_before_what_shares_tags_and_nothing_stands_twice(
    article: Article, section: Section
) -> None:
    chosen, tagged = make("Chosen", 900), make("Tagged", 9, section=section)
    make("Of the section", 20, section=section)
    article.related.add(chosen)
    make_tag("Ferries", article, chosen, tagged)
    make_tag("Fish", article, chosen)
    assert liked(article) == ["Chosen", "Tagged", "Of the section"]


@pytest.mark.parametrize("hidden", [{"status": Status.UNPUBLISHED}, {"hours": -1}, {"status": Status.DRAFT}])
def test_neither_itself_nor_what_readers_can_not_see_is_recommended(
    article: Article, section: Section, hidden: dict[str, Any]
) -> None:
    columns: dict[str, Any] = {"hours": 1, "section": section} | hidden
    secret = make("Secret", **columns)
    article.related.add(secret, article)
    make_tag("Ferries", article, secret)
    assert liked(article) == []


def test_of_a_frequent_tag_the_latest_are_looked_at(
    article: Article, section: Section, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LATEST", 1)
    first, second, third = (make(name, 9 - number) for number, name in enumerate(("First", "Second", "Third")))
    make_tag("Ferries", article, first, second, third)
    assert liked(article) == ["Third", "Second"]
