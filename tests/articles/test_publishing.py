"""The way of an article to its readers, and back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article, Section, SiteVersion, Status
from articles.models.section import RESERVED_SEGMENTS
from tests.factories import make_article, make_section

pytestmark = pytest.mark.django_db


def draft() -> Article:
    return make_article(status=Status.DRAFT, published_at=None)


def stored(article: Article) -> Status:
    return Status(Article.objects.get(pk=article.pk).status)


def test_a_draft_goes_to_review_and_back() -> None:
    article = draft()
    assert article.submit_for_review()
    assert stored(article) == Status.IN_REVIEW
    assert article.send_back()
    assert stored(article) == Status.DRAFT


def test_publishing_dates_it_now() -> None:
    article = draft()
    assert article.publish()
    assert article.is_public
    assert article in Article.objects.published()
    assert not article.was_updated


def test_a_time_ahead_schedules() -> None:
    article = draft()
    assert article.publish(at=timezone.now() + timedelta(hours=1))
    assert article.is_scheduled
    assert article not in Article.objects.published()
    assert article in Article.objects.scheduled()
    assert article.publish()
    assert article.is_public


def test_a_public_article_is_not_published_again() -> None:
    article = make_article()
    date = article.published_at
    assert not article.publish()
    article.refresh_from_db()
    assert article.published_at == date


@pytest.mark.parametrize("verb", ["send_back", "unpublish"])
def test_a_state_that_a_verb_does_not_suit_stays(verb: str) -> None:
    article = draft()
    assert not getattr(article, verb)()
    assert stored(article) == Status.DRAFT


def test_who_comes_second_changes_nothing() -> None:
    article = draft()
    article.submit_for_review()
    mine, theirs = Article.objects.get(), Article.objects.get()
    assert theirs.send_back()
    assert not mine.publish()
    assert stored(article) == Status.DRAFT


def test_an_unpublished_article_may_be_reviewed_and_published_anew() -> None:
    article = make_article()
    assert article.unpublish()
    assert article.submit_for_review()
    assert article.publish()


def test_every_move_raises_the_revision_and_the_site_version() -> None:
    article = draft()
    revision, version = article.revision, SiteVersion.current()
    article.publish()
    assert article.revision == revision + 1
    assert SiteVersion.current() == version + 1


def test_a_published_article_without_a_time_is_refused_by_the_database() -> None:
    article = draft()
    with pytest.raises(IntegrityError, match="published_article_has_a_time"), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(status=Status.PUBLISHED)


def test_two_articles_of_a_section_never_share_a_slug() -> None:
    article = make_article()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_article(slug=article.slug, section=article.section)


@pytest.mark.parametrize(
    "columns",
    [
        {"takes_comments": False},
        {"comments_close_at": timezone.now() - timedelta(minutes=1)},
        {"status": Status.UNPUBLISHED},
        {"status": Status.DRAFT, "published_at": None},
        {"published_at": timezone.now() + timedelta(hours=1)},
    ],
)
def test_the_article_alone_says_that_it_takes_no_comments(columns: dict[str, Any]) -> None:
    assert make_article().accepts_comments()
    assert make_article(comments_close_at=timezone.now() + timedelta(minutes=1)).accepts_comments()
    assert not make_article(**columns).accepts_comments()


def test_saving_one_column_saves_what_follows_from_the_text() -> None:
    article = make_article()
    article.body = "<p onclick='x()'>New</p>"
    article.save(update_fields=["body"])
    article.refresh_from_db()
    assert article.body == article.body_html == "<p>New</p>"


@pytest.mark.parametrize("slug", sorted(RESERVED_SEGMENTS))
def test_a_section_cannot_take_an_address_of_the_site(slug: str) -> None:
    with pytest.raises(ValidationError, match="address of the site itself"):
        Section(name="X", slug=slug).full_clean()


def test_sections_nest_one_level_deep() -> None:
    city = make_section()
    harbor = make_section(parent=city)
    for section, parent in [(make_section(), harbor), (city, make_section()), (city, city)]:
        section.parent = parent
        with pytest.raises(ValidationError) as caught:
            section.full_clean()
        assert caught.value.error_dict["parent"][0].code == "too_deep"


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (200, 1), (460, 2), (1150, 5)])
def test_reading_time_is_told_in_minutes(words: int, minutes: int) -> None:
    assert make_article(body="<p>" + "word " * words + "</p>").reading_minutes == minutes
